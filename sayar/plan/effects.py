"""What one change does to its users: what a fact says, else the contract's rules for changes without row."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sayar.graph.compare import NO_ROWS
from sayar.graph.model import Change
from sayar.impact.rows import ChangeOp, Rows, Told, ops_of, told_of, worst_of
from sayar.verdict import Effect

NO_FACTS: Final = Rows()
_REPLACEMENTS: Final[tuple[ChangeOp, ...]] = ("replace_create_first", "replace_delete_first")


def judge(change: Change, lost: str | None, rows: Rows = NO_FACTS) -> tuple[Told, bool]:
    """The effect of a change, and whether a fact says it. Seconds None: not known.

    `lost` says what goes with a stateful resource, None where the facts do not say. A component is a group in the
    state and nothing at a vendor, so no change of it touches a user.
    """
    if change.refused is not None:
        return _unmeasured("blocked", f"the engine refuses: {change.refused}"), False
    if _is_component(change):
        return _nothing("a component is a group in the state, nothing at a vendor", documented=True), False
    found = [_as(change, op, lost, rows) for op in ops_of(change)]
    told, by_fact = worst_of([one for one, _ in found]), any(known for _, known in found)
    if not change.may_replace or NO_ROWS in change.assumed:
        return told, by_fact
    # If it turns out to be a replacement, the users wait for that one.
    others = [_as(change, op, lost, rows)[0] for op in _REPLACEMENTS]
    worst = worst_of([told, *others]).worst_s
    return replace(told, worst_s=worst), by_fact


def _as(change: Change, op: ChangeOp, lost: str | None, rows: Rows) -> tuple[Told, bool]:
    otherwise = _without_row(change, op, lost)
    if op == "delete" and change.retained:
        return otherwise, False
    told = told_of(change, op, rows, otherwise)
    return (otherwise, False) if told is None else (told, True)


def _without_row(change: Change, op: ChangeOp, lost: str | None) -> Told:
    if op == "create":
        return _nothing("nothing depends on it yet")
    if op == "delete" and change.retained:
        return _nothing("it is kept at the vendor and only leaves the state")
    if op != "update" and change.stateful:
        return _unmeasured("data_loss", f"it holds {lost}" if lost else "it is stateful")
    if op == "replace_create_first":
        return Told("reset", 0, 0, "assumed", "the new one is there before the old one goes; no fact says more")
    return _unmeasured("unknown", "no downtime fact")


def _nothing(source: str, *, documented: bool = False) -> Told:
    return Told("none", 0, 0, "documented" if documented else "assumed", source)


def _unmeasured(effect: Effect, source: str) -> Told:
    return Told(effect, None, None, None, source)


def _is_component(change: Change) -> bool:
    known = change.old or change.new
    return known is not None and not known.custom
