"""What a month is priced with: what somebody measured, and for the rest what the tier is assumed to use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from sayar.cost.assumptions import Scenario, assumptions

MILLION: Final = Decimal(1_000_000)
MONTH_DAYS: Final = 30
"""Days of a month, by which what lasts part of one or longer adds up."""


@dataclass(frozen=True, slots=True)
class Given:
    """Amounts that somebody gave, by key, and where they come from."""

    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    source: str = ""


NOTHING_GIVEN: Final = Given()


@dataclass(frozen=True, slots=True)
class Usage:
    """A month of one tier in one scenario."""

    tier: str
    scenario: Scenario
    given: Given = NOTHING_GIVEN

    def of(self, key: str) -> Decimal:
        """An amount. Raises KeyError for a key that has no row, and for one that a stack file has to say."""
        return self.said(key, None)

    def millions(self, key: str) -> Decimal:
        """An amount in millions."""
        return self.of(key) / MILLION

    def said(self, key: str, by_stack: float | None) -> Decimal:
        """An amount that the tier's stack file says, unless somebody gave another one."""
        given = self.given.amounts.get(key)
        if given is not None:
            return given
        amounts = assumptions()[key].amounts(self.tier)
        if amounts is not None:
            return amounts[self.scenario]
        if by_stack is None:
            raise KeyError(key)
        return Decimal(str(by_stack))

    def guessed(self, **keys: str) -> frozenset[str]:
        """Of names and the keys that they stand for, the names that nobody measured and no stack file says."""
        rows = assumptions()
        return frozenset(
            name
            for name, key in keys.items()
            if key not in self.given.amounts and rows[key].amounts(self.tier) is not None
        )
