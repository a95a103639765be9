"""Phases on days: in order, no sooner than their gates allow, no more a day than people can watch."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sayar.runbook.schedule import Pace, Placed, Timed, laid

HOUR_S, DAY_S = 3600, 86400
PACE = Pace(day_s=8 * HOUR_S, hands_s=HOUR_S // 2, updates_a_day=4)


def config(name: str, wait_s: int = 0, earliest: int = 1) -> Timed:
    return Timed(name, "config", wait_s, earliest)


def days(*phases: Timed, least: int = 1) -> list[tuple[int, int]]:
    return [(one.first_day, one.last_day) for one in laid(phases, PACE, least_days=least)]


@st.composite
def moves(draw: Any) -> list[Timed]:
    kinds = st.sampled_from(("config", "human", "wait"))
    waits = st.one_of(st.just(0), st.integers(0, 9 * DAY_S))
    count = draw(st.integers(1, 14))
    return [Timed(f"p{n}", draw(kinds), draw(waits), draw(st.integers(1, 9))) for n in range(count)]


def test_a_day_holds_as_many_updates_as_people_watch_and_no_more() -> None:
    # Four updates of half an hour fit into eight hours; the fifth is the next day's because four are the limit.
    assert days(*(config(name) for name in "abcde")) == [(1, 1)] * 4 + [(2, 2)]


def test_what_people_do_does_not_count_as_an_update() -> None:
    people = [Timed(name, "human", 0) for name in "abcdef"]
    assert days(*people) == [(1, 1)] * 6


def test_no_phase_begins_after_hours() -> None:
    # Half an hour of work and seven and a half hours of waiting are the whole day.
    assert days(config("a", 15 * HOUR_S // 2), config("b")) == [(1, 1), (2, 2)]
    assert days(config("a", 15 * HOUR_S // 2 - 1), config("b")) == [(1, 1), (1, 1)]


def test_a_wait_begins_by_itself_after_hours_too() -> None:
    assert days(config("a", 10 * HOUR_S), Timed("b", "wait", HOUR_S)) == [(1, 1), (1, 1)]


def test_a_gate_that_waits_a_day_is_passed_on_the_next_one() -> None:
    assert days(config("a", DAY_S), config("b")) == [(1, 2), (2, 2)]


def test_a_phase_waits_for_what_was_asked_for() -> None:
    assert days(config("a"), config("b", earliest=6), config("c")) == [(1, 1), (6, 6), (6, 6)]


def test_days_that_are_left_over_go_to_the_longest_waits_in_turn() -> None:
    short, long = config("short", HOUR_S), config("long", 2 * DAY_S)
    # By themselves they end on day 3. Of three days more the longest wait takes the first and the third.
    assert days(short, long) == [(1, 1), (1, 3)]
    assert days(short, long, least=6) == [(1, 2), (2, 6)]


def test_where_nothing_waits_every_phase_takes_its_share() -> None:
    assert days(config("a"), config("b"), least=5) == [(1, 3), (3, 5)]


@given(moves(), st.integers(1, 30))
def test_every_move_is_in_order_and_keeps_its_gates(phases: list[Timed], least: int) -> None:
    placed = laid(phases, PACE, least_days=least)
    assert [one.name for one in placed] == [one.name for one in phases]
    updates: dict[int, int] = {}
    before = Placed("", 1, 1)
    for phase, one in zip(phases, placed, strict=True):
        assert one.first_day >= max(before.last_day, phase.earliest), "it begins when the gate before it is passed"
        assert one.last_day - one.first_day >= phase.wait_s // DAY_S, "its gate waits so many whole days"
        updates[one.first_day] = updates.get(one.first_day, 0) + (phase.kind == "config")
        before = one
    assert max(updates.values()) <= PACE.updates_a_day
    assert placed[-1].last_day >= least


@given(moves(), st.integers(1, 30))
def test_days_are_added_only_where_they_are_missing(phases: list[Timed], least: int) -> None:
    alone = laid(phases, PACE)[-1].last_day
    stretched = laid(phases, PACE, least_days=least)[-1].last_day
    assert stretched == alone if alone >= least else stretched >= least


@given(moves(), st.data())
def test_a_longer_wait_never_ends_a_move_sooner(phases: list[Timed], data: Any) -> None:
    place = data.draw(st.integers(0, len(phases) - 1))
    longer = list(phases)
    was = phases[place]
    longer[place] = Timed(was.name, was.kind, was.wait_s + data.draw(st.integers(0, 5 * DAY_S)), was.earliest)
    assert laid(longer, PACE)[-1].last_day >= laid(phases, PACE)[-1].last_day
