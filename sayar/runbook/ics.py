"""A dated runbook as a calendar file (RFC 5545): an event for each phase, and one for each thing to ask for ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from sayar.documents.runbook import Order, RunbookDocument, RunbookPhase
from sayar.report.words import duration

if TYPE_CHECKING:
    from icalendar import Event


def calendar_text(document: RunbookDocument) -> str:
    """The calendar of a runbook that has dates, with lines that end as the standard has them.

    The same runbook gives the same bytes: events are stamped with the date of its facts, and named by stack, move and
    phase, so that a plan that is moved replaces itself in a calendar. Raises ValueError for a runbook without dates.
    """
    from icalendar import Calendar

    if document.begin is None:
        raise ValueError("a runbook without dates is no calendar")
    calendar = Calendar()
    calendar.add("prodid", "-//sayar//runbook//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{document.origin} to {document.to} ({document.stack})")
    for event in _events(document):
        calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def _events(document: RunbookDocument) -> Iterator[Event]:
    for order in document.orders:
        yield _event(
            document, f"order/{order.id}", order.title, _about_order(order), _day(order.date), _day(order.date)
        )
    for phase in document.phases:
        title = f"{phase.number}/{len(document.phases)} {phase.name}: {phase.title}"
        first, last = _day(phase.days.first_date), _day(phase.days.last_date)
        yield _event(document, f"phase/{phase.name}", title, _about_phase(phase), first, last)


def _event(document: RunbookDocument, key: str, title: str, about: str, first: date, last: date) -> Event:
    from icalendar import Event

    from sayar.runbook.ics_text import Text

    where = f"https://{document.domain}/{document.stack}/{document.origin}-{document.to}/{key}"
    event = Event()
    event.add("uid", str(uuid5(NAMESPACE_URL, where)))
    event.add("dtstamp", datetime.combine(date.fromisoformat(document.as_of), datetime.min.time(), UTC))
    event.add("dtstart", first)
    # The end of an event of whole days is the first day that is free again.
    event.add("dtend", last + timedelta(days=1))
    event.add("summary", Text(f"{title} ({document.stack})"))
    event.add("description", Text(about))
    event.add("categories", [f"{document.origin} to {document.to}"])
    # Nobody is busy all day because a gate waits.
    event.add("transp", "TRANSPARENT")
    return event


def _about_order(order: Order) -> str:
    return f"{order.days} days before {order.needed_by}.\nSource: {order.source} ({order.as_of}, {order.confidence})"


def _about_phase(phase: RunbookPhase) -> str:
    waits = f" ({duration(phase.gate.wait_s)} at least)" if phase.gate.wait_s else ""
    lines = [phase.why, "", *phase.run, ""]
    if phase.felt:
        lines.append(f"Users feel: {', '.join(phase.felt)}")
    lines += [f"By hand: {row.title}" for row in phase.manual]
    lines += [f"To check: {item.text}" for item in phase.checklist]
    lines += [f"Gate: {phase.gate.text}{waits}", f"Check: {phase.gate.check}"]
    lines.append("No way back." if phase.one_way else f"Way back: {phase.back}")
    return "\n".join(lines)


def _day(text: str | None) -> date:
    if text is None:
        raise ValueError("a runbook without dates is no calendar")
    return date.fromisoformat(text)
