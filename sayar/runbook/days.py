"""The days of a move: its phases laid by the rows of pace, work and lead times, and what to ask for when. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from sayar.documents.plan import Step
from sayar.documents.runbook import Order
from sayar.graph.errors import InputError
from sayar.runbook.rows import FELT, FIRST, Labour, LeadTime, Timing
from sayar.runbook.schedule import Pace, Placed, Timed, laid

if TYPE_CHECKING:
    from infra.moves.phase import Phase

_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_DAY_S: Final = 86400


@dataclass(frozen=True, slots=True)
class Needed:
    """A lead time and the phase that needs it."""

    lead: LeadTime
    phase: str


@dataclass(frozen=True, slots=True)
class PlanOfDays:
    """The days of every phase in order, and the lead times that count."""

    placed: tuple[Placed, ...]
    needed: tuple[Needed, ...]


def planned(timing: Timing, origin: str, to: str, steps: Sequence[Step], phases: Sequence[Phase]) -> PlanOfDays:
    """Lay the phases of a move on days; `steps` are the same phases with what users feel of them."""
    needed = _needed(timing.leads(origin, to), steps)
    span = timing.span(origin, to)
    timed = _timed(phases, needed, timing.labours(origin, to))
    return PlanOfDays(laid(timed, _pace(timing), least_days=span.least_days if span else 1), needed)


def orders(plan: PlanOfDays, begin: date | None) -> tuple[Order, ...]:
    """What to ask for, the first day first. Raises InputError for a date beyond the calendar."""
    days = {one.name: one.first_day for one in plan.placed}
    found = []
    for one in plan.needed:
        lead = one.lead
        day = 1 if lead.asked == "begin" else days[one.phase] - lead.days
        found.append(
            Order(
                id=lead.id,
                title=lead.title,
                days=lead.days,
                needed_by=one.phase,
                day=day,
                date=on_date(begin, day),
                source=lead.source,
                as_of=lead.date,
                confidence=lead.confidence,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.day, one.id)))


def on_date(begin: date | None, day: int) -> str | None:
    """The date of a day, counted from 1; None without a first day. Raises InputError beyond the calendar."""
    if begin is None:
        return None
    try:
        return (begin + timedelta(days=day - 1)).isoformat()
    except OverflowError:
        raise InputError([f"--begin: {begin}: the move would pass the end of the calendar"]) from None


def _pace(timing: Timing) -> Pace:
    rows = timing.pace
    return Pace(
        day_s=rows.working_hours.value * _HOUR_S,
        hands_s=rows.phase_minutes.value * _MINUTE_S,
        updates_a_day=rows.updates_a_day.value,
    )


def _needed(leads: Sequence[LeadTime], steps: Sequence[Step]) -> tuple[Needed, ...]:
    """Lead times of phases that the move does not have are not there."""
    felt = next((step.name for step in steps if _felt(step)), None)
    names = {step.name: step.name for step in steps} | {FIRST: steps[0].name} | ({FELT: felt} if felt else {})
    return tuple(Needed(lead, names[lead.needed_by]) for lead in leads if lead.needed_by in names)


def _felt(step: Step) -> bool:
    spans = [span for one in step.downtime.surfaces.values() for span in (one.error_s, one.delay_s, one.loss_s)]
    return any(span.worst != 0 for span in spans)


def _timed(phases: Sequence[Phase], needed: Sequence[Needed], labours: Mapping[str, Labour]) -> list[Timed]:
    awaited = Counter[str]()
    for one in needed:
        if one.lead.asked == "begin":
            awaited[one.phase] = max(awaited[one.phase], one.lead.days)
    found = []
    for phase in phases:
        labour = labours.get(phase.name)
        worked_s = labour.days * _DAY_S if labour else 0
        found.append(Timed(phase.name, phase.kind, worked_s + phase.gate.wait_s, earliest=1 + awaited[phase.name]))
    return found
