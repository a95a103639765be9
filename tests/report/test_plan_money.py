"""What a move costs and what it takes of the error budget, in a few lines."""

from __future__ import annotations

from typing import Any

import pytest

from sayar.documents.cost import Cost, Leftover, Money, TransitionCost, VendorCost
from sayar.documents.plan import Due, ErrorBudget
from sayar.report.plan_money import cost_table, due, during, failures, money_lines, month
from tests.report.made import document


def cost(**options: Any) -> Cost:
    return Cost(
        **{
            "origin": Money(low=5, expected=9, high=21),
            "to": Money(low=195, expected=201, high=226.15),
            "delta": Money(low=174, expected=192, high=221.15),
            "at_least": False,
            "targets": (),
            "verdict": "ok",
            "lines": (),
            "unpriced": (),
            **options,
        }
    )


def way(extra: float, days: float) -> TransitionCost:
    return TransitionCost(days=days, extra_usd=extra, peak=1, phases=())


def left(monthly: float | None) -> Leftover:
    return Leftover(urn="a", type="b", phase="c", monthly=monthly, why="d")


def test_both_ends_and_the_difference_are_one_line() -> None:
    assert month(cost()) == "9.00 to 201.00 USD a month (195.00 to 226.15), +192.00"
    assert month(cost(at_least=True)) == "9.00 to at least 201.00 USD a month (195.00 to 226.15), +192.00"


def test_of_an_origin_that_nobody_knows_only_the_target_is_told() -> None:
    assert month(cost(origin=None, delta=None)) == "201.00 USD a month (195.00 to 226.15)"
    unsure = Money(low=None, expected=None, high=None)
    assert month(cost(delta=unsure)) == "201.00 USD a month (195.00 to 226.15)"


@pytest.mark.parametrize(
    ("extra", "days", "said"),
    [
        (229.25, 12.0417, ["229.25 USD more over the 12 days that it lasts at least"]),
        (23.07, 1.2083, ["23.07 USD more over the 1.21 days that it lasts at least"]),
        (1, 1, ["1.00 USD more over the 1 day that it lasts at least"]),
        (0, 3, []),
    ],
)
def test_days_in_which_more_stands_are_told_where_they_cost_something(
    extra: float, days: float, said: list[str]
) -> None:
    assert list(during(cost(transition=way(extra, days)))) == said


def test_what_stays_at_vendors_is_added_up_and_what_nobody_knows_is_counted() -> None:
    assert list(during(cost(leftovers=(left(20), left(1.72), left(0))))) == [
        "21.72 USD a month for what stays at vendors"
    ]
    assert list(during(cost(leftovers=(left(20), left(None), left(None))))) == [
        "at least 20.00 USD a month for what stays at vendors, 2 of them without a price"
    ]
    assert list(during(cost(leftovers=(left(None),)))) == [
        "at least 0.00 USD a month for what stays at vendors, 1 of them without a price"
    ]
    assert list(during(cost(leftovers=(left(0),)))) == [], "what is free is nothing to be told"


def budget(**options: Any) -> ErrorBudget:
    return ErrorBudget(
        **{
            "tier": "scale",
            "allowance_s": 1296,
            "spent_s": None,
            "left_s": None,
            "verdict": "ok",
            "availability_percent": 99.95,
            "window_days": 30,
            "typical_s": 125,
            "worst_s": 660,
            "moves": 10,
            "says": "",
            **options,
        }
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "2 min 5 s, at worst 11 min of 21 min 36 s at 99.95 % (scale); 10 such moves in 30 days"),
        ({"left_s": 600}, "2 min 5 s, at worst 11 min of 10 min left at 99.95 % (scale); 10 such moves in 30 days"),
        ({"left_s": -5}, "2 min 5 s, at worst 11 min of 0 s left at 99.95 % (scale); 10 such moves in 30 days"),
        ({"moves": None}, "2 min 5 s, at worst 11 min of 21 min 36 s at 99.95 % (scale)"),
        ({"worst_s": None}, "2 min 5 s, at worst unknown of 21 min 36 s at 99.95 % (scale); 10 such moves in 30 days"),
    ],
)
def test_failures_are_told_against_what_is_allowed_or_left(options: dict[str, Any], said: str) -> None:
    assert failures(budget(**options)) == said


def test_whether_a_move_is_due_names_what_is_met_and_what_nobody_knows() -> None:
    row = Due(tier="growth", recommended="scale", status="due", met=("businesses", "requests"), unknown=("latency",))
    assert due(row) == "due: businesses, requests; unknown: latency"
    assert due(row.model_copy(update={"met": (), "unknown": (), "status": "stay"})) == "stay"


def test_a_plan_without_money_has_no_line_of_it() -> None:
    plain = document(cost=None, slo=None, due=None)
    assert list(money_lines(plain)) == []
    whole = document(cost=cost(transition=way(5, 2)), slo=budget(), due=None)
    assert [head for head, _ in money_lines(whole)] == ["cost", "", "failures"]


def test_a_vendor_without_a_price_is_at_least_what_it_says_and_never_for_nothing() -> None:
    """A contract with Vercel is not 100 USD less than its plan."""
    rows = (
        VendorCost(vendor="aws", origin=0, to=1000, delta=1000, at_least_before=False, at_least=False),
        VendorCost(vendor="vercel", origin=100, to=0, delta=-100, at_least_before=False, at_least=True),
        VendorCost(vendor="a|b", origin=1, to=2, delta=1, at_least_before=True, at_least=False),
    )
    found = cost(vendors=rows, unpriced=("vercel: Vercel Enterprise: a contract",), leftovers=(left(3),))
    assert list(cost_table(found)) == [
        "| vendor | before | after | difference |",
        "|---|---:|---:|---:|",
        "| aws | 0.00 | 1,000.00 | +1,000.00 |",
        "| vercel | 100.00 | at least 0.00 | about -100.00 |",
        r"| a\|b | at least 1.00 | 2.00 | about +1.00 |",
        "",
        "- 3.00 USD a month for what stays at vendors",
        "- without a price: vercel: Vercel Enterprise: a contract",
    ]
