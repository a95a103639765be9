"""What a move takes of the failures that a tier's availability allows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.tiers.promises import Target
from sayar.documents.surface import ByCapability, Span, Surface
from sayar.plan.error_budget import UNSPENT, Objective, Spent, allowance_s, error_budget, findings_of, objective_of
from sayar.platform import tier_config
from tests.infra.projects import ROOT

SCALE = Objective("scale", 99.95, 30, (Target(value=99.95, source="promised"), Target(value=99.99, source="SLA")))


def surface(typical: float | None, worst: float | None) -> Surface:
    span, nothing = Span(typical=typical, worst=worst), Span(typical=0, worst=0)
    return Surface(
        down_s=span,
        error_s=span,
        delay_s=nothing,
        loss_s=nothing,
        by=ByCapability(read=span, write=span),
        resets=0,
        degraded=False,
        deferred=(),
        lower_bound_s=None,
        because=(),
        verdict="ok",
    )


@pytest.mark.parametrize(
    ("percent", "seconds"),
    [(99.5, 12960), (99.9, 2592), (99.95, 1296), (99.99, 259.2)],
)
def test_an_availability_allows_so_many_seconds_in_thirty_days(percent: float, seconds: float) -> None:
    """30 days have 2,592,000 seconds; 99.95 % are the 21.6 minutes that the strategy speaks of."""
    assert allowance_s(percent, 30) == seconds


@pytest.mark.parametrize(
    ("typical", "worst", "spent", "verdict"),
    [
        (0, 0, 0, "ok"),
        (296, 296, 1000, "ok"),
        (296, 296.1, 1000, "at_risk"),
        (296.1, 296.1, 1000, "breach"),
        (None, None, 0, "unknown"),
        (10, None, 0, "at_risk"),
        # Where nobody knows what was spent, the whole allowance is what a move is held against.
        (1296, 1296, None, "ok"),
        (1296.1, 1296.1, None, "breach"),
    ],
)
def test_a_move_fits_what_is_left_or_it_does_not(
    typical: float | None, worst: float | None, spent: float | None, verdict: str
) -> None:
    found = error_budget(SCALE, Spent(spent, "a test"), {"api": surface(typical, worst), "web": surface(0, 0)})
    assert found.verdict == verdict
    assert found.left_s == (None if spent is None else 1296 - spent)
    assert found.allowance_s == 1296


def test_a_move_that_nobody_feels_is_never_refused_for_what_was_spent_before_it() -> None:
    found = error_budget(SCALE, Spent(5000, "an outage"), {"api": surface(0, 0)})
    assert (found.verdict, found.left_s) == ("ok", -3704)


def test_the_surface_that_fails_longest_counts() -> None:
    found = error_budget(SCALE, UNSPENT, {"api": surface(100, 200), "csv": surface(50, 900)})
    assert (found.typical_s, found.worst_s) == (100, 900)


@pytest.mark.parametrize(("typical", "moves"), [(0, None), (100, 12), (1296, 1), (1297, 0)])
def test_a_window_holds_so_many_moves_of_a_kind(typical: float, moves: int | None) -> None:
    assert error_budget(SCALE, UNSPENT, {"api": surface(typical, typical)}).moves == moves


def test_the_stricter_of_both_ends_counts_upwards_and_downwards() -> None:
    growth, scale = (tier_config(tier, config_dir=ROOT).platform for tier in ("growth", "scale"))
    for ends in ((growth, scale), (scale, growth)):
        found = objective_of(ends)
        assert (found.tier, found.percent, found.window_days) == ("scale", 99.95, 30)


def test_the_strategys_own_conflict_is_shown() -> None:
    """15 minutes are 69 % of what 99.95 % allow in a month, and more than three times what 99.99 % allow."""
    found = error_budget(SCALE, UNSPENT, {"api": surface(0, 0)})
    texts = [row.text for row in findings_of(found, SCALE, 900)]
    assert [text.split(", ")[1] for text in texts] == [
        "69% of the 1,296 s that 99.95 % of 30 days allow.",
        "347% of the 259 s that 99.99 % of 30 days allow.",
    ]
    assert not list(findings_of(found, SCALE, None))
    assert not list(findings_of(found, SCALE, 100)), "a small part is no conflict"


def test_a_budget_that_is_over_says_what_is_left_and_who_says_so() -> None:
    found = error_budget(SCALE, Spent(1200, "down_s of the last 30 days"), {"api": surface(130, 690)})
    (row,) = findings_of(found, SCALE, None)
    assert row.text == (
        "The move spends 130 s; 96 s are left of 1,296 s that 99.95 % of 30 days allow (down_s of the last 30 days)."
    )


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6))
def test_more_that_was_spent_never_opens_the_gate(typical: float, one: float, other: float) -> None:
    order = ["breach", "unknown", "at_risk", "ok"]
    less, more = sorted((one, other))
    verdicts = [
        error_budget(SCALE, Spent(spent, ""), {"api": surface(typical, typical)}).verdict for spent in (less, more)
    ]
    assert order.index(verdicts[0]) >= order.index(verdicts[1])
