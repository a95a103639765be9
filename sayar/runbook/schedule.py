"""Lays the phases of a move on days: what they wait for, what people manage in a day, what has to come first. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Final, Literal

_DAY_S: Final = 86400


@dataclass(frozen=True, slots=True)
class Timed:
    """A phase as far as its days go: `wait_s` is the least time until its gate, in seconds.

    It begins on day `earliest` at the soonest. Nobody has a hand in a `wait`, and the engine runs in a `config` alone.
    """

    name: str
    kind: Literal["config", "human", "wait"]
    wait_s: int
    earliest: int = 1


@dataclass(frozen=True, slots=True)
class Placed:
    """The days of a phase, counted from 1: the one on which it begins, and the one on which its gate may be passed."""

    name: str
    first_day: int
    last_day: int


@dataclass(frozen=True, slots=True)
class Pace:
    """A day of work, in seconds: phases begin within `day_s`, and a phase takes people `hands_s`."""

    day_s: int
    hands_s: int
    updates_a_day: int


@dataclass(slots=True)
class _Clock:
    """Where the plan stands: seconds since work began on the first day, and the updates of each day."""

    pace: Pace
    now_s: int = 0
    updates: Counter[int] = field(default_factory=Counter)

    def begin(self, phase: Timed) -> int:
        """The day on which a phase begins, from 0."""
        self.now_s = max(self.now_s, (phase.earliest - 1) * _DAY_S)
        day = self.now_s // _DAY_S
        full = phase.kind == "config" and self.updates[day] >= self.pace.updates_a_day
        # A wait begins by itself, at whatever hour.
        late = phase.kind != "wait" and self.now_s % _DAY_S >= self.pace.day_s
        if full or late:
            day += 1
            self.now_s = day * _DAY_S
        self.updates[day] += phase.kind == "config"
        return day


def laid(phases: Sequence[Timed], pace: Pace, *, least_days: int = 1) -> tuple[Placed, ...]:
    """The phases one after another, over `least_days` at least; `phases` are not empty and have names of their own.

    Days that are left over are spent on watching: in turn on the phases that wait anyhow, the longest first, and where
    none waits on all of them.
    """
    more = dict.fromkeys((phase.name for phase in phases), 0)
    placed = _placed(phases, pace, more)
    watched = sorted((one for one in phases if one.wait_s), key=lambda one: -one.wait_s) or list(phases)
    for phase in cycle(watched):
        if placed[-1].last_day >= least_days:
            break
        more[phase.name] += 1
        placed = _placed(phases, pace, more)
    return placed


def _placed(phases: Sequence[Timed], pace: Pace, more: Mapping[str, int]) -> tuple[Placed, ...]:
    clock, found = _Clock(pace), []
    for phase in phases:
        first = clock.begin(phase)
        clock.now_s += (pace.hands_s if phase.kind != "wait" else 0) + phase.wait_s + more[phase.name] * _DAY_S
        found.append(Placed(phase.name, first + 1, clock.now_s // _DAY_S + 1))
    return tuple(found)
