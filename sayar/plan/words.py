"""The sentences of a step: what stands before it and what leads back."""

from __future__ import annotations

from collections.abc import Sequence

from sayar.documents.plan import Change, Summary
from sayar.verdict import Verdict


def gate(verdict: Verdict, *, one_way: bool, ours: bool) -> str:
    """What must hold before the update may run; `ours` is a stack of this project, which `sayar up` updates."""
    if verdict in ("blocked", "breach"):
        return f"closed: {'`sayar up` refuses this step' if ours else 'not to be run'} until what blocks it is gone"
    if verdict in ("unknown", "at_risk"):
        if ours:
            return "`sayar up` asks for --accept-risk REASON, which is recorded beside the checkpoint"
        return "a person decides: it is not known what every change does to users"
    return "open, a person confirms a step that cannot be undone" if one_way else "open"


def rollback(summary: Summary, changes: Sequence[Change], origin: str | None) -> str:
    """The way back in words. Never empty."""
    back = f"set sayar:tier back to {origin}" if origin else "bring the former config back"
    undone = []
    if summary.create:
        undone.append(f"{summary.create} created {_are(summary.create)} deleted")
    if summary.delete:
        undone.append(f"{summary.delete} deleted {_are(summary.delete)} made anew, under new identifiers")
    if summary.update + summary.replace:
        undone.append("what was edited takes its former values")
    text = f"To go back, {back} and run the update again: {', '.join(undone) or 'nothing would have changed'}."
    lost = [change.name for change in changes if change.effect == "data_loss"]
    if lost:
        text += f" The data of {', '.join(lost)} does not come back; restore it from a backup."
    return text


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
