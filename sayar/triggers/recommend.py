"""Which tier is the right one, and how soon: any true trigger makes a move due, and none is undone by noise."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from sayar.documents.triggers import Status
from sayar.triggers.judge import Met, Seen, judge
from sayar.triggers.rows import Table
from sayar.triggers.series import DAY_S, amounts, largest
from sayar.triggers.trend import Crossing, crossing, line

if TYPE_CHECKING:
    from infra.tiers.promises import TierPromises, Trigger


@dataclass(frozen=True, slots=True)
class Judged:
    """A trigger of a tier, whether it is met, and when it will be."""

    trigger: Trigger
    met: Met
    crosses: Crossing | None


@dataclass(frozen=True, slots=True)
class Advice:
    """What is said of a tier: `recommended` may be further up or one down; `notes` are sentences."""

    tier: str
    recommended: str
    status: Status
    lead_days: int | None
    judged: tuple[Judged, ...]
    notes: tuple[str, ...] = ()

    @property
    def soonest(self) -> int | None:
        """Days until the first trigger is expected to be met; 0 where one is, None where nobody can tell."""
        if any(one.met.state == "true" for one in self.judged):
            return 0
        return min((one.crosses.expected for one in self.judged if one.crosses is not None), default=None)


def advise(tier: str, tiers: Mapping[str, TierPromises], table: Table, seen: Seen, since: date | None = None) -> Advice:
    """What to do. `since` is the day on which the stack came to its tier; without one nothing smaller is advised."""
    names, down = list(tiers), table.down
    place = names.index(tier)
    judged = tuple(_judged(trigger, table, seen) for trigger in tiers[tier].triggers)
    lead = table.lead(tier, names[place + 1]) if tier != names[-1] else None
    here = Advice(tier, tier, "stay", lead, judged)
    days = (datetime.fromtimestamp(seen.at, UTC).date() - since) // timedelta(days=1) if since is not None else None
    if days is not None and days < down.settle_days:
        said = f"{tier} was reached {days} days ago; for {down.settle_days} days it stays, whatever is measured"
        return Advice(tier, tier, "stay", lead, judged, (said,))
    if any(one.met.state == "true" for one in judged):
        return Advice(tier, _fitting(names[place + 1 :], tiers, table, seen), "due", lead, judged)
    if any(one.met.state == "unknown" for one in judged):
        return Advice(tier, tier, "undecided", lead, judged)
    if place and days is not None and days >= down.dwell_days:
        lower = names[place - 1]
        if all(_well_below(trigger, table, seen) for trigger in tiers[lower].triggers):
            below = f"every figure was below {down.part:.0%} of its threshold for {down.days} days"
            return Advice(tier, lower, "stay", lead, judged, (f"{lower} would be enough: {below}; people decide that",))
    return Advice(tier, tier, _how_soon(here.soonest, lead), lead, judged)


def _judged(trigger: Trigger, table: Table, seen: Seen) -> Judged:
    met = judge(trigger, table.window(trigger.id), seen)
    return Judged(trigger, met, _crosses(trigger, table, seen) if met.state == "false" else None)


def _crosses(trigger: Trigger, table: Table, seen: Seen) -> Crossing | None:
    window, trend = table.window(trigger.id), table.trend
    if window.shape == "declared":
        ahead = [need.since - seen.at for need in seen.needs if need.kind == trigger.id and need.since > seen.at]
        if not ahead:
            return None
        days = math.ceil(min(ahead) / DAY_S)
        return Crossing(days, days, days)
    if window.shape == "mostly" or trigger.value is None:
        return None  # a share of samples has no trend that a date could be read from
    read = amounts if window.shape == "sum" else largest
    past = read(seen.of(trigger.metric), seen.at, max(trend.days, window.days))
    found = line(past, trend)
    summed = window.days if window.shape == "sum" else 1
    return None if found is None else crossing(found, past, summed, trigger.value, trend)


def _fitting(names: Sequence[str], tiers: Mapping[str, TierPromises], table: Table, seen: Seen) -> str:
    """The first of some tiers of whose triggers none is met; the last one has none."""
    return next(
        name
        for name in names
        if not any(judge(one, table.window(one.id), seen).state == "true" for one in tiers[name].triggers)
    )


def _well_below(trigger: Trigger, table: Table, seen: Seen) -> bool:
    """True where a trigger is known to have been far from met all the time.

    What is declared, or seen in the place of a declaration, has no distance: it must not be met, nor be unknown, nor
    have been declared for a later day.
    """
    window, down = table.window(trigger.id), table.down
    if window.shape == "declared" or trigger.value is None:
        declared = any(need.kind == trigger.id for need in seen.needs)
        return not declared and judge(trigger, window, seen).state == "false"
    series, limit = seen.of(trigger.metric), trigger.value * down.part
    if window.shape == "sum":
        past = amounts(series, seen.at, down.days + window.days - 1)
        sums = (_scaled(past[day : day + window.days], window.completeness) for day in range(down.days))
        return max(sums) < limit
    found = [value for value in largest(series, seen.at, down.days) if value is not None]
    return len(found) >= window.completeness * down.days and max(found) < limit


def _scaled(days: Sequence[float | None], completeness: float) -> float:
    """The sum of some days as if the unknown ones were like the others; infinite where too few are known."""
    known = [value for value in days if value is not None]
    if len(known) < completeness * len(days):
        return math.inf
    return math.fsum(known) * len(days) / len(known)


def _how_soon(soonest: int | None, lead: int | None) -> Status:
    if soonest is None or lead is None:
        return "stay"
    if soonest < lead:
        return "plan"
    return "watch" if soonest < 2 * lead else "stay"
