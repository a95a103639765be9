"""The rows on which a verdict hangs, and what other prices do to tiers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from sayar.cost.book import Book, load_book
from sayar.cost.near import effect, near
from sayar.platform import tier_config
from tests.cost.priced import ROOT

D = Decimal


def priced(book: Book, key: tuple[str, str, str], usd: str) -> Book:
    """The book with another price of one row."""
    return Book({**book.rows, key: replace(book.rows[key], usd=D(usd))})  # type: ignore[call-arg]


def tiers(*changes: str) -> dict[str, object]:
    return {"starter": tier_config("starter", config_dir=ROOT, overrides=changes)}


def test_a_row_that_a_little_more_would_put_over_a_target_is_named() -> None:
    """With memory at 18 USD the most of a Starter is 29.00; a tenth more of the 10.80 expected of it is over 30."""
    key = ("railway", "usage.ram.month", "global")
    assert not list(near(tiers(), load_book(), D("0.1")))  # type: ignore[arg-type]
    book = priced(load_book(), key, "18")
    (found,) = near(tiers(), book, D("0.1"))  # type: ignore[arg-type]
    assert (found.vendor, found.sku, found.region) == key
    assert found.says.startswith("starter, 5 to 30 USD (Tier 1, sum of its parts")
    assert found.says.endswith("pass, and undecided were it 10% higher")


@pytest.mark.parametrize(("usd", "said"), [("20", []), ("21", ["starter: 9.00 to 9.10 USD a month, +0.10"])])
def test_what_other_prices_do_is_told_for_each_tier_that_they_change(usd: str, said: list[str]) -> None:
    book = load_book()
    other = priced(book, ("railway", "usage.cpu.month", "global"), usd)
    assert list(effect(tiers(), book, other)) == said  # type: ignore[arg-type]
