"""A measured series: moments and values, and what a window of it says."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

DAY_S: Final = 86400.0
QUARTER_S: Final = 900.0
"""The finest resolution that is expected of a series."""


@dataclass(frozen=True, slots=True)
class Series:
    """Values by moment, seconds since the epoch, in order and each moment once."""

    times: tuple[float, ...] = ()
    values: tuple[float, ...] = ()

    def until(self, end: float) -> Series:
        """The series up to and with a moment."""
        place = bisect_right(self.times, end)
        return self if place == len(self.times) else Series(self.times[:place], self.values[:place])

    def between(self, start: float, end: float) -> Series:
        """What is later than `start` and not later than `end`."""
        first, last = bisect_right(self.times, start), bisect_right(self.times, end)
        return Series(self.times[first:last], self.values[first:last])

    def step_s(self) -> float:
        """How far apart values are as a rule, in seconds: at least a quarter of an hour, at most a day."""
        gaps = [later - sooner for sooner, later in pairwise(self.times)]
        return min(max(median(gaps), QUARTER_S), DAY_S) if gaps else DAY_S


def by_day(series: Series, end: float, days: int) -> list[Sequence[float]]:
    """The values of each of the last days, the oldest first: 24 hours each, and the last ones end at `end`."""
    edges = [bisect_right(series.times, end - DAY_S * left) for left in range(days, -1, -1)]
    return [series.values[first:last] for first, last in pairwise(edges)]


def amounts(series: Series, end: float, days: int) -> list[float | None]:
    """The amount of each of the last days: its latest value, which covers 24 hours; None where unknown."""
    return [values[-1] if values else None for values in by_day(series, end, days)]


def largest(series: Series, end: float, days: int) -> list[float | None]:
    """The largest value of each of the last days; None where unknown."""
    return [max(values) if values else None for values in by_day(series, end, days)]
