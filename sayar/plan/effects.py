"""What one change does to its users while no downtime fact says it: the contract's rules for changes without row."""

from __future__ import annotations

from dataclasses import dataclass

from sayar.documents.plan import Confidence
from sayar.graph.model import Change
from sayar.verdict import Effect


@dataclass(frozen=True, slots=True)
class Judged:
    """An effect, its seconds (None: not known), how sure that is, and the words why."""

    effect: Effect
    typical_s: float | None
    worst_s: float | None
    confidence: Confidence | None
    source: str


def judge(change: Change, lost: str | None) -> Judged:
    """The effect of a change. `lost` says what goes with a stateful resource, None where the facts do not say.

    A component is a group in the state and nothing at a vendor, so no change of it touches a user.
    """
    if change.refused is not None:
        return _unmeasured("blocked", f"the engine refuses: {change.refused}")
    if change.op == "create":
        return _nothing("nothing depends on it yet")
    if _is_component(change):
        return _nothing("a component is a group in the state, nothing at a vendor", "documented")
    if change.op == "delete" and change.retained:
        return _nothing("it is kept at the vendor and only leaves the state")
    if change.op in ("delete", "replace") and change.stateful:
        return _unmeasured("data_loss", f"it holds {lost}" if lost else "it is stateful")
    if change.op == "replace" and change.order == "create_first":
        return Judged("reset", 0, 0, "assumed", "the new one is there before the old one goes; no fact says more")
    return _unmeasured("unknown", "no downtime fact")


def _nothing(source: str, confidence: Confidence = "assumed") -> Judged:
    return Judged("none", 0, 0, confidence, source)


def _unmeasured(effect: Effect, source: str) -> Judged:
    return Judged(effect, None, None, None, source)


def _is_component(change: Change) -> bool:
    known = change.old or change.new
    return known is not None and not known.custom
