"""What a move costs while it lasts: each phase as it stands, over the least days that its gate asks for. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sayar.cost.bill import NOTHING, cents
from sayar.cost.usage import MONTH_DAYS
from sayar.documents.cost import PhaseCost, TransitionCost

if TYPE_CHECKING:
    from infra.config.stack import StackConfig
    from infra.moves.phase import Phase
    from sayar.cost.document import Asked
    from sayar.cost.estimate import Estimate

DAY_S: Final = 86400


def transition(
    phases: Sequence[Phase], target: StackConfig, before: Estimate, after: Estimate, asked: Asked
) -> TransitionCost | None:
    """What is paid above the dearer of both ends while phases last; None for a move without phases.

    Days are the least that the gates ask for: a move that takes longer costs more, by the month's price of its phase.
    """
    from sayar.cost.document import expected_of

    if not phases:
        return None
    rows: list[PhaseCost] = []
    extra, lasts = NOTHING, NOTHING
    bound = max(before.expected, after.expected)
    for phase in phases:
        standing = target.model_copy(update={"platform": phase.platform, "beside": phase.beside})
        monthly = expected_of(standing, asked)
        days = Decimal(phase.gate.wait_s) / DAY_S
        lasts += days
        extra += max(monthly - bound, NOTHING) * days / MONTH_DAYS
        rows.append(PhaseCost(name=phase.name, monthly=float(monthly), days=float(round(days, 4))))
    return TransitionCost(
        days=float(round(lasts, 4)),
        extra_usd=float(cents(extra)),
        peak=max(row.monthly for row in rows),
        phases=tuple(rows),
    )
