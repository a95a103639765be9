"""How old the prices are: the limits to the day, what is counted, and that nobody asks the clock."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sayar.cost.book import Book, load_book
from sayar.cost.importing.shelf import read_shelf
from sayar.cost.limits import FILE, limits
from sayar.cost.upkeep import NearVerdict, Upkeep, newest, upkeep
from sayar.cost.upkeep_document import document
from tests.cost.importing.listed import book, row

DAY = date(2026, 11, 22)


def of(tmp_path: Path, *rows: dict[str, Any]) -> Book:
    return read_shelf(book(tmp_path / "book", vendor=rows)).book


def aged(tmp_path: Path, days: int, **other: Any) -> Upkeep:
    """A book of one row that is so many days old."""
    return upkeep(
        of(tmp_path, row("plan", "1", as_of=(DAY - timedelta(days=days)).isoformat(), **other)), limits(), DAY
    )


@pytest.mark.parametrize(
    ("days", "old", "stale"), [(0, 0, 0), (180, 0, 0), (181, 1, 0), (365, 1, 0), (366, 0, 1), (4000, 0, 1)]
)
def test_a_row_is_old_past_half_a_year_and_stale_past_a_year(tmp_path: Path, days: int, old: int, stale: int) -> None:
    found = aged(tmp_path, days)
    assert (len(found.old), len(found.stale)) == (old, stale)
    assert [one.age_days for one in (*found.old, *found.stale)] == [days] * (old + stale)


def test_a_row_later_than_the_day_is_neither_and_is_named(tmp_path: Path) -> None:
    found = aged(tmp_path, -10)
    assert (found.old, found.stale, [one.age_days for one in found.later]) == ((), (), [-10])


def test_ages_count_from_the_newest_row_where_no_day_is_given(tmp_path: Path) -> None:
    found = upkeep(of(tmp_path, row("a", "1", as_of="2026-01-01"), row("b", "1", as_of="2026-09-01")), limits())
    assert (found.as_of, [one.age_days for one in found.old]) == (date(2026, 9, 1), [243])


def test_a_book_without_prices_has_no_day_of_its_own(tmp_path: Path) -> None:
    empty = of(tmp_path, row("a", None))
    with pytest.raises(ValueError, match="has no date"):
        upkeep(empty, limits())
    assert newest(empty) is None
    found = upkeep(empty, limits(), DAY)
    assert [(one.vendor, one.sku, one.region, one.why) for one in found.unpriced] == [
        ("vendor", "a", "us-east-1", "nobody says it")
    ]
    assert (found.vendors[0].oldest, found.vendors[0].rows, found.vendors[0].unpriced) == (None, 1, 1)


def test_rows_are_counted_by_how_sure_they_are(tmp_path: Path) -> None:
    found = upkeep(
        of(
            tmp_path,
            row("a", "1"),
            row("b", "1", confidence="unverified", dated=False, as_of="2026-11-22"),
            row("c", "1", confidence="medium", as_of="2024-02-29"),
            row("d", None),
        ),
        limits(),
    )
    (vendor,) = found.vendors
    assert dict(vendor.confidence) == {"high": 1, "unverified": 1, "medium": 1}
    assert (vendor.rows, vendor.undated, vendor.unpriced) == (4, 1, 1)
    assert (vendor.oldest, vendor.newest) == (date(2024, 2, 29), date(2026, 11, 22))
    assert [one.price.sku for one in found.undated] == ["b"]
    assert [one.price.sku for one in found.unverified] == ["b"]
    assert [one.price.sku for one in found.stale] == ["c", "a"], "the oldest first"


def test_rows_near_a_verdict_are_shown_with_their_age(tmp_path: Path) -> None:
    known = of(tmp_path, row("plan", "1", as_of="2026-11-01"), row("other", None))
    near = (
        NearVerdict("vendor", "plan", "us-east-1", "10 % more is over the target of growth"),
        NearVerdict("vendor", "other", "us-east-1", "without it growth is at least 90"),
    )
    found = document(upkeep(known, limits(), DAY, near), limits())
    assert [(one.sku, one.says, one.age_days, one.source) for one in found.near] == [
        ("plan", "10 % more is over the target of growth", 21, "a copy of the list"),
        ("other", "without it growth is at least 90", None, None),
    ]


def test_the_counts_of_the_book_that_is_kept_add_up() -> None:
    found = document(upkeep(load_book(), limits()), limits())
    assert sum(one.rows for one in found.vendors) == len(load_book().rows)
    for one in found.vendors:
        sure = one.confidence
        assert sure.high + sure.medium + sure.low + sure.unverified + one.unpriced == one.rows
    assert sum(one.unpriced for one in found.vendors) == len(found.unpriced)
    assert sum(one.undated for one in found.vendors) == len(found.undated)
    assert found.exit_code == 0


@given(days=st.integers(-4000, 4000))
def test_on_a_later_day_no_row_is_younger_and_none_is_in_two_ages(days: int) -> None:
    day = DAY + timedelta(days=days)
    found, later = (upkeep(load_book(), limits(), one) for one in (day, day + timedelta(days=1)))
    assert len(found.stale) <= len(later.stale)
    names = [[(one.price.vendor, one.price.sku, one.price.region) for one in rows] for rows in (found.old, found.stale)]
    assert set(names[0]).isdisjoint(names[1])


def test_every_limit_says_why_and_where_it_comes_from() -> None:
    for one in yaml.safe_load(FILE.read_text(encoding="utf-8")):
        assert one["why"], one["id"]
        assert one["source"], one["id"]
        assert date.fromisoformat(one["date"]) <= date(2026, 11, 30)
    assert limits().old_after_days < limits().stale_after_days
