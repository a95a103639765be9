"""Each figure of the strategy's upgrade triggers: just below it, at it, just above it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sayar.triggers.judge import Seen
from sayar.triggers.series import DAY_S
from tests.triggers.measured import AT, TODAY, advice, daily, met, need, quiet, sampled, seen

BUSINESSES = [("starter", 50), ("growth", 200), ("scale", 500)]
REQUESTS = [("starter", 500_000), ("growth", 2_000_000), ("scale", 10_000_000)]
REVENUE = [("starter", 5_000), ("growth", 25_000), ("scale", 100_000)]
NEEDS = [
    ("growth", "multi_region"),
    ("growth", "compliance"),
    ("scale", "dedicated"),
    ("scale", "enterprise_compliance"),
]


@pytest.mark.parametrize(("tier", "threshold"), BUSINESSES)
def test_businesses_count_from_the_figure_on(tier: str, threshold: int) -> None:
    """The strategy says `50+`, and that includes 50."""
    for value, state in ((threshold - 1, "false"), (threshold, "true"), (threshold + 1, "true")):
        assert met(tier, "businesses", seen(active_businesses=daily([value] * 3))).state == state


@pytest.mark.parametrize(("tier", "threshold"), REQUESTS)
def test_requests_of_thirty_days_count_from_the_figure_on(tier: str, threshold: int) -> None:
    rest = [0.0] * 29
    for value, state in ((threshold - 1, "false"), (threshold, "true"), (threshold + 1, "true")):
        found = met(tier, "requests", seen(api_requests=daily([*rest, value])))
        assert (found.state, found.value) == (state, value)


@pytest.mark.parametrize(("tier", "threshold"), REVENUE)
def test_revenue_counts_above_the_figure(tier: str, threshold: int) -> None:
    """The strategy says `>$5k`: the figure itself is not above it."""
    for value, state in ((threshold - 0.01, "false"), (threshold, "false"), (threshold + 0.01, "true")):
        found = met(tier, "revenue", seen(revenue_usd=daily([0.0] * 29 + [value])))
        assert (found.state, found.value) == (state, value)


def test_bandwidth_counts_above_a_hundred_gigabytes() -> None:
    for value, state in ((99.9, "false"), (100.0, "false"), (100.1, "true")):
        assert met("starter", "bandwidth", seen(egress_gb=daily([0.0] * 29 + [value]))).state == state


def test_a_sum_of_fractions_that_is_the_figure_is_not_above_it() -> None:
    """Thirty times a thirtieth of 100 is 100 to a person, whatever binary fractions make of it."""
    assert met("starter", "bandwidth", seen(egress_gb=daily([100 / 30] * 30))).state == "false"
    assert met("starter", "requests", seen(api_requests=daily([500_000 / 30] * 30))).state == "true"


def test_answers_are_consistently_slow_above_three_seconds() -> None:
    for value, state in ((2.99, "false"), (3.0, "false"), (3.01, "true")):
        slow = sampled(7, lambda day, place, value=value: value)  # type: ignore[misc]
        assert met("starter", "latency", seen(latency_p95_s=slow)).state == state


def test_consistently_is_more_than_half_of_the_samples() -> None:
    """336 of the 672 samples of a week are half of them."""
    half = sampled(7, lambda day, place: 4.0 if place < 48 else 1.0)
    more = sampled(7, lambda day, place: 4.0 if place < 49 else 1.0)
    assert met("starter", "latency", seen(latency_p95_s=half)).state == "false"
    assert met("starter", "latency", seen(latency_p95_s=more)).state == "true"


def test_consistently_is_on_five_days_of_seven() -> None:
    four = sampled(7, lambda day, place: 4.0 if day < 4 else 1.0)
    five = sampled(7, lambda day, place: 4.0 if day < 5 else 1.0)
    assert met("starter", "latency", seen(latency_p95_s=four)).state == "false", "four bad days are 57 % of the samples"
    assert met("starter", "latency", seen(latency_p95_s=five)).state == "true"


def test_one_day_above_the_figure_is_no_trend() -> None:
    for values, state in (([49, 50, 50], "false"), ([50, 50, 49], "false"), ([49, 50, 50, 50], "true")):
        assert met("starter", "businesses", seen(active_businesses=daily(values))).state == state


def test_the_window_is_the_thirty_values_up_to_and_with_the_day() -> None:
    """A value covers the 24 hours that end at its moment, so one of thirty days ago covers a day that is out."""
    early = daily([500_000.0] + [0.0] * 30)
    assert met("starter", "requests", seen(api_requests=early)).state == "false"
    assert met("starter", "requests", seen(api_requests=daily([500_000.0] + [0.0] * 29))).state == "true"


def test_what_is_later_than_the_day_does_not_count() -> None:
    later = daily([0.0] * 30 + [500_000.0], ends=AT + DAY_S)
    assert met("starter", "requests", seen(api_requests=later)).state == "false"


@pytest.mark.parametrize(("tier", "kind"), NEEDS)
def test_a_need_counts_once_somebody_has_declared_it(tier: str, kind: str) -> None:
    assert met(tier, kind, seen()).state == "false"
    assert met(tier, kind, seen(need(kind))).state == "true"
    assert met(tier, kind, seen(need(kind, TODAY - timedelta(days=300)))).state == "true"
    other = "dedicated" if kind != "dedicated" else "compliance"
    assert met(tier, kind, seen(need(other))).state == "false"


def test_a_need_of_a_later_day_is_a_date_and_not_due_yet() -> None:
    wanted = need("multi_region", TODAY + timedelta(days=60))
    found = advice("growth", Seen(quiet().series, (wanted,), AT))
    row = next(one for one in found.judged if one.trigger.id == "multi_region")
    assert (row.met.state, row.crosses and row.crosses.expected, found.status) == ("false", 60, "watch")


def test_many_requests_from_far_away_that_wait_for_long_are_a_need_for_more_regions() -> None:
    for share, wait, state in ((0.3, 1.6, "true"), (0.29, 1.6, "false"), (0.3, 1.5, "false"), (0.5, 9.0, "true")):
        known = seen(
            requests_outside_primary_share=daily([share] * 14),
            latency_p95_outside_s=sampled(14, lambda day, place, wait=wait: wait),  # type: ignore[misc]
        )
        assert met("growth", "multi_region", known).state == state


def test_far_away_is_asked_of_all_of_fourteen_days() -> None:
    waits = sampled(14, lambda day, place: 2.0)
    one_good_day = seen(requests_outside_primary_share=daily([0.5] * 13 + [0.1]), latency_p95_outside_s=waits)
    assert met("growth", "multi_region", one_good_day).state == "false"


def test_any_trigger_makes_a_move_due_whatever_is_unknown() -> None:
    found = advice("starter", seen(active_businesses=daily([60.0] * 3)))
    assert (found.status, found.recommended) == ("due", "growth")
    assert {one.met.state for one in found.judged} == {"true", "unknown"}


def test_with_none_true_and_one_unknown_nobody_decides() -> None:
    known = quiet()
    known = Seen({name: one for name, one in known.series.items() if name != "egress_gb"}, (), AT)
    assert advice("starter", known).status == "undecided"


def test_a_platform_that_grew_past_a_tier_is_sent_to_the_one_that_fits() -> None:
    assert advice("starter", quiet(active_businesses=daily([250.0] * 30))).recommended == "scale"
    assert advice("starter", quiet(active_businesses=daily([5000.0] * 30))).recommended == "enterprise"


def test_there_is_nothing_above_enterprise() -> None:
    found = advice("enterprise", quiet(active_businesses=daily([5000.0] * 30)))
    assert (found.status, found.recommended, found.lead_days, found.judged) == ("stay", "enterprise", None, ())
