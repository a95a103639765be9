"""When dumps are taken: hours between them, as a cron expression can say it."""

from __future__ import annotations

HOURS_A_DAY = 24
MOST_DAYS = 28
"""The shortest month: a longer step within a month is one that some months do not have."""

MINUTE = 17
"""Off the full hour, when everybody's jobs start."""

HOUR = 3
"""UTC. Night in Europe and a late evening in the Americas."""

SAYABLE = f"a divisor of {HOURS_A_DAY}, or whole days up to {MOST_DAYS}: what cron can say"


def sayable(every_h: int) -> bool:
    """Whether cron can start something every so many hours."""
    if every_h <= 0:
        return False
    if every_h < HOURS_A_DAY:
        return HOURS_A_DAY % every_h == 0
    return every_h % HOURS_A_DAY == 0 and every_h <= MOST_DAYS * HOURS_A_DAY


def schedule(every_h: int) -> str:
    """A cron expression in UTC. Two starts are never further apart than `every_h`; steps of days begin anew each month.

    Raises ValueError for hours that cron cannot say.
    """
    if not sayable(every_h):
        raise ValueError(f"{every_h} hours: {SAYABLE}")
    if every_h == 1:
        return f"{MINUTE} * * * *"
    if every_h < HOURS_A_DAY:
        return f"{MINUTE} */{every_h} * * *"
    days = every_h // HOURS_A_DAY
    return f"{MINUTE} {HOUR} * * *" if days == 1 else f"{MINUTE} {HOUR} */{days} * *"
