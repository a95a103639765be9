"""A bill: lines of quantity times price, rounded to cents one by one, and what has no price."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from sayar.cost.book import Book, Price, Unpriced

Kind = Literal["plan", "usage", "addon", "credit", "saving", "one_off"]
Number = Decimal | int | str
CENT: Final = Decimal("0.01")
NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """One position, USD a month. `price` is None for a credit; `assumed` where a quantity is nobody's measurement.

    `rows` are those of the book that the factor is made of: discounts, and what is charged on top.
    """

    label: str
    vendor: str
    sku: str
    region: str
    quantity: Decimal
    unit: str
    unit_usd: Decimal
    factor: Decimal
    amount: Decimal
    kind: Kind
    price: Price | None
    assumed: bool = False
    rows: tuple[Price, ...] = ()

    @property
    def prices(self) -> tuple[Price, ...]:
        """Every row of the book that the amount rests on."""
        return self.rows if self.price is None else (self.price, *self.rows)


@dataclass(slots=True)
class Bill:
    """Lines in the order in which they were added."""

    book: Book
    lines: list[Line] = field(default_factory=list)
    unpriced: list[Unpriced] = field(default_factory=list)

    def add(
        self,
        label: str,
        vendor: str,
        sku: str,
        quantity: Number = 1,
        *,
        region: str = "global",
        kind: Kind = "usage",
        factor: Number = 1,
        rows: tuple[Price, ...] = (),
        assumed: bool = False,
    ) -> None:
        """Add a position. Usage of nothing is none; what has no price is listed apart and never counts as nothing.

        `rows` are those that `factor` is made of.
        """
        many, part = Decimal(quantity), Decimal(factor)
        if many < 0:
            raise ValueError(f"{label}: a quantity of {many}")
        if kind == "usage" and not many:
            return
        price = self.book.find(vendor, sku, region)
        if isinstance(price, Unpriced):
            self.unpriced.append(Unpriced(vendor, sku, f"{label}: {price.why}"))
            return
        amount = cents(many * price.usd * part)
        self.lines.append(
            Line(label, vendor, sku, region, many, price.unit, price.usd, part, amount, kind, price, assumed, rows)
        )

    def lacks(self, vendor: str, sku: str, why: str) -> None:
        """List something that costs and has no row at all."""
        self.unpriced.append(Unpriced(vendor, sku, why))

    def credit(self, label: str, vendor: str, amount: Decimal) -> None:
        """Take something off, so that the bill shows what it would have been."""
        if amount > 0:
            taken = -cents(amount)
            self.lines.append(
                Line(label, vendor, "credit", "global", Decimal(1), "month", taken, Decimal(1), taken, "credit", None)
            )

    def of(self, vendor: str, kinds: Iterable[Kind] = ("plan", "usage", "addon", "credit", "saving")) -> Decimal:
        """What some lines of a vendor come to."""
        wanted = set(kinds)
        return sum((one.amount for one in self.lines if one.vendor == vendor and one.kind in wanted), NOTHING)

    @property
    def total(self) -> Decimal:
        """The sum of the rounded lines: what is left when everything unpriced costs nothing, so at least that."""
        return sum((one.amount for one in self.lines), NOTHING)


def cents(amount: Decimal) -> Decimal:
    """Rounded to cents, half a cent up, as bills are."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def beyond(amount: Number, included: Decimal) -> Decimal:
    """What is left of an amount once what a plan includes is used up."""
    return max(Decimal(amount) - included, NOTHING)
