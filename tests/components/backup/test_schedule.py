"""When dumps are taken: what cron says is read again by a small cron of the tests, over two years."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.backup.schedule import sayable, schedule

START = datetime(2027, 1, 1, tzinfo=UTC)
"""Two years from here hold a leap day, and months of every length."""


def meant(field: str, value: int, first: int) -> bool:
    if field == "*":
        return True
    if field.startswith("*/"):
        return (value - first) % int(field[2:]) == 0
    return value == int(field)


def starts(cron: str) -> list[datetime]:
    """Every start in two years."""
    minute, hour, day, month, weekday = cron.split(" ")
    assert (month, weekday) == ("*", "*")
    hours = (START + timedelta(hours=count) for count in range(24 * 365 * 2))
    return [at.replace(minute=int(minute)) for at in hours if meant(hour, at.hour, 0) and meant(day, at.day, 1)]


SAYABLE = [1, 2, 3, 4, 6, 8, 12, 24, *(24 * days for days in range(2, 29))]


@pytest.mark.parametrize(
    ("hours", "cron"),
    [
        (1, "17 * * * *"),
        (6, "17 */6 * * *"),
        (12, "17 */12 * * *"),
        (24, "17 3 * * *"),
        (48, "17 3 */2 * *"),
        (672, "17 3 */28 * *"),
    ],
)
def test_hours_are_written_as_cron_knows_them(hours: int, cron: str) -> None:
    assert schedule(hours) == cron


@given(st.integers(-3, 1000))
def test_only_what_cron_can_say_is_taken(hours: int) -> None:
    assert sayable(hours) == (hours in SAYABLE)
    if not sayable(hours):
        with pytest.raises(ValueError, match="what cron can say"):
            schedule(hours)


@pytest.mark.parametrize("hours", SAYABLE)
def test_no_more_work_is_lost_than_the_spec_says(hours: int) -> None:
    gaps = {later - earlier for earlier, later in pairwise(starts(schedule(hours)))}
    assert max(gaps) == timedelta(hours=hours)
    if hours <= 24:
        assert len(gaps) == 1
