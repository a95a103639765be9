"""What a move costs, from the configs of both ends and from what its updates leave at vendors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from components.findings import Finding, Severity
from sayar.cost.between import Ends, Left, cost_between
from sayar.cost.types import type_prices

if TYPE_CHECKING:
    from infra.config.stack import StackConfig
    from sayar.cost.document import Asked
    from sayar.documents.cost import Cost
    from sayar.graph.model import Change, Comparison, Graph
    from sayar.plan.forecast import PhaseUpdate

DIRECT = "direct"


def cost_of_move(
    was: StackConfig | None,
    target: StackConfig,
    comparison: Comparison,
    updates: Sequence[PhaseUpdate],
    deployed: Graph,
    asked: Asked,
) -> Cost:
    """The cost of going from one stack to the other; each may be in a phase of a move.

    The stack's budget is held against the target at rest: while a move lasts more may stand, which is told apart.
    """
    from infra.moves.current import in_phase
    from infra.moves.phases import phases_of
    from sayar.platform import at_rest

    before = in_phase(was) if was is not None else None
    ends = Ends(
        was=before,
        target=in_phase(target),
        rest=at_rest(target),
        phases=phases_of(was.platform, target.platform) if was is not None and updates else (),
        left=tuple(_left(comparison, updates)),
        deployed=[one.type for one in deployed.resources],
    )
    return cost_between(ends, asked)


def _left(comparison: Comparison, updates: Sequence[PhaseUpdate]) -> Iterator[Left]:
    """What updates take out of the state and leave at its vendor, each once."""
    rows = [(one.name, one.comparison.changes) for one in updates] or [(DIRECT, comparison.changes)]
    seen: set[str] = set()
    for phase, changes in rows:
        for change in changes:
            gone = change.op in ("delete", "replace")  # of what is replaced the old one stays as well
            if gone and change.retained and not change.refused and change.urn not in seen:
                seen.add(change.urn)
                yield Left(change.urn, change.type, phase)


def findings_of(cost: Cost) -> Iterator[Finding]:
    """What a reader should know of the cost beside its figures."""
    held = cost.budget
    if held is not None and held.verdict != "pass":
        severity: Severity = "critical" if cost.verdict == "breach" else "warning"
        waived = f" A waiver holds until {held.waived_until}." if held.waived_until else ""
        text = f"The budget of {held.monthly_usd:,.2f} USD ({held.owner}) is {held.verdict}: {held.why}.{waived}"
        yield Finding("budget", severity, text, "sayar:budget")
    for row in cost.targets:
        if row.verdict != "pass":
            bound = "more" if row.high is None else f"{row.high:,.0f}"
            text = f"{row.low or 0:,.0f} to {bound} USD a month: {row.verdict}: {row.why}."
            yield Finding("cost-target", "info", text, f"INFRA-001, {row.source}")


def counted(changes: Iterable[Change]) -> tuple[int, int]:
    """How many changes are of types that the bill answers for, and how many are not."""
    states = [type_prices().state(change.type) for change in changes]
    unpriced = states.count("unpriced")
    return len(states) - unpriced, unpriced
