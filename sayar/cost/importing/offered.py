"""What a file says that something costs, before anybody believes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sayar.cost.book import Confidence

_PLAIN: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,15})?")


@dataclass(frozen=True, slots=True)
class Offered:
    """One price. `where` is its place in the file; `wrong` holds a line for each thing that cannot be right.

    What is wrong counts only if the row is wanted: a price list is full of things that nobody here buys.
    """

    where: str
    vendor: str
    sku: str
    region: str
    unit: str
    usd: Decimal | None
    as_of: date
    dated: bool
    source: str
    confidence: Confidence
    note: str
    free: bool
    wrong: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str, str]:
        """Vendor, sku and region: what a row is found by."""
        return self.vendor, self.sku, self.region


@dataclass(frozen=True, slots=True)
class Offers:
    """What a whole file says, and its name in words.

    `offer` is the offer code of a price list and `regions` those that it covers; both are empty for rows read by hand.
    """

    title: str
    rows: tuple[Offered, ...]
    offer: str
    regions: frozenset[str]


def money(text: object) -> Decimal | None:
    """A price: plain digits as text, 0 or more. None for anything else, also for exponents, which hide slips."""
    return Decimal(text) if isinstance(text, str) and _PLAIN.fullmatch(text) else None


def plain(usd: Decimal) -> str:
    """A price as the book writes it: no exponent, no zeros at the end."""
    text = format(usd, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
