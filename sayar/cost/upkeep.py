"""How old the prices are and where they come from, as of a day. Ages in days; the clock is never asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sayar.cost.book import Book, Confidence, Price, Unpriced
from sayar.cost.limits import Limits


@dataclass(frozen=True, slots=True)
class NearVerdict:
    """A row on which a verdict hangs: a little more or less would turn it. `says` tells which and by how much."""

    vendor: str
    sku: str
    region: str
    says: str


@dataclass(frozen=True, slots=True)
class Aged:
    """A row and its age; below 0 for one that is later than the day."""

    price: Price
    age_days: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A row whose price nobody has found."""

    vendor: str
    sku: str
    region: str
    why: str


@dataclass(frozen=True, slots=True)
class OfVendor:
    """The rows of one vendor; the days are None where none of them has a price."""

    vendor: str
    rows: int
    oldest: date | None
    newest: date | None
    confidence: Mapping[Confidence, int]
    undated: int
    unpriced: int


@dataclass(frozen=True, slots=True)
class Near:
    """A row near a verdict with what is known of it; None where the book has no price of it."""

    verdict: NearVerdict
    row: Aged | None


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What is known of the ages and sources of a book. `old` are past the first limit only, `stale` past both."""

    as_of: date
    vendors: tuple[OfVendor, ...]
    stale: tuple[Aged, ...]
    old: tuple[Aged, ...]
    undated: tuple[Aged, ...]
    unverified: tuple[Aged, ...]
    later: tuple[Aged, ...]
    unpriced: tuple[Missing, ...]
    near: tuple[Near, ...]


def upkeep(book: Book, limits: Limits, as_of: date | None = None, near: Sequence[NearVerdict] = ()) -> Upkeep:
    """What is known of a book as of a day, by default that of its newest row. The oldest rows come first.

    Raises ValueError for a book without any price and no day.
    """
    day = as_of if as_of is not None else newest(book)
    if day is None:
        raise ValueError("a book without prices has no date")
    aged = sorted(
        (Aged(price, (day - price.as_of).days) for price in book.prices()),
        key=lambda one: (-one.age_days, one.price.vendor, one.price.sku, one.price.region),
    )
    return Upkeep(
        as_of=day,
        vendors=tuple(_vendors(book)),
        stale=tuple(one for one in aged if one.age_days > limits.stale_after_days),
        old=tuple(one for one in aged if limits.old_after_days < one.age_days <= limits.stale_after_days),
        undated=tuple(one for one in aged if not one.price.dated),
        unverified=tuple(one for one in aged if one.price.confidence == "unverified"),
        later=tuple(one for one in aged if one.age_days < 0),
        unpriced=tuple(
            Missing(vendor, sku, region, row.why)
            for (vendor, sku, region), row in sorted(book.rows.items())
            if isinstance(row, Unpriced)
        ),
        near=tuple(_near(book, one, day) for one in near),
    )


def newest(book: Book) -> date | None:
    """The day of the newest row; None for a book without prices."""
    return max((price.as_of for price in book.prices()), default=None)


def _vendors(book: Book) -> Iterator[OfVendor]:
    for vendor in sorted({vendor for vendor, _, _ in book.rows}):
        prices = [price for price in book.prices() if price.vendor == vendor]
        days = [price.as_of for price in prices]
        rows = sum(one == vendor for one, _, _ in book.rows)
        yield OfVendor(
            vendor=vendor,
            rows=rows,
            oldest=min(days, default=None),
            newest=max(days, default=None),
            confidence=Counter(price.confidence for price in prices),
            undated=sum(not price.dated for price in prices),
            unpriced=rows - len(prices),
        )


def _near(book: Book, one: NearVerdict, day: date) -> Near:
    row = book.find(one.vendor, one.sku, one.region)
    return Near(one, Aged(row, (day - row.as_of).days) if isinstance(row, Price) else None)
