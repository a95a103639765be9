"""The day on which a move came to be due: the first one on which a trigger of the tier was met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from infra.tiers.promises import promises
from sayar.triggers.judge import Seen, judge
from sayar.triggers.rows import table
from sayar.triggers.series import DAY_S

if TYPE_CHECKING:
    from sayar.triggers.read import Metrics

DAYS: Final = 365
"""How far back is looked: within a year a move is made or the trigger is another one."""


@dataclass(frozen=True, slots=True)
class Triggered:
    """A day, and the triggers that were met on it."""

    day: date
    triggers: tuple[str, ...]


def first_triggered(tier: str, metrics: Metrics, *, until: date, since: float | None = None) -> Triggered | None:
    """The first day of the last year, not after `until`, on which a trigger of a tier was met; None: there is none.

    `since` (seconds since the epoch) is when the stack came to its tier: what was met before is of the tier before. A
    day is judged by what was known at the moment that the metrics speak of, as many days back.
    """
    triggers, rows = promises().tiers[tier].triggers, table()
    for back in range(DAYS, -1, -1):
        at = metrics.at - DAY_S * back
        day = datetime.fromtimestamp(at, UTC).date()
        if day > until or (since is not None and at <= since):
            continue
        seen = Seen.until(metrics.series, metrics.needs, at)
        met = tuple(one.id for one in triggers if judge(one, rows.window(one.id), seen).state == "true")
        if met:
            return Triggered(day, met)
    return None
