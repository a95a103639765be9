"""What the arithmetic of the promises finds: figures that know how they were made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from infra.tiers.sizes import Served


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, its unit, the formula in words, and the ids of the assumptions that it rests on."""

    name: str
    value: float
    unit: str
    formula: str
    uses: tuple[str, ...]

    def __str__(self) -> str:
        return measured(self.value, self.unit)


def number(value: float) -> str:
    """A number for people: whole where it is large or whole, else with as much as matters."""
    if value >= 100 or float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2g}"


def measured(value: float, unit: str) -> str:
    """A number with its unit: shares in percent, one thing in the singular."""
    if unit == "share":
        return f"{number(value * 100)} %"
    return f"{number(value)} {unit.removesuffix('s') if value == 1 else unit}"


@dataclass(frozen=True, slots=True)
class ServiceNeeds:
    """What one service needs at the peak of its tier.

    `replicas` at a normal share of the CPU; `one_lost` with one of them away; `region_lost` those that must be left
    without the largest region (None with one region). The rest is of one replica when the worst of these has happened:
    `at_once` requests it must take, `at_once_most` that it can answer in the promised time, seconds until it gives a
    request up, and clients of the database.
    """

    rate: Figure
    replicas: Figure
    one_lost: Figure
    region_lost: Figure | None
    at_once: Figure
    at_once_most: Figure
    timeout_s: Figure
    database_clients: Figure

    def __iter__(self) -> Iterator[Figure]:
        found = (getattr(self, field.name) for field in fields(self))
        return (one for one in found if one is not None)


@dataclass(frozen=True, slots=True)
class Expectations:
    """Everything that follows from the promises of one tier, its sizes and the assumptions.

    `spare` is whether the tier promises enough for a replica or a region to be lost unnoticed. `promised_s` is the
    response of each service that is promised, in seconds; `stalest_s` the oldest answer that is accepted.
    """

    spare: bool
    promised_s: dict[Served, float]
    stalest_s: float
    month_mean: Figure
    month_peak: Figure
    in_flight: Figure
    api: ServiceNeeds
    webhook: ServiceNeeds
    feed: ServiceNeeds
    pool: Figure
    feed_s: Figure
    cache_s: Figure
    hit_rate: Figure
    feed_hit_rate: Figure

    def of(self, role: Served) -> ServiceNeeds:
        """The needs of a service."""
        return {"api": self.api, "webhook": self.webhook, "feed": self.feed}[role]

    def __iter__(self) -> Iterator[Figure]:
        yield from (self.month_mean, self.month_peak, self.in_flight)
        for role in (self.api, self.webhook, self.feed):
            yield from role
        yield from (self.pool, self.feed_s, self.cache_s, self.hit_rate, self.feed_hit_rate)
