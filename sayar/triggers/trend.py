"""When a figure will cross its threshold: Sen's slope over the last weeks, without the rhythm of the week."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from sayar.triggers.rows import Trend

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Line:
    """A figure by day, counted from the last known one: `level` then, and the slope a day with its interval."""

    level: float
    slope: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class Crossing:
    """Days from now until a threshold is met; `latest` None: not within the horizon."""

    earliest: int
    expected: int
    latest: int | None


def line(days: Sequence[float | None], trend: Trend) -> Line | None:
    """The trend of the last days, the newest one last; None where too few of them are known."""
    recent = days[-trend.days :]
    points = [(float(place - len(recent) + 1), value) for place, value in enumerate(recent) if value is not None]
    if len(points) < trend.points:
        return None
    slope = median(_slopes(points))
    rest = [(at, value - slope * at) for at, value in points]
    middle = median(value for _, value in rest)
    rhythm = {
        weekday: median(found) - middle
        for weekday in range(_WEEK)
        if (found := [value for at, value in rest if int(at) % _WEEK == weekday])
    }
    flat = [(at, value - rhythm[int(at) % _WEEK]) for at, value in points]
    slopes = sorted(_slopes(flat))
    count, many = len(flat), len(slopes)
    spread = trend.z * math.sqrt(count * (count - 1) * (2 * count + 5) / 18)
    low = max(math.floor((many - spread) / 2), 0)
    high = min(math.ceil((many + spread) / 2), many - 1)
    slope = median(slopes)
    level = median(value - slope * at for at, value in flat)
    return Line(level, slope, slopes[low], slopes[high])


def _slopes(points: Sequence[tuple[float, float]]) -> list[float]:
    return [
        (later - sooner) / (end - start)
        for place, (start, sooner) in enumerate(points)
        for end, later in points[place + 1 :]
    ]


def crossing(found: Line, past: Sequence[float | None], days: int, threshold: float, trend: Trend) -> Crossing | None:
    """When the sum of the last `days` days (1: the figure itself) comes to a threshold that it is below.

    `past` are the days up to now; one that is unknown counts as the line has it. None where the slope may be nothing:
    a date would then be an invention.
    """
    if found.lowest <= 0:
        return None
    earliest, expected, latest = (
        _first(found.level, slope, past, days, threshold, trend.horizon_days)
        for slope in (found.highest, found.slope, found.lowest)
    )
    if expected is None or earliest is None:
        return None
    return Crossing(earliest, expected, latest)


def _first(
    level: float, slope: float, past: Sequence[float | None], days: int, threshold: float, horizon: int
) -> int | None:
    """The first day ahead on which the sum is there."""
    known = [None] * max(days - len(past), 0) + list(past[-days:])
    values = [level + slope * (place - days + 1) if value is None else value for place, value in enumerate(known)]
    total = math.fsum(values)
    for ahead in range(1, horizon + 1):
        coming = level + slope * ahead
        values.append(coming)
        total += coming - values[ahead - 1]
        if total >= threshold:
            return ahead
    return None
