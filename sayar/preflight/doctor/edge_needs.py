"""What a stack needs of Cloudflare and of the domain's registrar."""

from __future__ import annotations

from collections.abc import Iterator

from components.edge.balancing_spec import BalancingSpec
from components.edge.entitlements import Entitlements
from components.edge.words import ORIGIN_HOSTS
from infra.config.platform import PlatformSpec
from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.wants import (
    BucketsOpen,
    Certified,
    Delegated,
    Need,
    PlanAtLeast,
    Registered,
    SslMode,
    Subscribed,
)


def edge_needs(platform: PlatformSpec) -> Iterator[Need]:
    """The domain; R2 where dumps go there; where DNS is Cloudflare's the zone's plan and delegation, load balancing
    where it is selected, and what proxied traffic takes."""
    edge, identity, step = platform.edge, platform.platform, facts().step
    domain = identity.domain
    if not identity.is_example:
        # The example is nobody's and never will be: that it is one is said once.
        how = step("cloudflare.domain", domain=domain)
        text = f"a registered domain, {domain}"
        yield Need("cloudflare.domain", "cloudflare", text, "sayar:platform.domain", how, Registered())
    if platform.backup.dumps.kind == "r2":
        how = step("cloudflare.r2")
        yield Need("cloudflare.r2", "cloudflare", "R2 for the dumps", "sayar:backup.dumps", how, BucketsOpen())
    if edge.mode == "external":
        return
    bought = Entitlements(edge.plan).allows("subscription")
    how = step("cloudflare.plan", domain=domain, plan=edge.plan.capitalize())
    wanted = PlanAtLeast("cloudflare", edge.plan, bought)
    yield Need("cloudflare.plan", "cloudflare", f"plan {edge.plan} or higher", "sayar:edge.plan", how, wanted)
    if not identity.is_example:
        how = step("cloudflare.name_servers", domain=domain)
        text = f"the delegation of {domain} to its zone"
        yield Need("cloudflare.name_servers", "cloudflare", text, "sayar:edge.mode", how, Delegated())
    if edge.large.balancing is not None:
        yield _balanced(platform, edge.large.balancing)
    if edge.proxied:
        yield from _proxied(platform)


def _balanced(platform: PlatformSpec, spec: BalancingSpec) -> Need:
    """Load balancing, with the amounts that the dashboard asks for when it is bought."""
    domain = platform.platform.domain
    how = facts().step(
        "cloudflare.load_balancing",
        domain=domain,
        endpoints=str(len(spec.hosts) * len(spec.pools)),
        interval=str(spec.monitor.interval_s),
        checks=str(max(len(pool.check_regions) for pool in spec.pools)),
        steering=spec.steering,
    )
    # The highest plan is a contract, which may hold it.
    contract = platform.edge.plan == facts().plans_of("cloudflare").order[-1]
    text, wanted = "a subscription of load balancing", Subscribed("load_balancing", domain, contract)
    return Need("cloudflare.load_balancing", "cloudflare", text, "sayar:edge.large.balancing", how, wanted)


def _proxied(platform: PlatformSpec) -> Iterator[Need]:
    domain, step = platform.platform.domain, facts().step
    hosts = tuple(platform.platform.fqdn(host) for host in ORIGIN_HOSTS)
    how = step("cloudflare.certificate", domain=domain)
    text = f"a certificate of the edge for {', '.join(hosts)}"
    yield Need("cloudflare.certificate", "cloudflare", text, "sayar:edge.mode", how, Certified(hosts))
    mode = platform.edge.origins.zone_ssl
    text = f"SSL mode {mode}, which the origins can do"
    yield Need("cloudflare.ssl", "cloudflare", text, "sayar:edge.origins", step("cloudflare.ssl"), SslMode(mode))
