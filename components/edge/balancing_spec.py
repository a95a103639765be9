"""Load balancing: which pool answers whom, and how it is known that a pool is well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from components.edge.entitlements import fact
from components.edge.watch_spec import StatusCode
from components.edge.words import BALANCER_REGIONS, BalancerRegion, OriginHost, Switch
from components.network.checks import cited, unique
from components.spec import Label, Problem, Spec, UrlPath

Share = Annotated[float, Field(ge=0, le=1)]
"""A part of the whole, 0 to 1."""

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""A country by its two letters (ISO 3166-1)."""

Steering = Literal["geo", "random", "off"]
"""`geo`: by the user's country, else region of the world. `random`: by the shares of the pools. `off`: the first of
`order` that is well."""


class MonitorSpec(Spec):
    """How the endpoints of all pools are probed. Times are in seconds."""

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
    """One pool: the endpoints of one region of the platform, one for each balanced host.

    `share` counts with random steering, 0 drains the pool. `regions` of the world and single `countries`, which go
    before their region, count with geo steering; a pool with neither only stands by.
    """

    region: Label
    share: Share
    regions: tuple[BalancerRegion, ...]
    countries: tuple[Country, ...]
    check_regions: Annotated[tuple[BalancerRegion, ...], Field(min_length=1)]

    def rules(self) -> Iterator[Problem]:
        """A region of users or of probes is named once, and a country is one."""
        yield from unique("regions", self.regions)
        yield from unique("countries", self.countries)
        yield from unique("check_regions", self.check_regions)
        known = fact("countries", "iso3166")
        for index, country in enumerate(self.countries):
            if country not in known.value:
                yield Problem(f"countries[{index}]", country, f"a country of ISO 3166-1 ({cited(known)})")


class BalancingSpec(Spec):
    """Load balancing of some hosts over pools. Every pool is probed by the one monitor.

    `order` names all pools: the first that is well answers where steering says nothing else, and where the pool of a
    user's region is down. `fallback` is asked when no pool is well. `retry_elsewhere` sends a request that found no
    server once more, to the next pool.
    """

    hosts: Annotated[tuple[OriginHost, ...], Field(min_length=1)]
    steering: Steering
    affinity: Literal["none", "cookie", "ip_cookie"]
    monitor: MonitorSpec
    pools: Annotated[tuple[PoolSpec, ...], Field(min_length=1)]
    order: Annotated[tuple[Label, ...], Field(min_length=1)]
    fallback: Label
    retry_elsewhere: Switch
    pop_pools: Switch

    @property
    def names(self) -> tuple[str, ...]:
        """The regions of the pools, as the spec has them."""
        return tuple(pool.region for pool in self.pools)

    def rules(self) -> Iterator[Problem]:
        """Pools and their users do not overlap; nobody is left out; order and fallback are pools that are there."""
        yield from unique("hosts", self.hosts)
        yield from unique("pools[{}].region", self.names, "each region once")
        yield from self._once("regions")
        yield from self._once("countries")
        if self.steering == "geo":
            yield from self._everybody()
        if self.steering == "random" and not any(pool.share > 0 for pool in self.pools):
            yield Problem("pools", [pool.share for pool in self.pools], "a share above 0 where steering is random")
        yield from self._order()

    def _once(self, name: Literal["regions", "countries"]) -> Iterator[Problem]:
        taken: set[str] = set()
        for index, pool in enumerate(self.pools):
            users = getattr(pool, name)
            for place, user in enumerate(users):
                if user in taken:
                    yield Problem(f"pools[{index}].{name}[{place}]", user, "in one pool only")
            taken.update(users)

    def _everybody(self) -> Iterator[Problem]:
        """Every country lies in a region of the world, so every region needs a pool."""
        served = {region for pool in self.pools for region in pool.regions}
        missing = [region for region in get_args(BalancerRegion) if region not in served]
        if missing:
            where = ", ".join(f"{BALANCER_REGIONS[region]} ({region})" for region in missing)
            yield Problem("pools", sorted(served), f"a pool for the countries of {where} too")

    def _order(self) -> Iterator[Problem]:
        yield from unique("order", self.order)
        for index, name in enumerate(self.order):
            if name not in self.names:
                yield Problem(f"order[{index}]", name, f"one of the pools: {', '.join(self.names)}")
        if left := [name for name in self.names if name not in self.order]:
            yield Problem("order", list(self.order), f"{', '.join(left)} too: a pool outside it never takes over")
        if self.fallback not in self.names:
            yield Problem("fallback", self.fallback, f"one of the pools: {', '.join(self.names)}")
