"""What tiers cost, in words: figures that can be read, doubts that can be seen, and foreign text that stays text."""

from __future__ import annotations

from typing import Any

import pytest

from sayar.documents.cost import BudgetVerdict, Cost, CostDocument, CostTarget, Line, Money, PerBusiness, Prices, Saving
from sayar.report.cost import dollars, quantity, remark, rendered, signed, spread, targets, total
from sayar.verdict import Verdict

ESCAPE = "\x1b"


def line(label: str = "a machine", **options: Any) -> Line:
    return Line(
        **{
            "label": label,
            "vendor": "aws",
            "sku": "nat.hour",
            "region": "us-east-1",
            "quantity": 730,
            "unit": "hour",
            "unit_usd": 0.045,
            "factor": 1,
            "amount": 32.85,
            "kind": "addon",
            "confidence": "documented",
            "as_of": "2026-08-20",
            "source": "a list",
            "assumed": False,
            **options,
        }
    )


def cost(*lines: Line, **options: Any) -> Cost:
    return Cost(
        **{
            "origin": None,
            "to": Money(low=90, expected=100, high=1234.5),
            "delta": None,
            "at_least": False,
            "targets": (),
            "verdict": "ok",
            "lines": lines,
            "unpriced": (),
            **options,
        }
    )


def document(verdict: Verdict = "ok", **tiers: Cost) -> CostDocument:
    return CostDocument(as_of="2026-11-26", tiers=tiers, verdict=verdict, exit_code=0)


def text(**tiers: Cost) -> list[str]:
    return rendered(document(**tiers), "text").splitlines()


@pytest.mark.parametrize(("amount", "said"), [(0, "0.00"), (1234567.891, "1,234,567.89"), (None, "unknown")])
def test_money_has_cents_and_thousands(amount: float | None, said: str) -> None:
    assert dollars(amount) == said


@pytest.mark.parametrize(("amount", "said"), [(0, "+0.00"), (5, "+5.00"), (-1234.5, "-1,234.50")])
def test_a_difference_has_its_sign(amount: float, said: str) -> None:
    assert signed(amount) == said


@pytest.mark.parametrize(
    ("many", "said"),
    [
        (730, "730"),
        (13140, "13,140"),
        (99.99, "99.99"),
        (0.4, "0.4"),
        (1406.3, "1,406"),
        (273.75, "274"),
        (2.25, "2.25"),
        (100, "100"),
    ],
)
def test_a_quantity_has_no_digits_that_nobody_needs(many: float, said: str) -> None:
    assert quantity(line(quantity=many)) == said


def test_a_total_that_lacks_something_is_at_least_and_no_total_is_unknown() -> None:
    known = cost()
    assert total(known, known.to) == "100.00"
    assert total(cost(at_least=True), known.to) == "at least 100.00"
    assert total(known, None) == "unknown"
    assert (spread(known.to), spread(None)) == ("90.00 to 1,234.50", "")


def test_a_target_has_its_ends_its_verdict_and_why() -> None:
    rows = (
        CostTarget(source="Tier 2", low=60, high=80, verdict="over", why="195.00 USD at least"),
        CostTarget(source="Overview", low=1000, high=None, verdict="pass", why="there is no upper end"),
        CostTarget(source="any", low=None, high=5, verdict="undecided", why="nobody knows"),
    )
    assert list(targets(cost(targets=rows))) == [
        "over: 60 to 80 USD (Tier 2): 195.00 USD at least",
        "pass: 1,000 USD and more (Overview): there is no upper end",
        "undecided: 0 to 5 USD (any): nobody knows",
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, ""),
        ({"assumed": True}, "quantity assumed"),
        ({"confidence": "assumed"}, "price assumed"),
        ({"assumed": True, "confidence": "assumed"}, "quantity assumed, price assumed"),
    ],
)
def test_what_is_not_certain_stands_beside_its_line(options: dict[str, Any], said: str) -> None:
    assert remark(line(**options)) == said


def test_a_price_that_is_older_than_a_year_says_its_day() -> None:
    rows = {"aws nat.hour us-east-1", "aws ipv4.public all", "vercel usage.edge_requests base"}
    assert remark(line(as_of="2025-01-01", assumed=True), rows) == "quantity assumed, price of 2025-01-01"
    assert remark(line(sku="ipv4.public", as_of="2025-01-02"), rows) == "price of 2025-01-02", "a row of every region"
    assert remark(line(region="eu-west-1"), rows) == ""
    assert remark(line(vendor="vercel", sku="usage.edge_requests", region="base"), rows) == "price of 2026-08-20"


