"""What only large tiers use: load balancing, log delivery, client certificates, hostnames of clients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from components.edge.watch_spec import StatusCode
from components.edge.words import BalancerRegion, OriginHost, Switch
from components.edge.zone_spec import unique
from components.spec import Label, Problem, Spec, UrlPath

Share = Annotated[float, Field(ge=0, le=1)]
"""A part of the whole, 0 to 1."""


class MonitorSpec(Spec):
    """How a pool's endpoints are probed. Times are in seconds."""

    path: UrlPath
    codes: StatusCode
    interval_s: Annotated[int, Field(ge=1)]
    timeout_s: Annotated[int, Field(ge=1)]
    retries: Annotated[int, Field(ge=0)]
    down_after: Annotated[int, Field(ge=1)]
    up_after: Annotated[int, Field(ge=1)]

    def rules(self) -> Iterator[Problem]:
        """A probe must have answered before the next one starts."""
        if self.timeout_s >= self.interval_s:
            yield Problem("timeout_s", self.timeout_s, f"less than interval_s ({self.interval_s})")


class PoolSpec(Spec):
    """One pool: the endpoints of one region. `share` counts with random steering; 0 drains the pool."""

    region: Label
    share: Share
    regions: tuple[BalancerRegion, ...]
    check_regions: Annotated[tuple[BalancerRegion, ...], Field(min_length=1)]

    def rules(self) -> Iterator[Problem]:
        """A region of users or of probes is named once."""
        yield from unique("regions", self.regions)
        yield from unique("check_regions", self.check_regions)


class BalancingSpec(Spec):
    """Load balancing of some hosts over pools. `regions` of the pools count with geo steering."""

    hosts: Annotated[tuple[OriginHost, ...], Field(min_length=1)]
    steering: Literal["geo", "random", "off"]
    affinity: Literal["none", "cookie", "ip_cookie"]
    monitor: MonitorSpec
    pools: Annotated[tuple[PoolSpec, ...], Field(min_length=1)]
    fallback: Label
    pop_pools: Switch

    def rules(self) -> Iterator[Problem]:
        """Pools and their users do not overlap; the fallback exists; random steering has somewhere to send."""
        yield from unique("hosts", self.hosts)
        names = [pool.region for pool in self.pools]
        taken: set[str] = set()
        for index, pool in enumerate(self.pools):
            if pool.region in names[:index]:
                yield Problem(f"pools[{index}].region", pool.region, "each region once")
            for place, region in enumerate(pool.regions):
                if region in taken:
                    yield Problem(f"pools[{index}].regions[{place}]", region, "in one pool only")
            taken.update(pool.regions)
            if self.steering == "geo" and not pool.regions:
                yield Problem(f"pools[{index}].regions", [], "at least one region where steering is geo")
        if self.fallback not in names:
            yield Problem("fallback", self.fallback, f"one of the pools: {', '.join(names)}")
        if self.steering == "random" and not any(pool.share > 0 for pool in self.pools):
            yield Problem("pools", [pool.share for pool in self.pools], "a share above 0 where steering is random")


class LogpushSpec(Spec):
    """One stream of logs to a bucket of the platform."""

    dataset: Literal["http_requests", "firewall_events", "dns_logs"]
    destination: Literal["s3", "r2"]


class CustomHostnamesSpec(Spec):
    """Hostnames of white-label clients. `authority` null leaves the choice to the vendor."""

    fallback: OriginHost
    validation: Literal["txt", "http"]
    min_tls: Literal["1.2", "1.3"]
    authority: Literal["google", "lets_encrypt", "ssl_com"] | None
    wildcard: Switch
    most: Annotated[int, Field(ge=1)]


class LargeSpec(Spec):
    """Features that start as nothing: each null, empty or off until a tier needs it."""

    balancing: BalancingSpec | None
    logpush: tuple[LogpushSpec, ...]
    client_certificates: tuple[OriginHost, ...]
    schema_validation: Literal["off", "log", "block"]
    custom_hostnames: CustomHostnamesSpec | None

    def rules(self) -> Iterator[Problem]:
        """A dataset is pushed once, a host named once."""
        yield from unique("logpush", self.logpush)
        yield from unique("client_certificates", self.client_certificates)
