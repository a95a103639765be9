"""Series for tests: days that end at a moment, and what is advised of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from infra.tiers.promises import promises
from sayar.triggers.judge import Met, Need, Seen, judge
from sayar.triggers.recommend import Advice, advise
from sayar.triggers.rows import table
from sayar.triggers.series import DAY_S, QUARTER_S, Series

TODAY = date(2026, 11, 22)
HOUR_S = 3600.0
AT = datetime(2026, 11, 22, tzinfo=UTC).timestamp()


def daily(values: Sequence[float | None], *, ends: float = AT) -> Series:
    """A value for each day, the newest last; None is a day without one."""
    rows = [(ends - DAY_S * (len(values) - 1 - place), value) for place, value in enumerate(values)]
    known = [(at, value) for at, value in rows if value is not None]
    return Series(tuple(at for at, _ in known), tuple(value for _, value in known))


def sampled(days: int, value: Callable[[int, int], float | None], step_s: float = QUARTER_S) -> Series:
    """Samples of some days, the newest day last: `value` is asked with the day and the place in it."""
    many = int(DAY_S / step_s)
    rows = [
        (AT - DAY_S * (days - 1 - day) - step_s * (many - 1 - place), value(day, place))
        for day in range(days)
        for place in range(many)
    ]
    known = [(at, found) for at, found in rows if found is not None]
    return Series(tuple(at for at, _ in known), tuple(found for _, found in known))


def need(kind: str, day: date = TODAY) -> Need:
    """Somebody who needs something from a day on."""
    since = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
    return Need(kind, "head of sales", "contract 12", day.isoformat(), since)


def seen(*needs: Need, **series: Series) -> Seen:
    """What is known today."""
    return Seen.until(series, needs, AT)


def met(tier: str, trigger: str, known: Seen) -> Met:
    """Whether a trigger of a tier is met."""
    row = next(one for one in promises().tiers[tier].triggers if one.id == trigger)
    return judge(row, table().window(trigger), known)


def advice(tier: str, known: Seen, since: date | None = None) -> Advice:
    """What is advised of a tier."""
    return advise(tier, promises().tiers, table(), known, since)


def quiet(**other: Series) -> Seen:
    """Everything is measured and nothing is near its threshold, but for what is said otherwise."""
    calm = {
        "active_businesses": daily([10.0] * 120),
        "api_requests": daily([1000.0] * 120),
        "egress_gb": daily([0.1] * 120),
        "revenue_usd": daily([10.0] * 120),
        "latency_p95_s": sampled(120, lambda day, place: 0.3, HOUR_S),
    }
    return Seen.until({**calm, **other}, (), AT)
