"""A month against a figure: what passes, what is over, and what nobody can tell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from infra.config.stack import Budget, Waiver
from infra.tiers.promises import CostTarget
from sayar.cost.bill import Bill
from sayar.cost.book import Book, Price, Unpriced
from sayar.cost.estimate import Estimate
from sayar.cost.judging import budget, gated, target

D = Decimal


def book(confidence: str = "high") -> Book:
    """One row of a dollar a unit, and one of which nobody knows the price."""
    row = Price("v", "unit", "global", "unit", D(1), date(2026, 11, 1), True, "a list", confidence, "")  # type: ignore[arg-type]
    return Book({("v", "unit", "global"): row, ("v", "dark", "global"): Unpriced("v", "dark", "nobody knows")})


def month(
    expected: str, low: str | None = None, high: str | None = None, *, shaky: str = "0", dark: bool = False
) -> Estimate:
    """A month of so much, of which `shaky` rests on prices that nobody verified."""
    bill = Bill(book())
    bill.add("sure", "v", "unit", D(expected) - D(shaky))
    bill.book = book("unverified")
    bill.add("unsure", "v", "unit", shaky)
    if dark:
        bill.add("unknown", "v", "dark")
    return Estimate(bill, D(low or expected), D(high or expected))


def judged(high: float | None, found: Estimate) -> str:
    return target(CostTarget(low=1, high=high, source="a section"), found).verdict


@pytest.mark.parametrize(("expected", "verdict"), [("79.99", "pass"), ("80", "pass"), ("80.01", "over")])
def test_a_target_is_met_up_to_and_with_its_upper_end(expected: str, verdict: str) -> None:
    assert judged(80, month(expected)) == verdict


def test_a_range_that_straddles_the_end_is_undecided() -> None:
    assert judged(80, month("70", "60", "80.01")) == "undecided"
    assert judged(80, month("90", "80", "95")) == "undecided"
    assert judged(80, month("90", "80.01", "95")) == "over"


def test_what_has_no_price_lets_nothing_pass_and_cannot_save_what_is_over() -> None:
    assert judged(80, month("10", dark=True)) == "undecided"
    assert judged(80, month("81", dark=True)) == "over"


def test_a_price_that_nobody_verified_lets_nothing_pass_and_breaks_nothing_by_itself() -> None:
    assert judged(80, month("10", shaky="0.01")) == "undecided"
    assert judged(80, month("90", shaky="20")) == "undecided"
    assert judged(80, month("101", shaky="20")) == "over"


def test_a_target_without_an_upper_end_is_always_met() -> None:
    assert judged(None, month("999999", dark=True)) == "pass"


def own(usd: float | None, until: str | None = None) -> Budget:
    waiver = None
    if until is not None:
        waiver = Waiver(gate="budget", by="the owner", reason="a campaign", until=until)
    return Budget(monthly_usd=usd, owner="the owner", waiver=waiver)


@pytest.mark.parametrize(
    ("found", "verdict", "gate"),
    [
        (month("100"), "pass", "ok"),
        (month("100.01"), "over", "breach"),
        # Expected decides, not the most that it could be: then nobody can tell.
        (month("90", "80", "120"), "undecided", "at_risk"),
        (month("110", "90", "120"), "over", "breach"),
        (month("50", dark=True), "undecided", "at_risk"),
        (month("110", shaky="20"), "undecided", "at_risk"),
    ],
)
def test_a_budget_gates_by_what_is_expected(found: Estimate, verdict: str, gate: str) -> None:
    held = budget(own(100), found, "2026-11-26")
    assert held is not None
    assert (held.verdict, gated(held)) == (verdict, gate)


@pytest.mark.parametrize(("until", "gate"), [("2026-11-25", "breach"), ("2026-11-26", "ok"), ("2026-11-27", "ok")])
def test_a_waiver_holds_up_to_and_with_its_day(until: str, gate: str) -> None:
    held = budget(own(100, until), month("200"), "2026-11-26")
    assert gated(held) == gate
    assert held is not None
    assert held.verdict == "over", "a waiver opens the gate and changes no verdict"


def test_a_budget_without_a_sum_gates_nothing() -> None:
    held = budget(Budget(error_spent_s=10), month("1"), "2026-11-26")
    assert held is None
    assert gated(held) == "ok"


def test_a_sum_is_somebodys_and_only_a_sum_can_be_waived() -> None:
    assert [(row.path, row.allowed) for row in Budget(monthly_usd=100).problems()] == [
        ("owner", "who owns the sum of monthly_usd")
    ]
    waiver = Waiver(gate="budget", by="somebody", reason="because", until="2026-12-01")
    assert [row.path for row in Budget(waiver=waiver).problems()] == ["waiver"]
    assert list(Budget(error_spent_s=5).problems()) == []
