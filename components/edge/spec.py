"""What the edge must be: the whole of `sayar:edge` in a stack file."""

from __future__ import annotations

from collections.abc import Iterator

from components.edge import checks
from components.edge.large_spec import LargeSpec
from components.edge.rules_spec import DeliverySpec, PathsSpec, WafSpec
from components.edge.watch_spec import AlertSpec, HealthCheckSpec
from components.edge.words import ORIGIN_HOSTS, Mode, OriginHost, Plan
from components.edge.zone_spec import BotsSpec, CachingSpec, DnsSpec, OriginsSpec, SettingsSpec
from components.spec import Problem, Spec


class EdgeSpec(Spec):
    """The edge of the platform, held against what its Cloudflare plan allows.

    `dns_only`: the zone answers names and traffic goes straight to the origins; what needs the proxy is checked but
    not made. `proxied`: traffic passes the edge, but for the `direct` hosts, which a move leads through it one by one.
    `external`: the domain's DNS is elsewhere and nothing is made.
    """

    mode: Mode
    direct: tuple[OriginHost, ...]
    plan: Plan
    origins: OriginsSpec
    dns: DnsSpec
    settings: SettingsSpec
    paths: PathsSpec
    waf: WafSpec
    bots: BotsSpec
    delivery: DeliverySpec
    caching: CachingSpec
    health_checks: tuple[HealthCheckSpec, ...]
    alerts: tuple[AlertSpec, ...]
    large: LargeSpec

    @property
    def proxied(self) -> bool:
        """True where traffic of origin hosts passes the edge, so that rules are in force."""
        return self.mode == "proxied"

    def passes(self, host: OriginHost) -> bool:
        """True if the traffic of a host passes the edge."""
        return self.proxied and host not in self.direct

    @property
    def wholly_proxied(self) -> bool:
        """True where the traffic of every origin host passes the edge."""
        return all(self.passes(host) for host in ORIGIN_HOSTS)

    def rules(self) -> Iterator[Problem]:
        """The limits of the plan, and what does not go together."""
        yield from checks.every(self)
