"""The date on which a figure will be there: right where use grows evenly, none where it may not grow at all."""

from __future__ import annotations

from random import Random

import pytest

from sayar.triggers.rows import table
from sayar.triggers.trend import crossing, line

TREND = table().trend


def test_even_growth_gives_the_day_of_the_arithmetic() -> None:
    """40 today and one more each day is 50 in ten days."""
    past = [13.0 + day for day in range(28)]
    found = line(past, TREND)
    assert found is not None
    assert (found.level, found.slope, found.lowest, found.highest) == pytest.approx((40, 1, 1, 1))
    dates = crossing(found, past, 1, 50, TREND)
    assert dates is not None
    assert (dates.earliest, dates.expected, dates.latest) == (10, 10, 10)


def test_a_sum_crosses_when_its_days_do() -> None:
    """Thirty days of 71, 72, … 100 are 2,565 together, and each day later adds 30: 3,000 are there in 15 days."""
    past: list[float | None] = [71.0 + day for day in range(30)]
    found = line(past, TREND)
    assert found is not None
    dates = crossing(found, past, 30, 3000, TREND)
    assert dates is not None
    ahead = next(days for days in range(1, 99) if sum(71.0 + days + day for day in range(30)) >= 3000)
    assert (dates.expected, ahead) == (15, 15)


def test_the_rhythm_of_a_week_is_no_trend() -> None:
    """Shops are closed at weekends: five days of 100 and two of 20, four weeks long, grow by nothing."""
    past = [100.0 if day % 7 < 5 else 20.0 for day in range(28)]
    found = line(past, TREND)
    assert found is not None
    assert found.slope == pytest.approx(0)
    assert crossing(found, past, 1, 150, TREND) is None
    growing = [value + 2 * day for day, value in enumerate(past)]
    found = line(growing, TREND)
    assert found is not None
    assert found.slope == pytest.approx(2)


def test_where_the_slope_may_be_nothing_there_is_no_date() -> None:
    """Of noise without a trend the 90 % interval lies above nothing one time in twenty; the others have no date."""
    dates = 0
    for seed in range(200):
        random = Random(seed)  # noqa: S311 - the same noise on every machine
        past: list[float | None] = [100 + random.gauss(0, 10) for _ in range(28)]
        found = line(past, TREND)
        assert found is not None
        assert found.lowest <= found.slope <= found.highest
        dates += crossing(found, past, 1, 120, TREND) is not None
    assert dates <= 20


def test_a_few_wild_days_do_not_move_the_date() -> None:
    """A campaign of three days would move a mean; the middle of all slopes stays."""
    past = [13.0 + day for day in range(28)]
    past[9], past[10], past[20] = 400.0, 380.0, 0.0
    found = line(past, TREND)
    assert found is not None
    assert found.slope == pytest.approx(1, abs=0.1)


def test_noise_widens_the_interval_around_the_date() -> None:
    random = Random(5)  # noqa: S311 - the same noise on every machine
    past: list[float | None] = [13.0 + day + random.gauss(0, 2) for day in range(28)]
    found = line(past, TREND)
    assert found is not None
    dates = crossing(found, past, 1, 60, TREND)
    assert dates is not None
    assert dates.latest is not None
    assert dates.earliest < dates.expected < dates.latest
    assert dates.earliest <= 20 <= dates.latest, "20 days is what the line without noise takes"


@pytest.mark.parametrize(("known", "enough"), [(13, False), (14, True)])
def test_a_trend_needs_a_fortnight_of_values(known: int, enough: bool) -> None:
    past: list[float | None] = [None] * (28 - known) + [float(day) for day in range(known)]
    assert (line(past, TREND) is not None) == enough


def test_what_is_further_away_than_two_years_has_no_date() -> None:
    past = [10.0 + day / 100 for day in range(28)]
    found = line(past, TREND)
    assert found is not None
    assert crossing(found, past, 1, 1000, TREND) is None


def test_falling_use_has_no_date() -> None:
    past = [100.0 - day for day in range(28)]
    found = line(past, TREND)
    assert found is not None
    assert crossing(found, past, 1, 150, TREND) is None
