"""In which tier a stack was when, from its finished moves, and a series cut by it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from infra.tiers.promises import promises
from sayar.documents.history import HistoryLine
from sayar.moments import moment, point
from sayar.triggers.series import DAY_S, Series


@dataclass(frozen=True, slots=True)
class Stay:
    """Time in one tier: later than `start`, not later than `end` (seconds since the epoch). None: nobody knows it."""

    tier: str | None
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Moved:
    """A finished move; moments in seconds since the epoch. `began` and `triggered` None: nobody wrote them down."""

    line: HistoryLine
    began: float | None
    triggered: float | None
    ended: float

    @property
    def name(self) -> str:
        """The move as people name it."""
        return f"{self.line.move.origin} to {self.line.move.to}, {self.line.move.started[:10]}"


def finished(moves: Iterable[HistoryLine], at: float) -> tuple[Moved, ...]:
    """The moves between tiers that had ended by a moment, in the order of their ends; what was taken back is none."""
    found, tiers = [], promises().tiers
    for line in moves:
        if line.move.origin not in tiers or line.move.to not in tiers:
            continue
        ended, undone = moment(line.finished), moment(line.undone)
        # One that was taken back and begun again on the same day is the same move to the history.
        taken_back = line.undone is not None and (ended is None or undone is None or undone >= ended)
        if ended is not None and not taken_back and ended.timestamp() <= at:
            began = point(line.move.started)
            triggered = point(line.triggered) if line.triggered is not None else None
            found.append(Moved(line, _seconds(began), _seconds(triggered), ended.timestamp()))
    return tuple(sorted(found, key=lambda one: one.ended))


def _seconds(found: datetime | None) -> float | None:
    return None if found is None else found.timestamp()


def stays(moves: Sequence[Moved], tier: str) -> tuple[Stay, ...]:
    """All of time in pieces, `tier` being the one that the stack is in now.

    Until its first move ended a stack was where that came from. Where one move does not begin in the tier that the one
    before led to, or the last one not lead to the tier of now, the history has a hole, and nobody knows the tier there.
    """
    found: list[Stay] = []
    start, came_to = -math.inf, None
    for one in moves:
        origin = one.line.move.origin
        found.append(Stay(origin if came_to in (None, origin) else None, start, one.ended))
        start, came_to = one.ended, one.line.move.to
    found.append(Stay(tier if came_to in (None, tier) else None, start, math.inf))
    return tuple(stay for stay in found if stay.start < stay.end)


def tier_at(pieces: Sequence[Stay], at: float) -> str | None:
    """The tier at a moment; None where nobody knows it."""
    return next((stay.tier for stay in pieces if stay.start < at <= stay.end), None)


def cut(series: Series, pieces: Sequence[Stay]) -> dict[str | None, Series]:
    """A series by the tier at the moment of each value; under None what lies in a hole of the history."""
    found: dict[str | None, Series] = {}
    for stay in pieces:
        more, known = series.between(stay.start, stay.end), found.get(stay.tier, Series())
        found[stay.tier] = Series(known.times + more.times, known.values + more.values)
    return found


def days_in(pieces: Sequence[Stay], tier: str, at: float, days: int) -> tuple[float, ...]:
    """The ends of the last `days` days, 24 hours each and counted back from `at`, that ended in a tier: oldest last."""
    found: list[float] = []
    for stay in reversed(pieces):
        if stay.tier != tier or stay.start >= at:
            continue
        back = math.ceil((at - stay.end) / DAY_S) if stay.end < at else 0
        while len(found) < days and at - DAY_S * back > stay.start:
            found.append(at - DAY_S * back)
            back += 1
    return tuple(found)


def on_days(
    series: Series, ends: Sequence[float], pick: Callable[[Sequence[float]], float]
) -> tuple[float | None, ...]:
    """One value of each day, picked from those of its 24 hours; None where there is none."""
    rows = (series.between(end - DAY_S, end).values for end in ends)
    return tuple(pick(values) if values else None for values in rows)


def latest(values: Sequence[float]) -> float:
    """The latest value: an amount of a day covers its 24 hours."""
    return values[-1]


def middle(values: Sequence[float]) -> float:
    """The middle value."""
    return median(values)


def run_of(end: float, days: int) -> tuple[float, ...]:
    """The ends of the days of a window, whatever the tier: the newest first."""
    return tuple(end - DAY_S * back for back in range(days))
