"""How long enough members of a group may be down together, against every set written out."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.impact.seconds.antichain import at_once

NOBODY: dict[str, set[str]] = {"a": set(), "b": set(), "c": set()}


@pytest.mark.parametrize(("count", "seconds"), [(1, 30), (2, 20), (3, 10)])
def test_of_members_that_may_all_overlap_the_count_th_largest_counts(count: int, seconds: float) -> None:
    assert at_once({"a": 30, "b": 20, "c": 10}, NOBODY, count) == seconds


def test_members_that_come_one_after_the_other_are_never_down_together() -> None:
    one_by_one = {"a": set(), "b": {"a"}, "c": {"a", "b"}}
    assert at_once({"a": 30, "b": 20, "c": 10}, one_by_one, 2) == 0


def test_the_set_that_is_down_longest_counts_not_the_largest_one() -> None:
    # a and b are ordered; a with c gives 10, b with c gives 10, and a with d gives 25.
    before = {"a": set(), "b": {"a"}, "c": set(), "d": set()}
    assert at_once({"a": 30, "b": 40, "c": 10, "d": 25}, before, 2) == 25


@st.composite
def orders(draw: st.DrawFn) -> tuple[dict[str, float], dict[str, set[str]]]:
    names = [chr(97 + place) for place in range(draw(st.integers(1, 7)))]
    before: dict[str, set[str]] = {name: set() for name in names}
    for place, name in enumerate(names):
        for other in names[:place]:
            if draw(st.booleans()):
                before[name] |= {other} | before[other]
    return {name: draw(st.sampled_from([0.0, 1.0, 2.0, 5.0, 7.0])) for name in names}, before


@given(orders(), st.integers(1, 7))
def test_it_agrees_with_every_set_tried(order: tuple[dict[str, float], dict[str, set[str]]], count: int) -> None:
    seconds, before = order

    def overlap(members: tuple[str, ...]) -> bool:
        return all(one not in before[other] and other not in before[one] for one, other in combinations(members, 2))

    tried = [
        sorted((seconds[name] for name in members), reverse=True)[count - 1]
        for size in range(count, len(seconds) + 1)
        for members in combinations(seconds, size)
        if overlap(members)
    ]
    assert at_once(seconds, before, count) == max(tried, default=0.0)
