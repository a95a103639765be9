"""What a move costs: both ends, what it adds, what it costs while it lasts, and what stays behind. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sayar.cost.bill import NOTHING, cents
from sayar.cost.document import Asked, described, month_of
from sayar.cost.transition import transition
from sayar.cost.types import type_prices
from sayar.documents.cost import Cost, Leftover

if TYPE_CHECKING:
    from infra.config.stack import StackConfig
    from infra.moves.phase import Phase
    from sayar.cost.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Left:
    """A resource that a phase takes out of the state and leaves at its vendor."""

    urn: str
    type: str
    phase: str


@dataclass(frozen=True, slots=True)
class Ends:
    """The stack before a move and after it, each at rest or in the phase of its move, and the phases between them.

    `was` None: nobody knows what is deployed. `rest` is the target at rest, which the budget is held against.
    `deployed` are the types of everything that is there, one for each resource.
    """

    was: StackConfig | None
    target: StackConfig
    rest: StackConfig
    phases: Sequence[Phase] = ()
    left: Sequence[Left] = ()
    deployed: Iterable[str] = ()


def cost_between(ends: Ends, asked: Asked) -> Cost:
    """The cost of a move."""
    after = month_of(ends.target, asked)
    before = month_of(ends.was, asked) if ends.was is not None else None
    resting = after if ends.rest is ends.target else month_of(ends.rest, asked)
    cost = described(ends.target, after, asked, before, resting)
    if before is None:
        return cost
    return cost.model_copy(
        update={
            "transition": transition(ends.phases, ends.target, before, after, asked),
            "leftovers": tuple(_leftovers(ends, before, after)),
        }
    )


def _leftovers(ends: Ends, before: Estimate, after: Estimate) -> Iterator[Leftover]:
    """Each with its part of what is paid before the move; of what the move itself brings, of what is paid after it."""
    there = Counter(ends.deployed) | Counter(row.type for row in ends.left)
    for row in ends.left:
        monthly, why = _goes_on(row, there, before, after)
        yield Leftover(
            urn=row.urn,
            type=row.type,
            phase=row.phase,
            monthly=None if monthly is None else float(cents(monthly)),
            why=why,
        )


def _goes_on(row: Left, there: Counter[str], before: Estimate, after: Estimate) -> tuple[Decimal | None, str]:
    """What a resource goes on to cost, USD a month, None where nobody knows, and why."""
    table = type_prices()
    state = table.state(row.type)
    if state != "priced":
        return NOTHING if state == "free" else None, table.why(row.type)
    if table.priced[row.type].left:
        return None, table.priced[row.type].left
    for month, when in ((before, "now"), (after, "after the move")):
        part = table.part_of(row.type, month.bill.lines, there)
        if part is not None:
            return part, f"its part of what is paid for its kind {when}"
    return None, "nothing is paid for its kind before the move or after it"
