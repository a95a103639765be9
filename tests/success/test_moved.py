"""The metrics of moves: downtime, time, businesses kept, faster answers. What nobody measured is not none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.success.worlds import ago, forecast, line, measured, metric, reading, world
from tests.triggers.measured import daily

NAME = "starter to growth, 2026-09-13"


def went(**more: Any) -> Any:
    return world(None, line(**more), tier="growth")


def test_a_move_is_without_downtime_only_where_every_surface_of_every_phase_was_measured() -> None:
    said = {"upgrade": forecast(api=(0, 10), web=(0, 0)), "expand": forecast(api=(0, 5))}
    seen = {"upgrade": measured(api=0, web=0), "expand": measured(api=0)}
    whole = metric("migration", went(forecast=said, measured={"a": seen}))
    assert (whole.value, whole.reason) == (100.0, "1 of 1 without downtime")
    part = metric("migration", went(forecast=said, measured={"a": {"upgrade": seen["upgrade"]}}))
    assert (part.value, part.readings[0].value) == (None, None)
    assert part.readings[0].reason.startswith("1 of 3 surfaces of phases were not measured; 0 s down were measured")
    assert [one.met for one in part.readings[0].targets] == ["unknown", "unknown"]


def test_a_move_that_was_down_counts_however_little_was_measured() -> None:
    said = {"upgrade": forecast(api=(5, 10)), "expand": forecast(api=(0, 5))}
    found = metric("migration", went(forecast=said, measured={"a": {"upgrade": measured(api=20)}}))
    assert (found.value, found.readings[0].value, found.readings[0].unit) == (0.0, 20.0, "s down")
    # 20 s is over the 15 s of the forecast; the 300 s of the strategy may still be passed by what nobody measured
    assert [(one.value, one.met) for one in found.readings[0].targets] == [(15, "false"), (300, "unknown")]


@pytest.mark.parametrize(("down", "met"), [(15.0, "true"), (15.1, "false")])
def test_measured_seconds_are_held_against_the_worst_that_was_forecast(down: float, met: str) -> None:
    found = reading(
        "migration", went(forecast={"up": forecast(api=(5, 15))}, measured={"a": {"up": measured(api=down)}}), NAME
    )
    assert found.targets[0].met == met


def test_a_phase_of_which_the_history_holds_no_forecast_is_not_taken_for_quiet() -> None:
    said = {"upgrade": forecast(api=(0, 0))}
    seen = {"a": {"upgrade": measured(api=0)}}
    found = metric("migration", went(forecast=said, measured=seen, applied={"expand": ago(62)}))
    assert found.value is None
    assert found.readings[0].reason.startswith("nobody measured expand; 0 s down were measured")
    assert [one.value for one in found.readings[0].targets] == [300], "nobody knows the forecast as a whole"


def test_a_worst_that_nobody_knew_is_no_limit() -> None:
    found = went(forecast={"up": forecast(api=(0, None))}, measured={"a": {"up": measured(api=0)}})
    assert [one.value for one in reading("migration", found, NAME).targets] == [300]


def test_of_several_moves_those_count_of_which_it_is_known() -> None:
    quiet = line(forecast={"up": forecast(api=(0, 0))}, measured={"a": {"up": measured(api=0)}})
    blind = line("growth", "scale", started="2026-10-20", finished=ago(20))
    found = metric("migration", world(None, quiet, blind, tier="scale"))
    assert (found.value, found.reason) == (100.0, "1 of 1 without downtime, of 1 more nobody knows")
    assert reading("migration", world(None, quiet, blind, tier="scale"), "growth to scale, 2026-10-20").value is None


def test_time_to_scale_runs_from_the_first_moment_of_the_day_of_the_trigger() -> None:
    found = metric("time", went(triggered="2026-09-03"))
    assert (found.value, found.unit) == (20.0, "days")
    assert found.reason == "triggered on 2026-09-03, finished on 2026-09-23"


def test_a_move_whose_trigger_nobody_wrote_down_has_no_time() -> None:
    found = metric("time", went())
    assert found.value is None
    assert "does not say when its trigger was met" in found.reason
    assert found.duty == "give sayar move start --metrics FILE or --triggered DATE"
    assert metric("time", went(triggered="2026-09-24")).value is None


def test_time_is_the_mean_of_the_moves_up_of_which_it_is_known() -> None:
    moves = (
        line(triggered="2026-09-03"),
        line("growth", "scale", started="2026-10-20", finished=ago(20), triggered=ago(30)[:10]),
        line("scale", "growth", started="2026-11-10", finished=ago(10), triggered=ago(30)[:10]),
    )
    found = metric("time", world(None, *moves, tier="growth"))
    assert (found.value, found.reason) == (15.0, "the mean of 2 of 2 moves"), (
        "20 and 10 days; going down has no trigger"
    )


def test_businesses_that_left_from_the_begin_to_a_month_after_the_end_are_not_kept() -> None:
    """100 businesses, one leaves on each of 40 days: ten of the move and thirty after it."""
    series = {"active_businesses": daily([100.0] * 90), "lost_businesses": daily([1.0] * 90)}
    found = metric("retention", world(series, line(), tier="growth"))
    assert (found.value, found.reason.partition(": ")[2]) == (60.0, "40 of 100 businesses left in 40 days")


def test_retention_waits_for_the_month_after_the_move() -> None:
    series = {"active_businesses": daily([100.0] * 90), "lost_businesses": daily([0.0] * 90)}
    for back, known in ((30, True), (29, False)):
        found = metric("retention", world(series, line(started=ago(35)[:10], finished=ago(back)), tier="growth"))
        assert (found.value is not None) == known
        if not known:
            assert "the 30 days after its end are not over" in found.reason


def test_retention_without_the_businesses_of_before_is_unknown() -> None:
    series = {"active_businesses": daily([100.0] * 30), "lost_businesses": daily([0.0] * 90)}
    found = metric("retention", world(series, line(), tier="growth"))
    assert "is not known of the 3 days before it began" in found.reason


def test_answers_are_faster_by_the_difference_and_held_against_the_promise_of_the_new_tier() -> None:
    values = [2.5] * 60 + [1.4] * 60
    found = metric("performance", world({"latency_p95_s": daily(values)}, line(), tier="growth"))
    assert found.value == 1.1
    assert [(one.value, one.met) for one in found.readings[0].targets] == [(1.5, "true")]
    slow = metric("performance", world({"latency_p95_s": daily([1.0] * 60 + [1.5] * 60)}, line(), tier="growth"))
    assert slow.value == -0.5, "slower is told as it is"
    assert [one.met for one in slow.readings[0].targets] == ["false"], "below 1.5 s, and not at it"


def test_two_weeks_after_the_move_have_to_be_over() -> None:
    for back, known in ((14, True), (13, False)):
        move = line(started=ago(back + 5)[:10], finished=ago(back))
        found = metric("performance", world({"latency_p95_s": daily([1.0] * 90)}, move, tier="growth"))
        assert (found.value is not None) == known


def test_a_move_down_is_no_upgrade() -> None:
    down = line("growth", "starter")
    found = metric("performance", world({"latency_p95_s": daily([1.0] * 120)}, down, tier="starter"))
    assert (found.value, found.reason) == (None, "no move up is finished yet")
