"""What users feel, as rows for people: a line a surface, a line a phase. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sayar.report.words import MARKS, duration, listed, shown
from sayar.urn import name_of

if TYPE_CHECKING:
    from sayar.documents.plan import ManualStep, PlanDocument, Step
    from sayar.documents.surface import Span, Surface

_NAMES: Final = 4
_KINDS: Final[Mapping[str, str]] = MappingProxyType({"config": "update", "human": "people", "wait": "wait"})
_DOUBTS: Final[Mapping[str, str]] = MappingProxyType({"blocked": "blocked", "unknown": "in doubt"})
_EVENT: Final = "event:"

QUIET: Final = ("none", "degraded", "reset")
"""Effects that take nothing down."""
NOBODY: Final = "0 s"
"""What users feel of a phase of which they notice nothing."""
WAY_BACK: Final = "`sayar move back` undoes the phase that is under way; in a shift it turns the traffic alone."


@dataclass(frozen=True, slots=True)
class SurfaceRow:
    """One surface: for how long requests fail, come late, are lost; empty where they do not.

    `because` is empty where nobody notices anything.
    """

    name: str
    typical: str
    worst: str
    late: str
    lost: str
    verdict: str
    because: str


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """One phase: what it is, how much it changes, what users feel, and how to go on and back.

    `felt` is empty for people and waits that do nothing to users; a cut-over by hand does.
    """

    number: int
    name: str
    kind: str
    counts: str
    felt: tuple[str, ...]
    tasks: tuple[ManualStep, ...]
    gate: str
    rollback: str
    one_way: bool


def surface_rows(surfaces: Mapping[str, Surface]) -> Iterator[SurfaceRow]:
    """A row a surface, in the order of the document."""
    for name, surface in surfaces.items():
        late, lost = _or_nothing(surface.delay_s), _or_nothing(surface.loss_s)
        noticed = surface.error_s.worst != 0 or late or lost or surface.verdict != "ok"
        yield SurfaceRow(
            name=name,
            typical=duration(surface.error_s.typical),
            worst=duration(surface.error_s.worst),
            late=late,
            lost=lost,
            verdict=shown(surface.verdict),
            because=listed([_short(one) for one in surface.because], _NAMES) if noticed else "",
        )


def phase_rows(document: PlanDocument) -> Iterator[PhaseRow]:
    """A row a phase, numbered from 1."""
    for number, step in enumerate(document.phases, 1):
        yield PhaseRow(
            number=number,
            name=step.name,
            kind=_KINDS[step.kind],
            counts=_counts(step),
            felt=felt_in(step) if step.kind == "config" or step.downtime.surfaces else (),
            tasks=tuple(one for one in document.manual_steps if one.phase == step.name),
            gate=step.gate,
            rollback=step.rollback,
            one_way=step.one_way,
        )


def felt_in(step: Step) -> tuple[str, ...]:
    """What users feel of one step: the surfaces that fail, come late or lose events; `0 s` where none does."""
    if not step.downtime.surfaces:
        quiet = all(change.effect in QUIET for change in step.changes)
        return (NOBODY if quiet else duration(None),)
    found: list[str] = []
    for name, surface in step.downtime.surfaces.items():
        spans = (("", surface.error_s), ("late ", surface.delay_s), ("loses ", surface.loss_s))
        said = [f"{name} {word}{_both(span)}" for word, span in spans if span.worst != 0]
        # What reaches a surface without taking it down has no seconds, and may be unknown all the same.
        doubt = [f"{name} {_DOUBTS[surface.verdict]}"] if surface.verdict in _DOUBTS and not said else []
        found += said or doubt
    return tuple(found) or (NOBODY,)


def _counts(step: Step) -> str:
    """`+ 3 ~ 5`, new things first, and how many lose their protection."""
    found = [f"{MARKS[op]} {count}" for op in reversed(tuple(MARKS)) if (count := getattr(step.summary, op))]
    freed = [f"{len(step.released)} let go"] if step.released else []
    nothing = "nothing" if step.kind == "config" else ""
    return ", ".join(part for part in (" ".join(found), *freed) if part) or nothing


def _both(span: Span) -> str:
    if span.typical == span.worst:
        return duration(span.typical)
    return f"{duration(span.typical)} (worst {duration(span.worst)})"


def _or_nothing(span: Span) -> str:
    return "" if span.worst == 0 else duration(span.worst)


def _short(name: str) -> str:
    return name.removeprefix(_EVENT) if name.startswith(_EVENT) else name_of(name)
