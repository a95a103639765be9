"""What a tier or a move costs, in USD a month."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sayar.documents.base import Part
from sayar.verdict import Verdict


class Money(Part):
    """A range and what is expected in it; null where a price is missing."""

    low: float | None
    high: float | None
    expected: float | None


class CostTarget(Part):
    """A figure of the strategy and whether the forecast meets it. Targets inform, the budget of the stack gates."""

    source: str
    low: float | None
    high: float | None
    verdict: Literal["pass", "over", "undecided"]


class Line(Part):
    """One position of a bill."""

    label: str
    vendor: str
    sku: str
    region: str | None
    quantity: float
    unit: str
    unit_usd: float
    factor: float
    amount: float
    kind: Literal["plan", "usage", "addon", "credit", "saving", "one_off"]
    confidence: Literal["measured", "documented", "assumed"]
    as_of: str
    source: str
    assumed: bool


class Cost(Part):
    """Before, after, the difference. `at_least`: something has no price, so the truth is higher."""

    origin: Annotated[Money | None, Field(alias="from")]
    to: Money | None
    delta: Money | None
    at_least: bool
    targets: tuple[CostTarget, ...]
    verdict: Verdict
    lines: tuple[Line, ...]
    unpriced: tuple[str, ...]
