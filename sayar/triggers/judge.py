"""Is a trigger met? True, false, or unknown: what is not known is never taken for a no."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sayar.documents.triggers import State
from sayar.triggers.rows import Limit, Op, Window
from sayar.triggers.series import DAY_S, Series, amounts, by_day, largest

if TYPE_CHECKING:
    from infra.tiers.promises import Trigger

_NONE = Series()
_SAME = 1e-12
"""Sums of fractions differ by so much though they are the same."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something that somebody has declared to be needed; `since` in seconds since the epoch."""

    kind: str
    owner: str
    reference: str
    date: str
    since: float


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known: series by name, none of it later than `at` (seconds since the epoch), and declared needs."""

    series: Mapping[str, Series]
    needs: tuple[Need, ...]
    at: float

    @classmethod
    def until(cls, series: Mapping[str, Series], needs: tuple[Need, ...], at: float) -> Seen:
        """What was known at a moment."""
        return cls({name: one.until(at) for name, one in series.items()}, needs, at)

    def of(self, name: str | None) -> Series:
        """A series; an empty one where none was given."""
        return self.series.get(name or "", _NONE)


@dataclass(frozen=True, slots=True)
class Met:
    """What is said of a trigger. `value` is what is held against the threshold; `completeness` is a part, 0 to 1."""

    state: State
    value: float | None
    completeness: float | None
    reason: str


def judge(trigger: Trigger, window: Window, seen: Seen) -> Met:
    """Whether a trigger is met."""
    if window.shape == "declared":
        return _declared(trigger, window, seen)
    series, threshold = seen.of(trigger.metric), trigger.value or 0.0
    if not series.times:
        return Met("unknown", None, 0.0, f"there is no series {trigger.metric}")
    op: Op = ">=" if trigger.op == ">=" else ">"
    if window.shape == "sum":
        return _sum(series, op, threshold, window, seen.at)
    if window.shape == "every_day":
        return _every_day(series, op, threshold, window, seen.at)
    return _mostly(series, op, threshold, window, seen.at)


def beyond(op: Op, value: float, threshold: float) -> bool:
    """True where a value is at a threshold that counts itself, or past one."""
    at = math.isclose(value, threshold, rel_tol=_SAME)
    return at or value > threshold if op == ">=" else value > threshold and not at


def _sum(series: Series, op: Op, threshold: float, window: Window, at: float) -> Met:
    days = amounts(series, at, window.days)
    known = [value for value in days if value is not None]
    total, part = math.fsum(known), len(known) / window.days
    said = f"{total:,.10g} in {window.days} days{_of(part)}"
    if beyond(op, total, threshold):
        # What is missing can only add to it.
        return Met("true", total, part, said)
    if part < window.completeness:
        return Met("unknown", total if known else None, part, _missing(series, at, len(known), window))
    return Met("false", total, part, said)


def _every_day(series: Series, op: Op, threshold: float, window: Window, at: float) -> Met:
    days = largest(series, at, window.days)
    known = [value for value in days if value is not None]
    part = len(known) / window.days
    if part < window.completeness:
        return Met("unknown", known[-1] if known else None, part, _missing(series, at, len(known), window))
    least = min(known)
    there = sum(beyond(op, value, threshold) for value in known)
    state: State = "true" if there == len(known) else "false"
    return Met(state, least, part, f"on {there} of the last {window.days} days")


def _mostly(series: Series, op: Op, threshold: float, window: Window, at: float) -> Met:
    step = series.between(at - DAY_S * window.days, at).step_s()
    expected = max(round(DAY_S / step), 1)
    days = by_day(series, at, window.days)
    over = [sum(beyond(op, value, threshold) for value in values) for values in days]
    count, slow = sum(map(len, days)), sum(over)
    part = min(count / (expected * window.days), 1.0)
    share = slow / count if count else None
    bad = sum(_most(many, len(values), window.share) for many, values in zip(over, days, strict=True))
    said = f"{share or 0:.0%} of the samples of {window.days} days, on {bad} days more than {window.share:.0%}"
    if part < window.completeness:
        # Enough of them are over, whatever the missing ones are.
        sure = sum(_most(many, expected, window.share) for many in over)
        if _most(slow, expected * window.days, window.share) and sure >= window.on_days:
            return Met("true", share, part, said + _of(part))
        return Met("unknown", share, part, _missing(series, at, count, window, expected))
    met = share is not None and share > window.share and bad >= window.on_days
    return Met("true" if met else "false", share, part, said + _of(part))


def _most(many: int, of: int, share: float) -> bool:
    return of > 0 and many / of > share


def _declared(trigger: Trigger, window: Window, seen: Seen) -> Met:
    found = [need for need in seen.needs if need.kind == trigger.id]
    for need in found:
        if need.since <= seen.at:
            return Met("true", None, None, f"declared by {need.owner} on {need.date}: {need.reference}")
    if window.limits:
        measured = _far_away(window.limits, window, seen)
        if measured.state == "true" or not found:
            return measured
    later = "; ".join(f"{need.owner} needs it from {need.date} on: {need.reference}" for need in found)
    return Met("false", None, None, later or "nobody has declared it")


def _far_away(limits: Sequence[Limit], window: Window, seen: Seen) -> Met:
    """Whether every one of the last days meets all limits, by the middle value of its samples."""
    asked = [seen.of(limit.series) for limit in limits]
    if not any(series.times for series in asked):
        return Met("false", None, None, "nobody has declared it, and no series says where requests come from")
    days = [by_day(series, seen.at, window.days) for series in asked]
    known = [all(values) for values in zip(*days, strict=True)]
    part = sum(known) / window.days
    if part < window.completeness:
        names = " and ".join(limit.series for limit in limits)
        return Met("unknown", None, part, f"nobody has declared it, and {names} are known together for {part:.0%}")
    there = sum(
        all(_middle(values, limit) for values, limit in zip(row, limits, strict=True))
        for row, both in zip(zip(*days, strict=True), known, strict=True)
        if both
    )
    met = there == sum(known)
    said = f"on {there} of {sum(known)} days many requests come from far away and wait for long"
    return Met("true" if met else "false", None, part, said)


def _middle(values: Sequence[float], limit: Limit) -> bool:
    """True where more than half of a day's values are beyond a limit."""
    return sum(beyond(limit.op, value, limit.value) for value in values) * 2 > len(values)


def _of(part: float) -> str:
    return "" if part >= 1 else f" ({part:.0%} of them known)"


def _missing(series: Series, at: float, known: int, window: Window, expected: int = 1) -> str:
    late = (at - series.times[-1]) / DAY_S
    old = f"; the series ends {late:.0f} days before" if late >= 1 else ""
    needed = f"{window.completeness:.0%} are needed"
    return f"{known} of {expected * window.days} values of {window.days} days are known, {needed}{old}"
