"""What an update that failed leaves the users with: each surface judged by the forecast and the steps that were begun.

A row of the facts covers a change from its begin until everything serves again, so a surface is known to be served
before its changes are begun and after they are through, and at no time between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal

from sayar.documents.plan import Change, PlanDocument

if TYPE_CHECKING:
    from sayar.engine.events import Step

State = Literal["before", "through", "unclear"]

_NO_EFFECT: Final = "none"
_FIRST: Final = "surfaces: not known, as the state says nothing of a platform that served before this update"
_REPLACED: Final = frozenset({"create-replacement", "delete-replaced"})
_RETAINED: Final = frozenset({"create-replacement"})


def served(document: PlanDocument, steps: Sequence[Step], stack: str, *, whole: bool) -> tuple[str, ...]:
    """A line for each surface that the forecast knows. `whole`: the engine told of every step that it began.

    Pure. Without that, a step that nobody heard of may have been begun, and its surface is not known.
    """
    if document.origin is None:
        return (f"{_FIRST}: run `sayar probe --stack {stack}`",)
    by_urn: dict[str, list[Step]] = {}
    for step in steps:
        by_urn.setdefault(step.urn, []).append(step)
    return tuple(
        f"{name}: {_surface(name, document.direct.changes, by_urn, stack, whole=whole)}"
        for name in document.direct.downtime.surfaces
    )


def _surface(
    name: str, changes: Iterable[Change], steps: Mapping[str, Sequence[Step]], stack: str, *, whole: bool
) -> str:
    felt = [change for change in changes if name in change.surfaces and not _harmless(change)]
    if not felt:
        return "served: nothing in this update touches it"
    states = [(change, state_of(change, steps.get(change.urn, ()), whole=whole)) for change in felt]
    unclear = [change for change, state in states if state == "unclear"]
    through = [change for change, state in states if state == "through"]
    left = len(felt) - len(through) - len(unclear)
    gone = [change for change in through if change.op == "delete"]
    # What was deleted serves nobody until what takes its place is there.
    unclear += gone if left else []
    if unclear:
        what = ", ".join(f"{change.op} {change.type} {change.name}" for change in unclear)
        return f"not known, because of {what}: run `sayar probe --stack {stack}`"
    if not through:
        return "served as before: nothing that touches it was begun"
    return "served: what touches it is through" + (f", but for {left} that were not begun" if left else "")


def _harmless(change: Change) -> bool:
    """True for what a surface was served without: where it fails, that goes on."""
    return change.op == "create" and change.effect == _NO_EFFECT


def state_of(change: Change, steps: Sequence[Step], *, whole: bool) -> State:
    """How far a change came: not begun, through, or neither of them for sure."""
    if not steps:
        return "before" if whole else "unclear"
    if any(step.outcome != "done" for step in steps):
        return "unclear"
    ops = {step.op for step in steps}
    # An update that was forecast and became a replacement has the steps of one.
    if change.op != "replace" and not ops & _REPLACED:
        return "through"
    return "through" if ops >= (_RETAINED if change.retained else _REPLACED) else "unclear"


def begun_creates(steps: Iterable[Step]) -> Iterator[Step]:
    """Creates of which nobody knows how they ended: the state keeps a mark of each, which `sayar recover` settles."""
    return (step for step in steps if step.outcome == "begun" and step.op.startswith("create"))
