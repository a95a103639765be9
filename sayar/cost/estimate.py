"""A month in three scenarios: the bill of what is expected, and the totals of the least and of the most. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sayar.cost.assumptions import Scenario
from sayar.cost.bill import NOTHING, Bill, Line
from sayar.cost.platform import Month, bill_of
from sayar.cost.usage import Given, Usage

if TYPE_CHECKING:
    from infra.config.stack import StackConfig
    from sayar.cost.book import Book

UNSURE: Final = "unverified"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A month, USD. `shaky` is what rows come to of which the price is remembered or derived."""

    bill: Bill
    low: Decimal
    high: Decimal

    @property
    def expected(self) -> Decimal:
        """What the month comes to if it is as expected."""
        return self.bill.total

    @property
    def at_least(self) -> bool:
        """Something has no price."""
        return bool(self.bill.unpriced)

    @property
    def shaky(self) -> Decimal:
        """The part of the total that nobody may rely on."""
        return sum((one.amount for one in self.bill.lines if unsure(one)), NOTHING)

    @property
    def sure(self) -> bool:
        """Everything has a price that somebody may rely on."""
        return not self.at_least and not any(unsure(one) for one in self.bill.lines)


def unsure(line: Line) -> bool:
    """A line of which a price or a factor is remembered or derived: nothing passes on the strength of it."""
    return any(row.confidence == UNSURE for row in line.prices)


def expected(config: StackConfig, book: Book, given: Given, choices: Collection[str] = ()) -> Decimal:
    """What the month of a stack comes to if it is as expected, USD: a third of the work of all scenarios."""
    return _bill(config, book, given, choices, "expected").total


def estimate(config: StackConfig, book: Book, given: Given, choices: Collection[str] = ()) -> Estimate:
    """A stack as it stands, in the phase of its move if it is in one."""
    scenarios: tuple[Scenario, ...] = ("expected", "low", "high")
    bills = [_bill(config, book, given, choices, scenario) for scenario in scenarios]
    usual, totals = bills[0], [one.total for one in bills]
    for one in bills[1:]:
        # What only the least or the most of a month has, and has no price, is missing from the range.
        known = {(row.vendor, row.sku) for row in usual.unpriced}
        usual.unpriced += [row for row in one.unpriced if (row.vendor, row.sku) not in known]
    # Fees and credits can make a month with less use cost the same, never more; a given amount makes all three alike.
    return Estimate(usual, min(totals), max(totals))


def _bill(config: StackConfig, book: Book, given: Given, choices: Collection[str], scenario: Scenario) -> Bill:
    return bill_of(config, book, Month(lambda tier: Usage(tier, scenario, given), choices))
