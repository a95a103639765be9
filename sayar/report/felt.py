"""What users feel, as rows for people: a line a surface, a line a phase. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from sayar.report.words import MARKS, listed
from sayar.urn import name_of

if TYPE_CHECKING:
    from sayar.documents.plan import Change, PlanDocument, Step
    from sayar.documents.surface import Span, Surface

_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_DAY_S: Final = 86400
_NAMES: Final = 3
_KINDS: Final[Mapping[str, str]] = MappingProxyType({"config": "update", "human": "people", "wait": "wait"})


@dataclass(frozen=True, slots=True)
class SurfaceRow:
    """One surface: for how long requests fail, come late, are lost; empty where they do not."""

    name: str
    typical: str
    worst: str
    late: str
    lost: str
    verdict: str
    because: str


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """One phase: what it is, how much it changes, and what users feel."""

    number: int
    name: str
    kind: str
    counts: str
    felt: str
    gate: str


def surface_rows(surfaces: Mapping[str, Surface]) -> Iterator[SurfaceRow]:
    """A row a surface, in the order of the document."""
    for name, surface in surfaces.items():
        yield SurfaceRow(
            name=name,
            typical=duration(surface.error_s.typical),
            worst=duration(surface.error_s.worst),
            late=_or_nothing(surface.delay_s),
            lost=_or_nothing(surface.loss_s),
            verdict=surface.verdict.replace("_", " "),
            because=listed([_short(one) for one in surface.because], _NAMES),
        )


def phase_rows(document: PlanDocument) -> Iterator[PhaseRow]:
    """A row a phase, numbered from 1."""
    for number, step in enumerate(document.phases, 1):
        counts = [f"{MARKS[op]} {getattr(step.summary, op)}" for op in MARKS if getattr(step.summary, op)]
        if step.kind != "config":
            felt = ""
        elif step.downtime.surfaces:
            felt = felt_in(step)
        else:
            felt = "not known"
        yield PhaseRow(
            number=number,
            name=step.name,
            kind=_KINDS[step.kind],
            counts=" ".join(reversed(counts)) or ("nothing" if step.kind == "config" else ""),
            felt=felt,
            gate=step.gate,
        )


def felt_in(step: Step) -> str:
    """What users feel of one step: the surfaces that fail or come late, `0 s` where none does."""
    found = []
    for name, surface in step.downtime.surfaces.items():
        if surface.error_s.worst != 0:
            found.append(f"{name} {_both(surface.error_s)}")
        elif surface.delay_s.worst != 0:
            found.append(f"{name} late {_both(surface.delay_s)}")
    return ", ".join(found) or "0 s"


def duration(value: float | None) -> str:
    """Seconds as people say them: `unknown`, `13 s`, `2 min 10 s`, `3 h`, `2 days`."""
    if value is None:
        return "unknown"
    if value < 2 * _MINUTE_S:
        return f"{value:.4g} s"
    whole = round(value)
    for unit_s, unit, part_s, part in (
        (_DAY_S, "d", _HOUR_S, "h"),
        (_HOUR_S, "h", _MINUTE_S, "min"),
        (_MINUTE_S, "min", 1, "s"),
    ):
        if whole >= unit_s:
            rest = whole % unit_s // part_s
            return f"{whole // unit_s} {unit}" + (f" {rest} {part}" if rest else "")
    return f"{whole} s"


def decisive(document: PlanDocument) -> tuple[Change, ...]:
    """The changes that the verdict is about: of all phases where there are some, else of the one update."""
    if document.phases:
        return tuple(change for step in document.phases for change in step.changes)
    return document.direct.changes


def _both(span: Span) -> str:
    if span.typical == span.worst:
        return duration(span.typical)
    return f"{duration(span.typical)} (worst {duration(span.worst)})"


def _or_nothing(span: Span) -> str:
    return "" if span.worst == 0 else duration(span.worst)


def _short(name: str) -> str:
    return name.removeprefix("event:") if name.startswith("event:") else name_of(name)
