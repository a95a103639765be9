"""What the metrics are computed from, and how a figure is said to be unknown."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sayar.documents.success import Reading
from sayar.success.stays import Moved, Stay, cut, days_in, latest, on_days, run_of, tier_at
from sayar.triggers.series import Series

CostOf = Callable[[str], Decimal | float | None]
"""What a tier is forecast to cost in USD a month; None where nobody knows."""

Pick = Callable[[Sequence[float]], float]
_NONE: Final = Series()


@dataclass(frozen=True, slots=True)
class World:
    """A stack's past. `at` is the moment that windows end with; `series` None: no metrics were given."""

    stays: tuple[Stay, ...]
    moves: tuple[Moved, ...]
    series: Mapping[str, Series] | None
    at: float
    cost_of: CostOf | None = None

    @property
    def tier(self) -> str | None:
        """The tier at `at`; None where nobody knows it."""
        return tier_at(self.stays, self.at)

    def of(self, name: str) -> Series:
        """A series up to `at`; an empty one where none was given."""
        return (self.series or {}).get(name, _NONE).until(self.at)

    def tiers(self) -> tuple[str, ...]:
        """The tiers that the stack has been in by `at`, in the order in which it came to them."""
        return tuple(dict.fromkeys(one.tier for one in self.stays if one.tier is not None and one.start < self.at))

    def days(self, name: str, tier: str, days: int, pick: Pick = latest) -> tuple[float | None, ...]:
        """A value of each of the last days that a tier had by `at`, the newest first."""
        piece = cut(self.of(name), self.stays).get(tier, _NONE)
        return on_days(piece, days_in(self.stays, tier, self.at, days), pick)

    def run(self, name: str, end: float, days: int, pick: Pick = latest) -> tuple[float | None, ...]:
        """A value of each day of a window that ends at a moment, whatever the tier, the newest first."""
        return on_days(self.of(name), run_of(end, days), pick)

    def lacks(self, names: Sequence[str]) -> str:
        """Why nothing can be said without some series; "" where all of them are there."""
        if self.series is None:
            return "no metrics are given: --metrics FILE"
        missing = [name for name in names if not self.of(name).times]
        return f"there is no series {' and none '.join(missing)}" if missing else ""


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric as a whole: its value, None where it is unknown, why, and what it is made of."""

    value: float | None
    reason: str
    readings: tuple[Reading, ...] = ()


def unknown(of: str, reason: str, part: float | None = None) -> Reading:
    """A figure of which too little is known."""
    return Reading(of=of, value=None, completeness=part, reason=reason)


def known(days: Sequence[float | None]) -> list[float]:
    """The days of which something is known."""
    return [value for value in days if value is not None]


def both(one: Sequence[float | None], other: Sequence[float | None]) -> tuple[list[float], list[float]]:
    """The values of the days on which both are known."""
    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    return [a for a, _ in pairs], [b for _, b in pairs]


def too_little(names: Sequence[str], many: int, days: int, enough: float) -> str:
    """Why a window is not known enough; "" where it is."""
    if not days:
        return "no whole day in the tier yet"
    if many / days >= enough and many:
        return ""
    together = " and ".join(names)
    return f"{together}: {many} of {days} days are known, {enough:.0%} are needed"


def part_of(many: int, days: int) -> float:
    """The part of a window that is known."""
    return many / days if days else 0.0


def mean(values: Sequence[float]) -> float:
    """The mean of some values, of which there is one at least."""
    return math.fsum(values) / len(values)


def of_tiers(world: World, read: Callable[[str], Reading]) -> Measured:
    """A metric by tier: as a whole it is that of the tier of now."""
    readings = tuple(read(tier) for tier in world.tiers())
    here = next((one for one in readings if one.of == world.tier), None)
    if here is None:
        return Measured(None, "the history does not say in which tier the stack is", readings)
    return Measured(here.value, here.reason, readings)
