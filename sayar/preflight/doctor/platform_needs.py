"""What a stack needs of Railway and Vercel: plans, regions and what a plan has to include."""

from __future__ import annotations

from collections.abc import Iterator

from components.cache.railway_spec import RailwayRedis
from components.hosting.railway_spec import RailwaySpec
from components.hosting.vercel_spec import VercelSpec
from components.hosting.words import ROLES
from components.network.regions import called
from infra.config.platform import PlatformSpec
from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.plan_needs import feature_need, plan_need
from sayar.preflight.doctor.wants import BillsPaid, HasRegion, Need, RoleMayWrite


def railway_needs(platform: PlatformSpec) -> Iterator[Need]:
    """The workspace: its plan, its bills, its regions, and what needs a plan by itself."""
    spec = platform.hosting.railway
    if spec is None:
        return
    yield plan_need("railway", spec.plan, "sayar:hosting.railway.plan")
    if spec.plan != facts().plans_of("railway").order[0]:
        how = facts().step("railway.subscription")
        text = "a workspace whose bills are paid"
        yield Need("railway.subscription", "railway", text, "sayar:accounts.railway_workspace", how, BillsPaid())
    for name in spec.regions:
        region, how = called("railway", name), facts().step("railway.region")
        text = f"an open region {region}"
        where = "sayar:hosting.railway.regions"
        yield Need(f"railway.region.{region}", "railway", text, where, how, HasRegion("railway", region))
    yield from _railway_features(spec, platform)


def _railway_features(spec: RailwaySpec, platform: PlatformSpec) -> Iterator[Need]:
    at = "sayar:hosting.railway"
    if spec.static_egress == "on":
        yield from feature_need(
            "railway",
            "hosting",
            "static_egress",
            "fixed outgoing addresses",
            f"{at}.static_egress",
            lambda has: "on" in has,
        )
    most = max(row.count for role in ROLES for row in spec.services.of(role).replicas)
    if most > 1:
        yield from feature_need(
            "railway", "hosting", "replicas", f"{most} replicas of a service", f"{at}.services", lambda has: has >= most
        )
    # Each service has the one host of its surface.
    yield from feature_need(
        "railway",
        "hosting",
        "custom_domains",
        "a domain of its own for each service",
        f"{at}.services",
        lambda has: has >= 1,
    )
    store = platform.cache.store
    if isinstance(store, RailwayRedis) and (count := sum(row.volume_count for row in store.stores)):
        text = f"{count} volumes"
        yield from feature_need(
            "railway", "cache", "volumes", text, "sayar:cache.store.stores", lambda has: has >= count
        )


def vercel_needs(platform: PlatformSpec) -> Iterator[Need]:
    """The team: its plan, the role of the token's user, and what needs a plan by itself."""
    if platform.accounts.vercel_team is None:
        return  # a personal account is on the lowest plan, which is all that a stack without a team may need
    spec: VercelSpec = platform.hosting.vercel
    at = "sayar:hosting.vercel"
    yield plan_need("vercel", spec.plan, f"{at}.plan")
    how = facts().step("vercel.role")
    yield Need(
        "vercel.role",
        "vercel",
        "a token whose user may make projects",
        "sayar:accounts.vercel_team",
        how,
        RoleMayWrite(),
    )
    if spec.rolling_release is not None:
        yield from feature_need(
            "vercel", "hosting", "rolling_release", "rolling releases", f"{at}.rolling_release", bool
        )
    if spec.skew_protection is not None:
        yield from feature_need(
            "vercel", "hosting", "skew_protection", "skew protection", f"{at}.skew_protection", bool
        )
    if spec.firewall.owasp != "off":
        owasp, where = spec.firewall.owasp, f"{at}.firewall.owasp"
        text = "managed rules of the firewall"
        yield from feature_need("vercel", "hosting", "firewall_owasp", text, where, lambda has: owasp in has)
