"""A load balancer whose shares are the phase's, a guard, and things of other vendors that change with the phase too."""

from __future__ import annotations

from typing import Any

import pulumi
import pulumi_cloudflare as cloudflare
import pulumi_random as random
import pulumiverse_vercel as vercel

from providers.guard import sdk as guard

config = pulumi.Config("sayar")
transition: dict[str, Any] = config.require_object("transition")
tier, phase, weight = config.require("tier"), transition["phase"], int(transition["weight"])
ACCOUNT = "0" * 32

at_edge = pulumi.ResourceOptions(provider=cloudflare.Provider("cloudflare"))
at_web = pulumi.ResourceOptions(provider=vercel.Provider("vercel", team="team_shop"))

zone = cloudflare.Zone("zone", name="shop.dev", account={"id": ACCOUNT}, opts=at_edge)
old, new = (
    cloudflare.LoadBalancerPool(
        name,
        account_id=ACCOUNT,
        name=name,
        origins=[{"name": name, "address": f"{name}.up.example", "enabled": True}],
        # It changes with the phase as well: a way back must not need it.
        description=phase,
        opts=at_edge,
    )
    for name in ("old", "new")
)
balancer = cloudflare.LoadBalancer(
    "api",
    zone_id=zone.id,
    name="api.shop.dev",
    default_pools=[old.id],
    fallback_pool=old.id,
    proxied=True,
    steering_policy="random",
    random_steering={
        "default_weight": 0,
        "pool_weights": pulumi.Output.all(old.id, new.id).apply(
            lambda ids: {ids[0]: 1 - weight / 100, ids[1]: weight / 100}
        ),
    },
    opts=at_edge,
)
vercel.Project("web", name="web", build_command=phase, opts=at_web)
random.RandomPassword(
    "secret", length=24, keepers={"phase": phase}, opts=pulumi.ResourceOptions(provider=random.Provider("random"))
)
if weight < 50:
    vercel.Project("further", name="further", opts=at_web)
guard.Move(
    "move",
    tier=tier,
    order=["growth", "scale"],
    spec_hash=f"{weight:064}",
    pools={"old": guard.PoolArgs(weight=100 - weight, strict_tls=False)},
    drain_s=300,
    origin_tls="full",
    waivers=[],
    opts=pulumi.ResourceOptions(provider=guard.Provider("guard"), depends_on=[balancer]),
)
pulumi.export("tier", tier)
pulumi.export("move", {"from": transition["from"], "phase": phase, "started": transition["started"]})
