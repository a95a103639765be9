"""In which tier a stack was when: from finished moves alone, and a hole in the history is a hole."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.documents.history import HistoryLine
from sayar.success.stays import Stay, cut, days_in, finished, stays, tier_at
from sayar.triggers.series import DAY_S, Series
from tests.success.worlds import ago, line
from tests.triggers.measured import AT, daily

TIERS = ("starter", "growth", "scale", "enterprise")
ENDS = st.lists(st.integers(0, 300), unique=True, max_size=5)


def moved(*rows: tuple[str, str, int], tier: str) -> tuple[Stay, ...]:
    lines = [line(origin, to, started=ago(back + 5)[:10], finished=ago(back)) for origin, to, back in rows]
    return stays(finished(lines, math.inf), tier)


def test_without_a_move_a_stack_was_always_in_the_tier_of_its_file() -> None:
    assert moved(tier="growth") == (Stay("growth", -math.inf, math.inf),)


def test_before_its_first_move_ended_a_stack_was_where_that_came_from() -> None:
    first, second, third = moved(("growth", "scale", 10), ("starter", "growth", 60), tier="scale")
    assert (first.tier, first.start, first.end) == ("starter", -math.inf, AT - 60 * DAY_S)
    assert (second.tier, third.tier, third.end) == ("growth", "scale", math.inf)
    # The moment of the end is the last one of the old tier: what ends then was measured in it.
    assert tier_at((first, second, third), first.end) == "starter"
    assert tier_at((first, second, third), first.end + 1) == "growth"


def test_a_hole_of_the_history_is_of_no_tier() -> None:
    pieces = moved(("starter", "growth", 60), ("scale", "enterprise", 10), tier="enterprise")
    assert [stay.tier for stay in pieces] == ["starter", None, "enterprise"]


def test_a_file_that_says_another_tier_than_the_last_move_led_to_leaves_now_unknown() -> None:
    assert [stay.tier for stay in moved(("starter", "growth", 60), tier="scale")] == ["starter", None]


@pytest.mark.parametrize(
    "odd",
    [
        line(finished=None),
        line(finished="soon"),
        line(finished=ago(3), undone=ago(2)),
        line("starter", "team", finished=ago(3)),
    ],
)
def test_what_did_not_end_or_is_no_move_between_tiers_does_not_count(odd: HistoryLine) -> None:
    assert finished([odd], AT) == ()


def test_a_move_that_was_taken_back_and_made_after_all_is_finished() -> None:
    assert len(finished([line(finished=ago(2), undone=ago(3))], AT)) == 1


def test_a_move_that_ends_later_is_not_finished_yet() -> None:
    assert finished([line(finished=ago(-1))], AT) == ()
    assert len(finished([line(finished=ago(0))], AT)) == 1


def test_the_last_days_of_a_tier_are_counted_back_from_the_moment_of_the_metrics() -> None:
    pieces = moved(("starter", "growth", 60), tier="growth")
    assert days_in(pieces, "growth", AT, 3) == (AT, AT - DAY_S, AT - 2 * DAY_S)
    assert days_in(pieces, "growth", AT, 90)[-1] == AT - 59 * DAY_S, "sixty days, the oldest ended a day after the move"
    assert days_in(pieces, "starter", AT, 2) == (AT - 60 * DAY_S, AT - 61 * DAY_S)
    assert days_in(pieces, "scale", AT, 2) == ()


def test_time_in_a_tier_that_was_come_back_to_counts_together() -> None:
    pieces = moved(("starter", "growth", 20), ("growth", "starter", 10), tier="starter")
    ends = days_in(pieces, "starter", AT, 12)
    assert [round((AT - end) / DAY_S) for end in ends] == [*range(10), 20, 21]


@given(ENDS, st.data(), st.lists(st.floats(0, 1e6), max_size=400), st.floats(0, DAY_S))
def test_cutting_a_series_loses_no_value_and_doubles_none(
    ends: list[int], data: st.DataObject, values: list[float], shift: float
) -> None:
    tier = st.sampled_from(TIERS)
    lines = [line(data.draw(tier), data.draw(tier), finished=ago(back)) for back in ends]
    pieces = stays(finished(lines, math.inf), data.draw(tier))
    series = daily(values, ends=AT - shift)
    parts = cut(series, pieces)
    together = sorted(pair for part in parts.values() for pair in zip(part.times, part.values, strict=True))
    assert together == list(zip(series.times, series.values, strict=True))
    for name, part in parts.items():
        assert all(tier_at(pieces, at) == name for at in part.times)
        assert all(sooner < later for sooner, later in pairwise(part.times))


@given(ENDS, st.data(), st.integers(1, 400))
def test_no_day_is_in_two_tiers(ends: list[int], data: st.DataObject, days: int) -> None:
    tier = st.sampled_from(TIERS)
    pieces = moved(*((data.draw(tier), data.draw(tier), back) for back in ends), tier=data.draw(tier))
    found = [end for name in TIERS for end in days_in(pieces, name, AT, days)]
    assert len(found) == len(set(found))
    assert all(tier_at(pieces, end) in TIERS for end in found)


def test_an_empty_series_is_cut_into_empty_ones() -> None:
    assert cut(Series(), moved(("starter", "growth", 60), tier="growth")) == {"starter": Series(), "growth": Series()}
