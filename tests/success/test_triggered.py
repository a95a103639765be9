"""Since when a move is due: the first day on which a trigger of the tier was met, within a year."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest

from infra.tiers.promises import promises
from sayar.success.triggered import DAYS, first_triggered
from sayar.triggers.read import Metrics
from sayar.triggers.series import DAY_S
from tests.triggers.measured import AT, TODAY, daily, need, quiet, sampled


def given(**series: object) -> Metrics:
    return Metrics({**quiet().series, **series}, (), AT)  # type: ignore[dict-item]


def test_it_is_the_day_on_which_the_window_was_full_and_not_the_day_of_the_first_value() -> None:
    """Fifty businesses from ten days before the end on; three days in a row make the trigger."""
    found = first_triggered("starter", given(active_businesses=daily([10.0] * 50 + [50.0] * 11)), until=TODAY)
    assert found is not None
    assert (found.day, found.triggers) == (TODAY - timedelta(days=8), ("businesses",))


def test_the_first_day_counts_although_the_figure_fell_again() -> None:
    values = [10.0] * 20 + [60.0] * 5 + [10.0] * 30 + [60.0] * 5
    found = first_triggered("starter", given(active_businesses=daily(values)), until=TODAY)
    assert found is not None
    assert found.day == TODAY - timedelta(days=37)


def test_what_was_met_in_the_tier_before_does_not_count() -> None:
    values = [10.0] * 20 + [60.0] * 5 + [10.0] * 30 + [60.0] * 5
    found = first_triggered("starter", given(active_businesses=daily(values)), until=TODAY, since=AT - 20 * DAY_S)
    assert found is not None
    assert found.day == TODAY - timedelta(days=2)


def test_a_move_cannot_be_due_after_its_begin() -> None:
    rising = given(active_businesses=daily([10.0] * 50 + [50.0] * 11))
    assert first_triggered("starter", rising, until=TODAY - timedelta(days=9)) is None


def test_without_a_trigger_that_was_met_nobody_knows() -> None:
    assert first_triggered("starter", given(), until=TODAY) is None
    assert first_triggered("starter", Metrics({}, (), AT), until=TODAY) is None
    assert first_triggered("enterprise", given(active_businesses=daily([9000.0] * 9)), until=TODAY) is None


def test_a_declared_need_counts_from_its_day_and_no_further_back_than_a_year() -> None:
    for said, day in ((date(2026, 11, 1), date(2026, 11, 1)), (date(2020, 1, 1), TODAY - timedelta(days=DAYS))):
        metrics = Metrics(quiet().series, (need("compliance", said),), AT)
        found = first_triggered("growth", metrics, until=TODAY)
        assert found is not None
        assert (found.day, found.triggers) == (day, ("compliance",))


@pytest.mark.parametrize("tier", list(promises().tiers))
def test_a_year_of_quarters_of_an_hour_is_looked_through_within_a_second(tier: str) -> None:
    days = 400
    series = {
        **{name: daily([1.0] * days) for name in ("active_businesses", "api_requests", "egress_gb", "revenue_usd")},
        "latency_p95_s": sampled(days, lambda day, place: 0.3),
        "latency_p95_outside_s": sampled(days, lambda day, place: 2.0),
        "requests_outside_primary_share": daily([0.1] * days),
    }
    begun = time.process_time()
    assert first_triggered(tier, Metrics(series, (), AT), until=TODAY) is None
    assert time.process_time() - begun < 1
