"""Holds what a tier file chose against what its promises need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from infra.tiers.figures import Expectations, Figure, number
from infra.tiers.sizes import SERVED, LoadSize, Served, Sizes


@dataclass(frozen=True, slots=True)
class Judged:
    """One thing: what is needed in words, what is there, whether it is enough, and the formula with its assumptions."""

    id: str
    name: str
    needed: str
    there: float
    enough: bool
    why: str
    uses: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """Both sides in a few words."""
        return f"needed {self.needed}, there {number(self.there)}"


def judged(needs: Expectations, sizes: Sizes) -> tuple[Judged, ...]:
    """Every need that something in the sizes answers, in the order of the services."""
    return tuple(_rows(needs, sizes))


def _rows(needs: Expectations, sizes: Sizes) -> Iterator[Judged]:
    for role in SERVED:
        yield from _replicas(role, needs, sizes)
        load = sizes.of(role).load
        if load is not None:
            yield from _load(role, load, needs)
    if sizes.pool_size is not None:
        yield _at_least("pool", needs.pool, sizes.pool_size)
    promised = needs.promised_s["feed"]
    taken = needs.feed_s.value
    wanted = f"at most {promised:g} s"
    yield Judged("feed-time", needs.feed_s.name, wanted, taken, taken <= promised, *_why(needs.feed_s))


def _replicas(role: Served, needs: Expectations, sizes: Sizes) -> Iterator[Judged]:
    size, need = sizes.of(role), needs.of(role)
    yield _at_least(f"{role}-replicas", need.replicas, size.total)
    if not needs.spare:
        return  # the promise leaves time for a restart
    if role != "feed":  # a fetch that fails is repeated an interval later, and the edge has the last file
        yield _at_least(f"{role}-replica-lost", need.one_lost, size.total)
    if need.region_lost is not None:
        yield _at_least(f"{role}-region-lost", need.region_lost, size.without_region)


def _load(role: Served, load: LoadSize, needs: Expectations) -> Iterator[Judged]:
    need = needs.of(role)
    yield _between(f"{role}-at-once", need.at_once, need.at_once.value, need.at_once_most.value, load.at_once)
    yield _between(f"{role}-timeout", need.timeout_s, needs.promised_s[role], need.timeout_s.value, load.timeout_s)
    yield _at_least(f"{role}-database-clients", need.database_clients, load.database_connections)
    if role == "api" and load.cache_ttl_s is not None:
        yield _between("api-cache", needs.cache_s, needs.cache_s.value, needs.stalest_s, load.cache_ttl_s)


def _at_least(id_: str, need: Figure, there: float) -> Judged:
    return Judged(id_, need.name, f"at least {number(need.value)}", there, there >= need.value, *_why(need))


def _between(id_: str, need: Figure, low: float, high: float, there: float) -> Judged:
    wanted = f"{number(low)} to {number(high)}"
    return Judged(id_, need.name, wanted, there, low <= there <= high, *_why(need))


def _why(need: Figure) -> tuple[str, tuple[str, ...]]:
    return need.formula, tuple(dict.fromkeys(need.uses))
