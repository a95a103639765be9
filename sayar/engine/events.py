"""Reads the event lines of `pulumi up`, `refresh` and `destroy --json`: what was begun, done and failed.

The engine promises no version for these lines, so everything unknown is passed over. Values of properties are never
looked at.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sayar.urn import name_of, type_of

Outcome = Literal["begun", "done", "failed"]

_OUTCOMES: Final[Mapping[str, Outcome]] = {
    "resourcePreEvent": "begun",
    "resOutputsEvent": "done",
    "resOpFailedEvent": "failed",
}
_NOTHING_HAPPENS: Final = ("same", "replace")
"""`replace` is the heading over the two steps that do the work."""
_PROVIDERS: Final = "pulumi:providers:"


@dataclass(frozen=True, slots=True)
class Step:
    """Something that the engine does to one resource at a vendor. `op` is the engine's own word."""

    op: str
    urn: str
    type: str
    outcome: Outcome

    @property
    def name(self) -> str:
        """The logical name."""
        return name_of(self.urn)

    def __str__(self) -> str:
        return f"{self.op} {self.type} {self.name}"


@dataclass(slots=True)
class Journal:
    """What the lines said so far."""

    steps: dict[tuple[str, str], Step] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    seconds: int = 0
    ended: bool = False

    def read(self, line: str) -> Step | None:
        """Take one line; the step that it tells of, when it tells of one."""
        event = _object(line)
        step = _step(event)
        if step is not None:
            self.steps[step.urn, step.op] = step
        problem = _problem(event)
        if problem is not None and problem not in self.problems:
            self.problems.append(problem)
        summary = event.get("summaryEvent")
        if isinstance(summary, Mapping):
            seconds = summary.get("durationSeconds")
            self.seconds, self.ended = seconds if isinstance(seconds, int) else 0, True
        return step

    def with_outcome(self, outcome: Outcome) -> tuple[Step, ...]:
        """The steps that came so far and no further, in the order in which they were begun."""
        return tuple(step for step in self.steps.values() if step.outcome == outcome)

    def account(self) -> str:
        """Sentences for a person on what was and was not done."""
        counts = counted(self.with_outcome("done"))
        done = ", ".join(f"{number} x {op}" for op, number in counts.items()) or "nothing"
        failed, unclear = self.with_outcome("failed"), self.with_outcome("begun")
        parts = [f"done: {done}"]
        if failed:
            parts.append(f"failed: {_listed(failed)}")
        if unclear:
            parts.append(f"begun, and it is not known how they ended: {_listed(unclear)}")
        if self.ended:
            parts.append("nothing else was touched")
        return "; ".join(parts)


def counted(steps: Iterable[Step]) -> dict[str, int]:
    """How many steps of each operation, by name of the operation."""
    return dict(sorted(Counter(step.op for step in steps).items()))


def _listed(steps: Iterable[Step]) -> str:
    return ", ".join(str(step) for step in steps)


def _object(line: str) -> Mapping[str, Any]:
    try:
        event = json.loads(line)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}


def _step(event: Mapping[str, Any]) -> Step | None:
    for key, outcome in _OUTCOMES.items():
        metadata = event[key].get("metadata") if isinstance(event.get(key), Mapping) else None
        if isinstance(metadata, Mapping):
            op, urn, kind = (str(metadata.get(name, "")) for name in ("op", "urn", "type"))
            step = Step(op, urn, kind, outcome)
            return step if _touches_a_vendor(step, metadata) else None
    return None


def _touches_a_vendor(step: Step, metadata: Mapping[str, Any]) -> bool:
    """Components, the stack and explicit providers exist in the state alone."""
    states = [state for state in (metadata.get("new"), metadata.get("old")) if isinstance(state, Mapping)]
    custom = any(state.get("custom") for state in states)
    return custom and step.op not in _NOTHING_HAPPENS and not step.type.startswith(_PROVIDERS)


def _problem(event: Mapping[str, Any]) -> str | None:
    diagnostic = event.get("diagnosticEvent")
    if not isinstance(diagnostic, Mapping) or diagnostic.get("severity") != "error":
        return None
    return located(str(diagnostic.get("urn") or ""), str(diagnostic.get("message") or ""))


def located(urn: str, message: str) -> str:
    """A message of the engine with the resource that it is about in front, on as few lines as it came."""
    text = message.strip()
    if not urn:
        return text
    return f"{type_of(urn)} {name_of(urn)}: {text}".lstrip()
