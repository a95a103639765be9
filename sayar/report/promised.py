"""What the strategy promises for each tier, as rows of the contrast table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from infra.config.platform import TIERS
from infra.tiers.promises import CostTarget, Range, TierPromises, Trigger, move_budget, promises
from sayar.report.contrast import ABSENT, Row

_PROFILE = {
    "businesses": "active businesses",
    "api_requests_month": "API requests a month",
    "revenue_usd_month": "revenue, USD a month",
    "months_in_tier": "months in the tier",
}


def promise_rows() -> tuple[Row, ...]:
    """Profile, performance, cost targets, plans and triggers; where the strategy says two things, both stand there."""
    tiers = [promises().tiers[name] for name in TIERS]
    return tuple(_rows(tiers))


def _rows(tiers: Sequence[TierPromises]) -> Iterator[Row]:
    def row(name: str, value: Callable[[TierPromises], str]) -> Row:
        return Row(name, tuple(value(tier) for tier in tiers))

    yield row("made for", lambda tier: tier.use_case)
    for what, name in _PROFILE.items():
        yield row(name, lambda tier, what=what: _profile(tier.profile, what))  # type: ignore[misc]
    yield row("response, below", lambda tier: f"{tier.response_s.value:g} s")
    yield row("CSV feed", lambda tier: f"{tier.feed.products:,} products in {tier.feed.seconds:g} s")
    yield row("concurrent users", lambda tier: f"{tier.concurrent_users.value:,.0f}")
    yield row("availability", lambda tier: " / ".join(f"{one.value:g} %" for one in tier.availability_percent))
    yield row("cost target, USD a month", lambda tier: " / ".join(_cost(one) for one in tier.monthly_cost_usd))
    yield row("capabilities", lambda tier: ", ".join(tier.capabilities))
    yield row("leave it when", lambda tier: "; ".join(_trigger(one) for one in tier.triggers) or ABSENT)
    yield Row("downtime of the move up", tuple(_move(index) for index in range(len(TIERS))))


def _profile(profile: Sequence[Range], what: str) -> str:
    return next((_range(one.low, one.high) for one in profile if one.what == what), ABSENT)


def _range(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return ABSENT
    if high is None:
        return f"from {low:,.0f}"
    return f"up to {high:,.0f}" if not low else f"{low:,.0f} to {high:,.0f}"


def _cost(target: CostTarget) -> str:
    return _range(target.low, target.high)


def _trigger(trigger: Trigger) -> str:
    if trigger.op == "declared":
        return trigger.unit
    often = ", consistently" if trigger.consistently else ""
    name = trigger.id if trigger.id in ("latency", "revenue", "bandwidth") else ""
    return f"{name} {trigger.op} {trigger.value:,.0f} {trigger.unit}{often}".strip()


def _move(index: int) -> str:
    if index + 1 >= len(TIERS):
        return ABSENT
    budget = move_budget(TIERS[index], TIERS[index + 1])
    if budget is None or budget.downtime_s is None:
        return "no figure"
    return f"below {budget.downtime_s} s"
