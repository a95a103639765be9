"""Phases together: seconds add up, what nobody knows stays unknown, and the sums have a verdict of their own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.documents.surface import ByCapability, Deferred, Span, Surface
from sayar.impact.seconds.total import added
from sayar.verdict import VERDICTS

NOTHING = (0, 0)


def span(seconds: Any) -> Span:
    return Span(typical=seconds[0], worst=seconds[1])


def surface(error: Any = NOTHING, **more: Any) -> Surface:
    said: dict[str, Any] = {
        "down_s": span(more.pop("down", error)),
        "error_s": span(error),
        "delay_s": span(more.pop("late", NOTHING)),
        "loss_s": span(more.pop("lost", NOTHING)),
        "by": ByCapability(read=span(more.pop("read", NOTHING)), write=span(more.pop("write", NOTHING))),
        "resets": 0,
        "degraded": False,
        "deferred": (),
        "lower_bound_s": 0,
        "because": (),
        "verdict": "ok",
        **more,
    }
    return Surface(**said)


def together(*steps: Surface, budget_s: float | None = None) -> Surface:
    return added(({"api": one} for one in steps), budget_s)["api"]


def test_every_measure_adds_up_by_itself() -> None:
    one = surface((10, 20), down=(1, 2), late=(3, 4), lost=(5, 6), read=(7, 8), write=(9, 10), lower_bound_s=1)
    found = together(one, one, surface((100, 200), lower_bound_s=2.5))
    assert found.error_s == span((120, 240))
    assert found.down_s == span((102, 204))
    assert (found.delay_s, found.loss_s) == (span((6, 8)), span((10, 12)))
    assert (found.by.read, found.by.write) == (span((14, 16)), span((18, 20)))
    assert found.lower_bound_s == 4.5


def test_what_is_no_number_of_seconds_is_gathered() -> None:
    later = Deferred(window="sunday", typical=5, worst=9)
    found = together(surface(resets=2, deferred=(later,)), surface(resets=3, degraded=True, deferred=(later, later)))
    assert (found.resets, found.degraded, found.deferred) == (5, True, (later, later, later))
    assert together(surface(), surface()).degraded is False


@pytest.mark.parametrize("unknown", [(None, 5), (5, None), (None, None)])
def test_null_plus_anything_is_null_in_that_place_alone(unknown: Any) -> None:
    for steps in ((surface(unknown), surface((1, 2))), (surface((1, 2)), surface(unknown))):
        found = together(*steps).error_s
        assert (found.typical is None) == (unknown[0] is None)
        assert (found.worst is None) == (unknown[1] is None)
        assert found.typical in (None, 6)
        assert found.worst in (None, 7)


def test_a_bound_that_one_phase_lacks_is_none_of_all() -> None:
    assert together(surface(lower_bound_s=3), surface(lower_bound_s=None)).lower_bound_s is None


@pytest.mark.parametrize(
    ("steps", "budget_s", "verdict"),
    [
        ([(100, 200), (100, 100)], 300, "ok"),  # 200 typical, 300 at worst: just kept
        ([(100, 200), (100, 101)], 300, "at_risk"),
        ([(150, 200), (151, 200)], 300, "breach"),
        ([(150, 150), (150, 150)], 300, "ok"),
        ([(10, 20), (10, None)], 300, "at_risk"),
        ([(10, 20), (None, None)], 300, "unknown"),
        ([(1e6, 1e6)], None, "ok"),
        ([(None, None)], None, "ok"),  # seconds that nobody knows decide nothing where nothing was promised
        ([(1, 1)], 0, "breach"),
        ([(0, 0)], 0, "ok"),
    ],
)
def test_the_sums_are_held_against_the_budget_of_the_whole_move(steps: Any, budget_s: Any, verdict: str) -> None:
    """Each phase by itself may keep what all of them together do not."""
    assert together(*(surface(one) for one in steps), budget_s=budget_s).verdict == verdict


@pytest.mark.parametrize("bad", ["blocked", "breach", "unknown", "at_risk"])
def test_a_bad_phase_is_never_made_good_by_the_others(bad: Any) -> None:
    assert together(surface(), surface(verdict=bad), surface(), budget_s=300).verdict == bad


def test_surfaces_of_any_phase_are_there_by_name_and_those_of_none_are_not() -> None:
    found = added([{"web": surface((1, 1))}, {}, {"api": surface((2, 2)), "web": surface((3, 3))}], None)
    assert list(found) == ["api", "web"]
    assert (found["api"].error_s, found["web"].error_s) == (span((2, 2)), span((4, 4)))
    assert added([], 300) == {}


def test_reasons_of_the_heaviest_phase_come_first_and_each_once() -> None:
    found = together(
        surface((1, 1), because=("light", "both")),
        surface((9, 9), because=("heavy", "both")),
        surface((None, None), because=("unknown",)),
    )
    assert found.because == ("unknown", "heavy", "both", "light")


SECONDS = st.none() | st.integers(0, 1000)
STEPS = st.lists(st.tuples(SECONDS, SECONDS, st.sampled_from(VERDICTS)), min_size=1, max_size=5)


@given(STEPS, st.none() | st.integers(0, 1500), st.randoms(use_true_random=False))
def test_the_order_of_phases_changes_neither_seconds_nor_verdict(steps: Any, budget_s: Any, chance: Any) -> None:
    made = [surface((typical, worst), verdict=verdict) for typical, worst, verdict in steps]
    found = together(*made, budget_s=budget_s)
    chance.shuffle(made)
    again = together(*made, budget_s=budget_s)
    assert (again.error_s, again.verdict) == (found.error_s, found.verdict)
    assert all(VERDICTS.index(found.verdict) <= VERDICTS.index(one.verdict) for one in made)


@given(STEPS)
def test_one_phase_is_the_sum_of_itself(steps: Any) -> None:
    (typical, worst, verdict), *_ = steps
    one = surface((typical, worst), verdict=verdict, because=("a", "b"))
    assert together(one) == one
