"""Which tier is the right one, and how soon: any true trigger makes a move due, and none is undone by noise."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sayar.triggers.judge import Met, Seen, judge
from sayar.triggers.rows import Table
from sayar.triggers.series import DAY_S, amounts, largest
from sayar.triggers.trend import Crossing, crossing, line

if TYPE_CHECKING:
    from infra.tiers.promises import TierPromises, Trigger

Status = Literal["stay", "watch", "plan", "due", "undecided"]


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
    notes: tuple[str, ...]

    @property
    def soonest(self) -> int | None:
        """Days until the first trigger is expected to be met; 0 where one is, None where nobody can tell."""
        if any(one.met.state == "true" for one in self.judged):
            return 0
        return min((one.crosses.expected for one in self.judged if one.crosses is not None), default=None)


def advise(tier: str, tiers: Mapping[str, TierPromises], table: Table, seen: Seen, since: date | None = None) -> Advice:
    """What to do. `since` is the day on which the stack came to its tier; without one nothing smaller is advised."""
    names = list(tiers)
    judged = tuple(_judged(trigger, table, seen) for trigger in tiers[tier].triggers)
    lead = table.lead(tier, names[names.index(tier) + 1]) if tier != names[-1] else None
    young = _days_in(since, seen) if since is not None else None
    if young is not None and young < table.down.settle_days:
        said = f"{tier} was reached {young} days ago; for {table.down.settle_days} days it stays, whatever is measured"
        return Advice(tier, tier, "stay", lead, judged, (said,))
    wanted = _climbed(tier, names, tiers, table, seen)
    if wanted != tier:
        return Advice(tier, wanted, "due", lead, judged, ())
    if any(one.met.state == "unknown" for one in judged):
        return Advice(tier, tier, "undecided", lead, judged, ())
    lower = _lower(tier, names) if young is not None and young >= table.down.dwell_days else None
    if lower is not None and _enough(tiers[lower].triggers, table, seen):
        below = f"every figure was below {table.down.part:.0%} of its threshold for {table.down.days} days"
        return Advice(tier, lower, "stay", lead, judged, (f"{lower} would be enough: {below}; people decide that",))
    return Advice(tier, tier, _how_soon(judged, lead), lead, judged, ())


def _judged(trigger: Trigger, table: Table, seen: Seen) -> Judged:
    window = table.window(trigger.id)
    met = judge(trigger, window, seen)
    return Judged(trigger, met, _crosses(trigger, table, seen) if met.state == "false" else None)


def _crosses(trigger: Trigger, table: Table, seen: Seen) -> Crossing | None:
    window, trend = table.window(trigger.id), table.trend
    if window.shape == "declared":
        ahead = [need.since - seen.at for need in seen.needs if need.kind == trigger.id and need.since > seen.at]
        days = -int(-min(ahead) // DAY_S) if ahead else None
        return Crossing(days, days, days) if days is not None else None
    if window.shape == "mostly" or trigger.value is None:
        return None  # a share of samples has no trend that a date could be read from
    read = amounts if window.shape == "sum" else largest
    past = read(seen.of(trigger.metric), seen.at, max(trend.days, window.days))
    found = line(past, trend)
    days = window.days if window.shape == "sum" else 1
    return None if found is None else crossing(found, past, days, trigger.value, trend)


def _climbed(tier: str, names: Sequence[str], tiers: Mapping[str, TierPromises], table: Table, seen: Seen) -> str:
    """The first tier from here on none of whose triggers is met."""
    place = names.index(tier)
    while place < len(names) - 1 and any(
        judge(trigger, table.window(trigger.id), seen).state == "true" for trigger in tiers[names[place]].triggers
    ):
        place += 1
    return names[place]


def _lower(tier: str, names: Sequence[str]) -> str | None:
    place = names.index(tier)
    return names[place - 1] if place else None


def _enough(triggers: Sequence[Trigger], table: Table, seen: Seen) -> bool:
    """True where every figure is known and was well below the threshold of the smaller tier all the time."""
    down, days = table.down, table.down.days
    if any(need.kind == trigger.id for need in seen.needs for trigger in triggers):
        return False
    for trigger in triggers:
        window = table.window(trigger.id)
        if window.shape == "declared" or trigger.value is None:
            continue
        series, limit = seen.of(trigger.metric), trigger.value * down.part
        if window.shape == "sum":
            past = amounts(series, seen.at, days + window.days - 1)
            if any(_scaled(past[at : at + window.days], window.completeness) >= limit for at in range(days)):
                return False
            continue
        found = [value for value in largest(series, seen.at, days) if value is not None]
        if len(found) < window.completeness * days or max(found) >= limit:
            return False
    return True


def _scaled(days: Sequence[float | None], completeness: float) -> float:
    """The sum of some days as if the unknown ones were like the others; infinite where too few are known."""
    known = [value for value in days if value is not None]
    if len(known) < completeness * len(days):
        return math.inf
    return math.fsum(known) * len(days) / len(known)


def _how_soon(judged: Sequence[Judged], lead: int | None) -> Status:
    soonest = min((one.crosses.expected for one in judged if one.crosses is not None), default=None)
    if soonest is None or lead is None:
        return "stay"
    if soonest < lead:
        return "plan"
    return "watch" if soonest < 2 * lead else "stay"


def _days_in(since: date, seen: Seen) -> int:
    return (datetime.fromtimestamp(seen.at, UTC).date() - since) // timedelta(days=1)
