"""The metrics that are read from series: growth, revenue, availability, traffic, cost, and what people count."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from infra.tiers.promises import promises
from sayar.documents.success import Reading
from sayar.success.stays import cut, days_in
from sayar.success.uptime import availability
from sayar.success.world import Measured, World, both, known, mean, of_tiers, part_of, too_little, unknown
from sayar.triggers.series import DAY_S, Series

if TYPE_CHECKING:
    from infra.tiers.promises import Target
    from sayar.success.rows import MetricRow

BUSINESSES = "active_businesses"


def growth(row: MetricRow, world: World) -> Measured:
    """Businesses from month to month, in percent."""
    why = world.lacks(row.series)
    if why:
        return Measured(None, why)
    found = _change(row, world, BUSINESSES, largest=True)
    return Measured(found.value, found.reason, (found,))


def revenue(row: MetricRow, world: World) -> Measured:
    """Revenue of a business in USD a month, by tier."""
    why = world.lacks(row.series)
    if why:
        return Measured(None, why)
    return of_tiers(world, lambda tier: _each(row, world, tier, "revenue_usd"))


def uptime(row: MetricRow, world: World) -> Measured:
    """Availability in percent, by tier, against each figure that the tier promises."""
    why = world.lacks(row.series)
    if why:
        return Measured(None, why)

    def read(tier: str) -> Reading:
        return availability(tier, world.days("down_s", tier, row.window), _promised(tier), row.enough)

    return of_tiers(world, read)


def scalability(row: MetricRow, world: World) -> Measured:
    """Growth of traffic in percent a month, and whether the tier's availability held meanwhile."""
    why = world.lacks(row.series[:1])
    if why:
        return Measured(None, why)
    found = _change(row, world, row.series[0])
    tier = world.tier
    targets = _promised(tier)[:1] if tier is not None else ()
    held = availability("", world.run("down_s", world.at, row.window), targets, row.enough)
    lost = world.lacks(["down_s"]) or held.reason
    said = f"{found.reason}; {lost}"
    if held.value is None and all(one.met != "false" for one in held.targets):
        # Traffic that grew is not traffic that was handled.
        return Measured(None, said, (unknown("", said, found.completeness),))
    reading = found.model_copy(update={"targets": held.targets, "reason": said})
    return Measured(reading.value, said, (reading,))


def cost(row: MetricRow, world: World) -> Measured:
    """Cost of a business in USD a month, by tier: from the costs of days, from a month's bill, or as forecast."""
    why = world.lacks([BUSINESSES])
    if why:
        return Measured(None, why)
    return of_tiers(world, lambda tier: _cost_in(row, world, tier))


def mean_by_tier(row: MetricRow, world: World) -> Measured:
    """The mean of values that come when they come, by tier."""
    why = world.lacks(row.series)
    if why:
        return Measured(None, why)
    return of_tiers(world, lambda tier: _mean_in(row, world, tier))


def mean_of_all(row: MetricRow, world: World) -> Measured:
    """The mean of values that come when they come, of the platform as a whole."""
    why = world.lacks(row.series)
    if why:
        return Measured(None, why)
    values = world.of(row.series[0]).between(world.at - DAY_S * row.window, world.at).values
    found = _mean("", row, values)
    return Measured(found.value, found.reason, (found,))


def _promised(tier: str) -> tuple[Target, ...]:
    return promises().tiers[tier].availability_percent


def _change(row: MetricRow, world: World, name: str, *, largest: bool = False) -> Reading:
    """By how many percent the mean of the last days is more than that of as many days before."""
    pick = max if largest else _last
    now, then = (world.run(name, world.at - DAY_S * back, row.window, pick) for back in (0, row.window))
    fresh, old = known(now), known(then)
    part = part_of(min(len(fresh), len(old)), row.window)
    why = too_little([name], len(fresh), row.window, row.enough)
    if why:
        return unknown("", f"of the last {row.window} days, {why}", part)
    why = too_little([name], len(old), row.window, row.enough)
    if why:
        return unknown("", f"of the {row.window} days before, {why}", part)
    before, after = mean(old), mean(fresh)
    if not before:
        return unknown("", f"{name} was 0 in the {row.window} days before, of which nothing is a part", part)
    said = f"{after:,.6g} a day, {before:,.6g} in the {row.window} days before"
    return Reading(of="", value=100 * (after - before) / before, completeness=part, reason=said)


def _last(values: Sequence[float]) -> float:
    return values[-1]


def _each(row: MetricRow, world: World, tier: str, name: str) -> Reading:
    """An amount of a month for each business, from the days of which both are known."""
    days = world.days(name, tier, row.window)
    amounts, shops = both(days, world.days(BUSINESSES, tier, row.window, max))
    part, why = part_of(len(amounts), len(days)), too_little([name, BUSINESSES], len(amounts), len(days), row.enough)
    if why:
        return unknown(tier, why, part)
    total, many = math.fsum(amounts), math.fsum(shops)
    if not many:
        return unknown(tier, f"{BUSINESSES} was 0", part)
    said = f"{total:,.6g} USD in {len(amounts)} of {len(days)} days, {many / len(shops):,.6g} businesses"
    return Reading(of=tier, value=total / many * row.window, completeness=part, reason=said)


def _cost_in(row: MetricRow, world: World, tier: str) -> Reading:
    daily = _each(row, world, tier, "cost_usd")
    if daily.value is not None:
        return daily
    shops = world.days(BUSINESSES, tier, row.window, max)
    seen = known(shops)
    part, why = part_of(len(seen), len(shops)), too_little([BUSINESSES], len(seen), len(shops), row.enough)
    if why:
        return unknown(tier, why, part)
    if not any(seen):
        return unknown(tier, f"{BUSINESSES} was 0", part)
    bill = _newest_bill(row, world, tier)
    if bill is not None:
        return _shared(tier, bill, seen, part, "the newest bill of a month")
    forecast = world.cost_of(tier) if world.cost_of is not None else None
    if forecast is not None:
        return _shared(tier, float(forecast), seen, part, "the forecast, no bill")
    why = "there is neither cost_usd nor a bill (cost_month_usd) of a month that lies in the tier, and no forecast"
    return unknown(tier, why, part)


def _newest_bill(row: MetricRow, world: World, tier: str) -> float | None:
    """The bill that came last, of a month that lies in one stay in the tier: a part of another tier tells nothing."""
    ends = days_in(world.stays, tier, world.at, row.window + 1)
    for end, value in zip(ends, world.days("cost_month_usd", tier, row.window + 1), strict=True):
        whole = any(stay.start <= end - DAY_S * row.window and end <= stay.end for stay in world.stays)
        if value is not None and whole:
            return value
    return None


def _shared(tier: str, amount: float, shops: Sequence[float], part: float, what: str) -> Reading:
    said = f"{amount:,.6g} USD a month ({what}), {mean(shops):,.6g} businesses"
    return Reading(of=tier, value=amount / mean(shops), completeness=part, reason=said)


def _mean_in(row: MetricRow, world: World, tier: str) -> Reading:
    piece = cut(world.of(row.series[0]), world.stays).get(tier, Series())
    ends = days_in(world.stays, tier, world.at, row.window)
    return _mean(tier, row, [value for end in ends for value in piece.between(end - DAY_S, end).values])


def _mean(of: str, row: MetricRow, values: Sequence[float]) -> Reading:
    if not values:
        return unknown(of, f"{row.series[0]} has no value in the last {row.window} days")
    return Reading(of=of, value=mean(values), reason=f"{len(values)} value{'s' if len(values) > 1 else ''}")
