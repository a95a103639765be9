"""Long sequences of steps, most of them wrong: whatever the guard lets through keeps what the users stand on.

What must hold is stated apart from the rules, by a watcher that sees only what was applied and when: a map of stations
with the roads between them, and the time at which each pool last had traffic.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, Literal

from hypothesis import given, settings, target
from hypothesis import strategies as st

from providers.guard.kinds.move_args import MoveArgs
from providers.guard.past import then
from providers.guard.rules import refusals, zeroed_now
from tests.providers.guard.cases import BASE, NOW, ORDER, Wire, settled

PHASES: Final = ["one", "two", "three", "four"]
ONE_WAY: Final = "three"
DRAIN_S: Final = 100
Station = tuple[str, ...]
"""A tier by itself, or the tier that is left, the one that is gone to, and the phase between them."""


def _roads() -> dict[Station, set[Station]]:
    """From each station to the next ones, both ways; out of the phase that is one way only onwards."""
    roads: dict[Station, set[Station]] = {}
    for one, other in [*pairwise(ORDER), *pairwise(reversed(ORDER))]:
        way = [(one,), *((one, other, phase) for phase in PHASES), (other,)]
        for here, there in pairwise(way):
            roads.setdefault(here, {here}).add(there)
            back = roads.setdefault(there, {there})
            if there[-1] not in (ONE_WAY, other):  # a tier that is reached is left by a move of its own
                back.add(here)
    return roads


ROADS: Final = _roads()
ABLE: Final = {"a": False, "b": True, "c": False}
"""Which pools can serve behind Full (strict)."""


@dataclass(frozen=True, slots=True)
class Try:
    """What somebody asks for next, after a while: another station or none, something else of the traffic or nothing."""

    hops: int
    pick: int
    ask: Literal["nothing", "all", "half", "add", "drop"]
    pool: str
    strict: bool
    wait_s: int

    def station(self, at: Station) -> Station:
        """A station that is so many roads away, the roads that lead there taken in any direction."""
        for _ in range(self.hops):
            near = sorted({*ROADS[at], *(other for other, roads in ROADS.items() if at in roads)})
            at = near[self.pick % len(near)]
        return at

    def shares(self, now: dict[str, int]) -> dict[str, int]:
        """The traffic, another pool given all or half of it, or a pool added without any, or one taken away."""
        others = [name for name in now if name != self.pool]
        if self.ask == "all" or (self.ask == "half" and not others):
            return {**dict.fromkeys(others, 0), self.pool: 100}
        if self.ask == "half":
            return {**dict.fromkeys(others, 0), others[0]: 50, self.pool: 50}
        if self.ask == "add" and now:
            return {self.pool: 0, **now}
        if self.ask == "drop" and others:
            return {name: now[name] + (now.get(self.pool, 0) if name == others[0] else 0) for name in others}
        return now


tries = st.builds(
    Try,
    hops=st.sampled_from([0, 0, 0, 1, 2]),
    pick=st.integers(0, 11),
    ask=st.sampled_from(["nothing", "all", "all", "half", "add", "drop", "drop"]),
    pool=st.sampled_from(sorted(ABLE)),
    strict=st.sampled_from([False, False, False, True]),
    wait_s=st.sampled_from([1, DRAIN_S // 2, DRAIN_S - 1, DRAIN_S]),
)


@dataclass
class Watcher:
    """Sees each update as it is applied, and fails where a phase was skipped or users would have noticed."""

    at: Station
    shares: dict[str, int]
    strict: bool = False
    last_busy: dict[str, datetime] = field(default_factory=dict)

    def sees(self, station: Station, shares: dict[str, int], now: datetime, *, strict: bool) -> None:
        assert station in ROADS[self.at], f"no road from {self.at} to {station}"
        busy = {name for name, share in self.shares.items() if share > 0}
        self.last_busy |= dict.fromkeys(busy, now)
        long_ago = NOW - timedelta(days=999)
        for name in self.shares.keys() - shares.keys():
            assert now - self.last_busy.get(name, long_ago) >= timedelta(seconds=DRAIN_S), f"{name} left too early"
        for name in shares.keys() - self.shares.keys():
            assert not (busy and shares[name]), f"traffic jumps to {name}"
        serving = {name for name, share in shares.items() if share > 0}
        if strict:
            assert all(ABLE[name] for name in serving), "an origin fails behind Full (strict)"
            assert self.strict or all(ABLE[name] for name in busy), "an origin fails until its weight is gone"
        self.at, self.shares, self.strict = station, shares, strict


@settings(max_examples=150)  # a pool that leaves a little too early needs some luck to be tried
@given(st.lists(tries, min_size=1, max_size=25))
def test_no_sequence_of_accepted_steps_skips_a_phase_or_hurts_traffic(sequence: list[Try]) -> None:
    now = NOW
    state, since = _wire(("starter",), {"a": 100}, strict=False), dict[str, datetime]()
    watcher = Watcher(("starter",), {"a": 100})
    accepted = 0
    for each in sequence:
        now += timedelta(seconds=each.wait_s)
        station, shares = each.station(watcher.at), each.shares(watcher.shares)
        wire = _wire(station, shares, strict=each.strict)
        new = MoveArgs.model_validate(wire)
        assert not list(new.rules())
        if refusals(then(state), new, since, now):
            continue
        watcher.sees(station, shares, now, strict=each.strict)
        since = zeroed_now(then(state), new.pools, since, now)
        state = wire
        accepted += 1
    target(accepted)


def test_from_each_station_exactly_its_roads_are_open() -> None:
    quiet = {station: _wire(station, {"a": 100}, strict=False) for station in ROADS}
    for here, roads in ROADS.items():
        old = then(quiet[here])
        given = {there: MoveArgs.model_validate(wire) for there, wire in quiet.items()}
        assert {there for there, new in given.items() if not refusals(old, new, {}, NOW)} == roads, here


def _wire(station: Station, shares: dict[str, int], *, strict: bool) -> Wire:
    pools = {name: {"weight": share, "strictTls": ABLE[name]} for name, share in shares.items()}
    wire = settled(station[0], pools=pools, drainS=DRAIN_S, originTls="strict" if strict else "full")
    if len(station) == 1:
        return wire
    tier, to, phase = station
    move = {"from": tier, "phase": phase, "phases": PHASES, "oneWay": [ONE_WAY], "base": BASE, "baseNow": BASE}
    return {**wire, "tier": to, "transition": {**move, "started": "2026-11-01"}}
