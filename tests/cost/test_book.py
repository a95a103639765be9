"""The price book: every row has a source and a date, and nothing costs nothing because it was forgotten."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sayar.cost.book import Price, PriceError, Unpriced, load_book
from sayar.cost.terms import terms

ROW: dict[str, Any] = {
    "sku": "plan.pro",
    "region": "global",
    "unit": "month",
    "usd": "20",
    "as_of": "2026-08-21",
    "source": "a page of the vendor",
    "confidence": "high",
}


def book(folder: Path, *rows: dict[str, Any]) -> Any:
    (folder / "vendor.json").write_text(json.dumps(rows), encoding="utf-8")
    return load_book(folder)


def test_the_book_that_is_kept_can_be_read_and_every_price_has_a_source() -> None:
    rows = load_book().rows
    assert len(rows) == 383
    for price in load_book().prices():
        assert price.source
        assert date(2022, 1, 1) <= price.as_of <= date(2026, 11, 30)
    assert {row.vendor for row in rows.values()} >= {"railway", "vercel", "supabase", "cloudflare", "grafana", "aws"}


def test_every_term_has_a_source_and_a_date() -> None:
    for key, row in terms().items():
        assert row.source, key
        assert date.fromisoformat(row.as_of) <= date(2026, 11, 30)


def test_a_price_is_an_exact_decimal(tmp_path: Path) -> None:
    found = book(tmp_path, ROW | {"usd": "0.000231"}).find("vendor", "plan.pro")
    assert isinstance(found, Price)
    assert found.usd == Decimal("0.000231")


def test_a_price_of_a_region_comes_before_the_one_of_everywhere(tmp_path: Path) -> None:
    found = book(tmp_path, ROW, ROW | {"region": "eu-west-1", "usd": "22"})
    assert found.find("vendor", "plan.pro", "eu-west-1").usd == 22
    assert found.find("vendor", "plan.pro", "us-east-1").usd == 20


def test_a_price_of_another_region_is_no_price(tmp_path: Path) -> None:
    found = book(tmp_path, ROW | {"region": "eu-west-1"}).find("vendor", "plan.pro", "us-east-1")
    assert isinstance(found, Unpriced)
    assert found.why == "there is no price of plan.pro in us-east-1"


def test_a_price_that_nobody_found_says_why(tmp_path: Path) -> None:
    found = book(tmp_path, ROW | {"usd": None, "note": "custom quote"}).find("vendor", "plan.pro")
    assert found == Unpriced("vendor", "plan.pro", "custom quote")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"usd": "0"},
            "vendor.json[0]: usd: plan.pro for nothing: a row that is free says so, a missing price is null",
        ),
        ({"usd": 20}, "vendor.json[0]: usd: 20: a decimal as text, 0 or more"),
        ({"usd": "-1"}, "vendor.json[0]: usd: -1: a decimal as text, 0 or more"),
        ({"usd": "NaN"}, "vendor.json[0]: usd: NaN: a decimal as text, 0 or more"),
        ({"usd": "many"}, "vendor.json[0]: usd: many: a decimal as text, 0 or more"),
        ({"usd": None}, "vendor.json[0]: plan.pro: a price that is null says why in its note"),
        ({"free": True}, "vendor.json[0]: free: plan.pro costs 20"),
        ({"as_of": "soon"}, "vendor.json[0]: as_of: soon: a date such as 2026-11-22"),
        ({"confidence": "sure"}, "vendor.json[0]: confidence: sure: one of high, low, medium, unverified"),
        ({"price": "1"}, "vendor.json[0]: price: not a key of a price"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    with pytest.raises(PriceError) as raised:
        book(tmp_path, ROW | change)
    assert raised.value.problems == (says,)


def test_a_price_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PriceError, match=r"vendor\.json\[1\]: plan\.pro in global stands here twice"):
        book(tmp_path, ROW, ROW | {"usd": "21"})


def test_a_row_without_a_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PriceError, match=r"vendor\.json\[0\]: source: missing"):
        book(tmp_path, {key: value for key, value in ROW.items() if key != "source"})
