"""Lines of a bill: what shows, what counts, and what is taken off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.cost.bill import Bill, beyond, cents
from sayar.cost.book import Book, Price, Unpriced

D = Decimal
ROW = Price("v", "unit", "global", "unit", D("0.105"), date(2026, 11, 1), True, "a list", "high", "")


def bill() -> Bill:
    """A row of half a cent more than ten, and one of which nobody knows the price."""
    return Bill(Book({("v", "unit", "global"): ROW, ("v", "dark", "global"): Unpriced("v", "dark", "nobody knows")}))


def test_half_a_cent_is_rounded_up_line_by_line() -> None:
    found = bill()
    found.add("one", "v", "unit")
    found.add("another", "v", "unit")
    assert [line.amount for line in found.lines] == [D("0.11"), D("0.11")]
    assert found.total == D("0.22"), "not the 0.21 of both together"
    assert (cents(D("0.004")), cents(D("0.005"))) == (0, D("0.01"))


def test_use_of_nothing_is_no_line_and_a_plan_that_costs_nothing_is_one() -> None:
    found = bill()
    found.add("used", "v", "unit", 0)
    assert found.lines == []
    found.add("bought", "v", "unit", 0, kind="addon")
    assert [(line.label, line.amount) for line in found.lines] == [("bought", 0)]


def test_nothing_is_used_by_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="used: a quantity of -1"):
        bill().add("used", "v", "unit", -1)


def test_what_has_no_price_is_apart_and_counts_for_nothing() -> None:
    found = bill()
    found.add("part", "v", "dark")
    found.add("unused", "v", "dark", 0)
    found.lacks("w", "contract", "a contract")
    assert found.lines == []
    assert [(one.vendor, one.sku, one.why) for one in found.unpriced] == [
        ("v", "dark", "part: nobody knows"),
        ("w", "contract", "a contract"),
    ]
    assert found.total == 0


def test_a_credit_shows_what_it_takes_and_one_of_nothing_does_not_show() -> None:
    found = bill()
    found.add("use", "v", "unit", 100)
    found.credit("of the vendor", "v", D("0.01"))
    found.credit("of nothing", "v", D(0))
    assert [(line.label, line.amount) for line in found.lines] == [("use", D("10.50")), ("of the vendor", D("-0.01"))]
    assert (found.of("v"), found.of("v", ("usage",)), found.of("w")) == (D("10.49"), D("10.50"), 0)


def test_a_line_rests_on_its_price_and_on_the_rows_of_its_factor() -> None:
    found = bill()
    found.add("use", "v", "unit", 2, factor=D("0.5"), rows=(replace(ROW, sku="discount"),))
    found.credit("of the vendor", "v", D(1))
    assert [[row.sku for row in line.prices] for line in found.lines] == [["unit", "discount"], []]


@given(st.decimals(0, 1000, places=2), st.decimals(0, 1000, places=2))
def test_what_is_beyond_an_allowance_is_never_less_than_nothing_and_never_more_than_all(
    amount: Decimal, included: Decimal
) -> None:
    assert 0 <= beyond(amount, included) <= amount
    assert beyond(amount, included) == max(amount - included, 0)