def test_one_tier_is_told_in_full_line_by_line() -> None:
    found = cost(
        line(),
        line("a discount", factor=0.38, amount=12.48, assumed=True),
        per_business=PerBusiness(low=1, expected=2, high=3, businesses=1000, assumed=True),
        savings=(
            Saving(id="sp", title="a plan", saves=10, taken=False, caution="paid anyway", source="a list"),
            Saving(id="ri", title="nodes", saves=20, taken=True, caution="fixed", source="a list"),
        ),
        outside=("taxes: of a contract",),
        prices=Prices(
            oldest="2025-01-01", newest="2026-11-22", rows=12, unverified=2, unverified_usd=7.5, stale=("a b c",)
        ),
    )
    assert text(enterprise=found) == [
        "enterprise, as of 2026-11-26: 100.00 USD a month (90.00 to 1,234.50)",
        "a business: 2.00 USD, with 1,000 of them (assumed)",
        "",
        "position    quantity  unit  USD           amount",
        "a machine   730       hour  0.045         32.85",
        "a discount  730       hour  0.045 x 0.38  12.48   quantity assumed",
        "",
        "what may be saved",
        "  10.00 USD: a plan (--choose sp); paid anyway",
        "  20.00 USD: nodes (taken); fixed",
        "on no bill of these vendors",
        "  taxes: of a contract",
        "prices",
        "  12 rows of 2025-01-01 to 2026-11-22",
        "  2 of them verified by nobody, 7.50 USD of the total",
        "  1 of them older than a year: sayar prices check",
    ]


def test_parts_that_have_nothing_to_say_are_left_out() -> None:
    assert text(starter=cost(line())) == [
        "starter, as of 2026-11-26: 100.00 USD a month (90.00 to 1,234.50)",
        "",
        "position   quantity  unit  USD    amount",
        "a machine  730       hour  0.045  32.85",
        "",
    ]


def test_what_a_business_costs_is_at_least_that_where_something_has_no_price() -> None:
    each = PerBusiness(low=1, expected=2, high=3, businesses=10, assumed=False)
    said = text(scale=cost(line(), at_least=True, unpriced=("vercel: a contract",), per_business=each))
    assert said[1] == "a business: at least 2.00 USD, with 10 of them (given)"
    assert "without a price: the total is at least what it says" in said
    assert "  vercel: a contract" in said


def test_tiers_stand_side_by_side_in_eighty_columns() -> None:
    row = CostTarget(source="a", low=5, high=15, verdict="over", why="")
    open_ = row.model_copy(update={"high": None, "low": 1000, "verdict": "pass"})
    said = text(starter=cost(targets=(row,)), enterprise=cost(at_least=True, targets=(row, open_)))
    assert said == [
        "prices and usage as of 2026-11-26",
        "",
        "            USD a month      range              a business",
        "starter     100.00           90.00 to 1,234.50",
        "enterprise  at least 100.00  90.00 to 1,234.50",
        "",
        "            targets",
        "starter     over 5-15",
        "enterprise  over 5-15, pass 1,000 and more",
        "",
        "One tier in full, with every line: sayar cost TIER",
    ]


OWNER = f"{ESCAPE}[2J\nme | *you* <b>"


def budgeted() -> Cost:
    held = BudgetVerdict(monthly_usd=1500, owner=OWNER, verdict="over", why="so it is", waived_until="2026-12-24")
    return cost(line(), budget=held)


def test_foreign_text_in_a_terminal_neither_ends_a_line_nor_moves_the_cursor() -> None:
    said = rendered(document(live=budgeted()), "text")
    assert ESCAPE not in said
    assert r"  over: 1,500.00 USD of \x1b[2J\nme | *you* <b>: so it is, waived until 2026-12-24" in said.splitlines()


def test_foreign_text_in_markdown_is_neither_markup_nor_a_cell() -> None:
    said = rendered(document(live=budgeted()), "markdown")
    (row,) = [one for one in said.splitlines() if one.startswith("- over")]
    assert r"me \| \*you\* &lt;b&gt;" in row
    odd = cost(line("a | b\nc <i>", unit="GB|month"))
    (row,) = [one for one in rendered(document(live=odd), "markdown").splitlines() if "GB" in one]
    assert row.startswith(r"| a \| b c &lt;i&gt; | 730 | GB\|month |")
    assert row.count(" | ") == 5


def test_markdown_has_a_table_of_tiers_and_one_of_lines_for_each() -> None:
    said = rendered(document(starter=cost(line()), growth=cost(line(), unpriced=("a: b",))), "markdown").splitlines()
    assert said[:6] == [
        "Prices and usage as of 2026-11-26.",
        "",
        "| tier | USD a month | range | a business | targets |",
        "|---|---:|---:|---:|---|",
        "| starter | 100.00 | 90.00 to 1,234.50 |  |  |",
        "| growth | 100.00 | 90.00 to 1,234.50 |  |  |",
    ]
    assert said.count("| position | quantity | unit | USD | amount | |") == 2
    assert said[-3:] == ["**without a price: the total is at least what it says**", "", "- a: b"]


def test_the_same_document_is_always_the_same_bytes() -> None:
    for form in ("text", "markdown", "json"):
        assert rendered(document(live=budgeted()), form) == rendered(document(live=budgeted()), form)
        assert rendered(document(live=budgeted()), form).endswith("\n")
