"""Holds a month against a figure: it fits, it does not, or nobody can tell. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from sayar.documents.cost import BudgetVerdict, CostTarget, Judged
from sayar.verdict import Verdict

if TYPE_CHECKING:
    from infra.config.stack import Budget
    from infra.tiers.promises import CostTarget as Promised
    from sayar.cost.estimate import Estimate


def target(row: Promised, month: Estimate) -> CostTarget:
    """A figure of the strategy. Whoever spends less than its lower end meets it too."""
    verdict, why = _within(month, None if row.high is None else Decimal(str(row.high)))
    return CostTarget(source=row.source, low=row.low, high=row.high, verdict=verdict, why=why)


def budget(row: Budget, month: Estimate, day: str) -> BudgetVerdict | None:
    """The stack's own budget on a day; None where it names no sum. The expected sum decides, not the most possible."""
    if row.monthly_usd is None:
        return None
    bound = Decimal(str(row.monthly_usd))
    verdict, why = _within(month, bound)
    if verdict == "undecided" and month.expected - month.shaky > bound:
        verdict, why = "over", f"{month.expected:,.2f} USD are expected"
    held = row.waiver is not None and row.waiver.until >= day
    return BudgetVerdict(
        monthly_usd=row.monthly_usd,
        owner=row.owner or "",
        verdict=verdict,
        why=why,
        waived_until=row.waiver.until if held and row.waiver is not None else None,
    )


def gated(found: BudgetVerdict | None) -> Verdict:
    """What a budget does to a move: over it is a breach, undecided a risk, unless a waiver holds."""
    if found is None or found.waived_until is not None or found.verdict == "pass":
        return "ok"
    return "breach" if found.verdict == "over" else "at_risk"


def _within(month: Estimate, bound: Decimal | None) -> tuple[Judged, str]:
    if bound is None:
        return "pass", "there is no upper end"
    sure = month.low - month.shaky
    if sure > bound:
        without = ", without prices that nobody has verified" if month.shaky else ""
        return "over", f"{sure:,.2f} USD at least{without}"
    doubts = "; ".join(_doubts(month, bound))
    if doubts:
        return "undecided", doubts
    return "pass", f"{month.high:,.2f} USD at most"


def _doubts(month: Estimate, bound: Decimal) -> Iterator[str]:
    if month.high > bound:
        yield f"between {month.low:,.2f} and {month.high:,.2f} USD"
    if month.at_least:
        yield f"{len(month.bill.unpriced)} without a price or an amount"
    if month.shaky:
        yield f"{month.shaky:,.2f} USD rest on prices that nobody has verified"
