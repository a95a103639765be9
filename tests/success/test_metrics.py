"""The metrics that are read from series: what each says, and what is unknown stays unknown with the reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sayar.success.metrics import MEASURES, metrics
from sayar.success.rows import table
from sayar.triggers.series import Series
from tests.success.worlds import ago, line, metric, reading, world
from tests.triggers.measured import AT, HOUR_S, daily, sampled

UP = line()


def test_there_are_twelve_and_each_has_something_that_computes_it() -> None:
    rows = table().metrics
    assert len(rows) == 12
    assert [row.id for row in rows] == list(MEASURES)
    heads = {row.section.partition(":")[0] for row in rows}
    assert heads == {f"Success Metrics, {name} Metrics" for name in ("Business", "Technical", "Operational")}


def test_without_metrics_what_needs_a_series_is_unknown_and_says_what_to_give() -> None:
    for one in metrics(world()):
        assert (one.state, one.value) == ("unknown", None)
        assert one.duty
        if one.series and one.id not in ("retention", "performance"):
            assert one.reason == "no metrics are given: --metrics FILE"
    assert metric("performance", world()).reason == "no move up is finished yet"
    assert metric("retention", world()).reason == "no move is finished yet"


def test_a_series_that_is_missing_is_named() -> None:
    found = metric("revenue", world({"active_businesses": daily([10.0] * 60)}))
    assert (found.state, found.reason) == ("unknown", "there is no series revenue_usd")
    assert metric("support", world({})).reason == "there is no series support_response_h"


def test_growth_is_a_month_against_the_month_before() -> None:
    found = metric("growth", world({"active_businesses": daily([40.0] * 30 + [50.0] * 30)}))
    assert (found.state, found.value, found.unit, found.duty) == ("known", 25.0, "% a month", None)
    fallen = metric("growth", world({"active_businesses": daily([40.0] * 30 + [30.0] * 30)}))
    assert fallen.value == -25.0


def test_growth_from_nothing_is_no_number() -> None:
    found = metric("growth", world({"active_businesses": daily([0.0] * 30 + [5.0] * 30)}))
    assert found.value is None
    assert "was 0 in the 30 days before" in found.reason


@pytest.mark.parametrize(("missing", "known"), [(3, True), (4, False)])
def test_nine_tenths_of_each_month_must_be_known(missing: int, known: bool) -> None:
    for values in (
        [40.0] * 30 + [None] * missing + [50.0] * (30 - missing),
        [None] * missing + [40.0] * (30 - missing) + [50.0] * 30,
    ):
        found = metric("growth", world({"active_businesses": daily(values)}))
        assert (found.value is not None) == known
        if not known:
            assert "26 of 30 days are known, 90% are needed" in found.reason


def test_revenue_is_cut_by_the_tier_of_its_day() -> None:
    """100 USD a day of 10 businesses in Starter, 900 USD of 30 in Growth: 300 and 900 USD of each in thirty days."""
    series = {
        "revenue_usd": daily([100.0] * 60 + [900.0] * 60),
        "active_businesses": daily([10.0] * 60 + [30.0] * 60),
    }
    found = metric("revenue", world(series, UP, tier="growth"))
    assert {one.of: one.value for one in found.readings} == {"starter": 300.0, "growth": 900.0}
    assert found.value == 900.0, "as a whole it is that of the tier of now"


def test_a_day_counts_for_revenue_where_both_are_known() -> None:
    series = {"revenue_usd": daily([100.0] * 30), "active_businesses": daily([None] * 15 + [10.0] * 15)}
    found = metric("revenue", world(series))
    assert found.value is None
    assert "15 of 30 days are known" in found.reason


def test_availability_is_held_against_each_figure_of_the_tier() -> None:
    """1,296 s a month is 99.95 %: Growth promises 99.9 % and its vendor 99.95 %; a second more misses the latter."""
    down = [0.0] * 29 + [1296.0]
    found = reading("uptime", world({"down_s": daily(down)}, tier="growth"), "growth")
    assert found.value == 99.95
    assert [(one.value, one.met) for one in found.targets] == [(99.9, "true"), (99.95, "true")]
    more = reading("uptime", world({"down_s": daily([*down[:-1], 1297.0])}, tier="growth"), "growth")
    assert [one.met for one in more.targets] == ["true", "false"]


def test_what_is_lost_already_is_enough_for_a_no_and_never_for_a_yes() -> None:
    few = reading("uptime", world({"down_s": daily([2593.0])}, tier="growth"), "growth")
    assert (few.value, [one.met for one in few.targets]) == (None, ["false", "false"])
    calm = reading("uptime", world({"down_s": daily([0.0])}, tier="growth"), "growth")
    assert (calm.value, [one.met for one in calm.targets]) == (None, ["unknown", "unknown"])
    assert "1 of 30 days are known" in calm.reason
    # 100 s are more than a thirtieth of the 2,592 s of the month, and the other days may have lost nothing.
    some = reading("uptime", world({"down_s": daily([100.0])}, tier="growth"), "growth")
    assert [one.met for one in some.targets] == ["unknown", "unknown"]


def test_a_day_cannot_lose_more_than_itself() -> None:
    found = reading("uptime", world({"down_s": daily([0.0] * 29 + [1e9])}), "starter")
    assert found.value == pytest.approx(100 * 29 / 30, abs=1e-6)


def test_a_tier_that_was_reached_yesterday_has_a_window_of_one_day() -> None:
    late = line(finished=ago(1))
    found = reading("uptime", world({"down_s": daily([0.0] * 40)}, late, tier="growth"), "growth")
    assert (found.value, found.reason) == (100.0, "0 s down in 1 of 1 days")
    today = reading("uptime", world({"down_s": daily([0.0] * 40)}, line(finished=ago(0)), tier="growth"), "starter")
    assert today.value == 100.0


def test_traffic_that_grew_while_the_promise_held_was_handled() -> None:
    grown = {"api_requests": daily([1000.0] * 30 + [1500.0] * 30)}
    held = metric("scalability", world({**grown, "down_s": daily([0.0] * 30)}))
    assert held.value == 50.0
    assert [(one.value, one.met) for one in held.readings[0].targets] == [(99.5, "true")], "what the strategy promises"
    broken = metric("scalability", world({**grown, "down_s": daily([86400.0])}))
    assert (broken.value, [one.met for one in broken.readings[0].targets]) == (50.0, ["false"])
    nobody = metric("scalability", world(grown))
    assert nobody.value is None
    assert "there is no series down_s" in nobody.reason


def test_cost_is_of_days_then_of_a_bill_then_as_forecast_and_never_nothing() -> None:
    shops = {"active_businesses": daily([20.0] * 60)}
    nothing = metric("cost", world(shops))
    assert (nothing.value, nothing.state) == (None, "unknown")
    assert "and no forecast" in nothing.reason
    forecast = metric("cost", world(shops, cost_of=lambda tier: Decimal("10.00") if tier == "starter" else None))
    assert (forecast.value, "the forecast, no bill" in forecast.reason) == (0.5, True)
    unknown = metric("cost", world(shops, cost_of=lambda tier: None))
    assert unknown.value is None
    bill = {**shops, "cost_month_usd": daily([30.0, *[None] * 20])}
    assert metric("cost", world(bill, cost_of=lambda tier: Decimal(10))).value == 1.5
    days = {**bill, "cost_usd": daily([2.0] * 30)}
    assert metric("cost", world(days)).value == 3.0, "2 USD a day for 20 businesses, in thirty days"


def test_the_bill_of_a_time_in_another_tier_is_not_of_this_one() -> None:
    series = {"active_businesses": daily([20.0] * 90), "cost_month_usd": daily([30.0, *[None] * 65])}
    found = metric("cost", world(series, UP, tier="growth"))
    assert {one.of: one.value for one in found.readings} == {"starter": 1.5, "growth": None}


@pytest.mark.parametrize(("reached", "value"), [(40, 1.5), (39, None)])
def test_a_bill_of_a_month_of_which_a_day_was_in_another_tier_tells_nothing(reached: int, value: float | None) -> None:
    """The bill came ten days ago, so its thirty days began forty days ago."""
    series = {"active_businesses": daily([20.0] * 90), "cost_month_usd": daily([30.0, *[None] * 10])}
    found = world(series, line(finished=ago(reached)), tier="growth")
    assert reading("cost", found, "growth").value == value


def test_what_people_count_is_a_mean_by_tier_and_a_duty_where_they_do_not() -> None:
    hours = Series((AT - 70 * 86400.0, AT - 5 * 86400.0, AT - 86400.0), (8.0, 2.0, 4.0))
    found = metric("support", world({"support_response_h": hours}, UP, tier="growth"))
    assert {one.of: one.value for one in found.readings} == {"starter": 8.0, "growth": 3.0}
    assert (found.kind, found.value, found.duty) == ("human", 3.0, None)
    old = Series((AT - 91 * 86400.0,), (8.0,))
    gone = metric("incidents", world({"incident_resolution_h": old}))
    assert gone.reason == "incident_resolution_h has no value in the last 90 days"
    assert gone.duty is not None


def test_satisfaction_is_of_the_platform_as_a_whole() -> None:
    found = metric("satisfaction", world({"satisfaction_score": daily([8.0, 9.0])}, UP, tier="growth"))
    assert (found.value, [one.of for one in found.readings]) == (8.5, [""])


def test_values_after_the_moment_do_not_count() -> None:
    late = daily([40.0] * 30 + [50.0] * 30 + [500.0] * 5, ends=AT + 5 * 86400)
    assert metric("growth", world({"active_businesses": late})).value == 25.0


def test_where_the_history_does_not_say_the_tier_the_metric_of_now_is_unknown() -> None:
    series = {"down_s": daily([0.0] * 90)}
    found = metric("uptime", world(series, UP, tier="scale"))
    assert (found.value, found.reason) == (None, "the history does not say in which tier the stack is")
    assert [one.of for one in found.readings] == ["starter"]


def test_many_samples_of_a_day_are_one_day() -> None:
    """A latency every hour for two weeks before and after: 1.8 s by the middle of each day, then 0.9 s."""
    slow = sampled(90, lambda day, place: 1.8 if day < 30 else 0.9, HOUR_S)
    move = line(started=ago(60)[:10], finished=ago(60))
    found = metric("performance", world({"latency_p95_s": slow}, move, tier="growth"))
    assert found.value == 0.9
