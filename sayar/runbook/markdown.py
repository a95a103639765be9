"""A runbook as Markdown: what users feel, the days, what comes before, every phase in order, what comes after. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sayar.documents.runbook import Item, Left, Order, RunbookDocument
from sayar.report.cells import cell, code
from sayar.report.felt import surface_rows
from sayar.report.words import duration, shown
from sayar.runbook.phase_markdown import KINDS, item_lines, phase_lines
from sayar.runbook.prose import dated, of_type, sentence, span_of

_DAY_S: Final = 86400


def markdown(document: RunbookDocument) -> str:
    """The runbook as GitHub Markdown, ending in one newline."""
    return "\n".join(_lines(document)).rstrip() + "\n"


def _lines(document: RunbookDocument) -> Iterator[str]:
    yield f"# {document.origin.capitalize()} to {document.to.capitalize()}"
    yield ""
    yield from _opening(document)
    yield "## What is forecast"
    yield ""
    yield from _forecast(document)
    yield "## When"
    yield ""
    yield from _when(document)
    yield "## Before you begin"
    yield ""
    yield from _checklist(document.before)
    for phase in document.phases:
        yield from phase_lines(phase)
    yield "## After the move"
    yield ""
    yield "```"
    yield document.finish
    yield "```"
    yield ""
    yield from _checklist(document.after)
    yield from _left(document)
    yield f"<sub>sayar runbook, facts of {document.as_of}</sub>"


def _opening(document: RunbookDocument) -> Iterator[str]:
    updates = sum(phase.kind == "config" for phase in document.phases)
    phases = _many(len(document.phases), "phase")
    yield (
        f"The move of the stack `{document.stack}` ({cell(document.domain)}) in {phases}: {updates} of them are "
        "updates by the engine. Go through it from top to bottom; a phase begins when the gate of the one before it is "
        "passed, and `sayar move next` refuses to begin it sooner."
    )
    yield ""
    yield (
        f"When things burn: `{document.phases[0].back}`. It undoes the phase that is under way; in a "
        "shift it turns the traffic alone, within seconds."
    )
    yield ""


def _forecast(document: RunbookDocument) -> Iterator[str]:
    budget = duration(document.budget_s) if document.budget_s is not None else None
    promised = f"The move may cost its users {budget}." if budget else "No budget in seconds is promised for this move."
    yield f"Verdict: **{shown(document.verdict)}**. {promised} {document.conclusion}"
    yield ""
    rows = list(surface_rows(document.surfaces))
    if rows:
        yield "| surface | fails, typical | fails, worst | late, worst | lost, worst | budget | verdict | because |"
        yield "|---|---:|---:|---:|---:|---:|---|---|"
    for row in rows:
        figures = f"{row.typical} | {row.worst} | {row.late or '–'} | {row.lost or '–'} | {budget or '–'}"
        yield f"| {cell(row.name)} | {figures} | {row.verdict} | {cell(row.because) or '–'} |"
    yield ""
    later = [
        f"- {cell(name)} in a window of the vendor ({cell(one.window)}): {duration(one.typical)}, worst "
        f"{duration(one.worst)}"
        for name, surface in document.surfaces.items()
        for one in surface.deferred
    ]
    if later:
        yield from (*later, "")
    if document.warnings:
        yield "To know before:"
        yield ""
        yield from (f"- {cell(one)}" for one in document.warnings)
        yield ""


def _when(document: RunbookDocument) -> Iterator[str]:
    least = (
        f"Its gates wait {duration(document.least_s)} in all" if document.least_s else "None of its gates has to wait"
    )
    yield f"{least}; with people who work by day it takes {_many(document.days, 'day')}. {_allowed(document)}".strip()
    yield ""
    if document.begin is None:
        yield (
            f"Days count from the first one; `sayar runbook --from {document.origin} --to {document.to} --begin DATE "
            "--calendar FILE.ics` writes them with their dates, and as a calendar file. "
            "They are days of the calendar: begin on a Monday."
        )
    else:
        yield "They are days of the calendar, whatever the day of the week."
    yield ""
    yield f"| {'date' if document.begin else 'day'} | what | least time | users feel |"
    yield "|---|---|---:|---|"
    rows = [(one.day, 0, _order_row(one)) for one in document.orders]
    for phase in document.phases:
        felt = cell(", ".join(phase.felt)) or "–"
        least_s = phase.gate.wait_s + (phase.work.days * _DAY_S if phase.work else 0)
        waits = duration(least_s) if least_s else "–"
        what = f"{phase.number}. **{phase.name}** ({KINDS[phase.kind]}): {cell(phase.title)}"
        rows.append((phase.days.first, phase.number, f"| {span_of(phase.days)} | {what} | {waits} | {felt} |"))
    yield from (row for _, _, row in sorted(rows))
    yield ""
    yield from _orders(document.orders)


def _allowed(document: RunbookDocument) -> str:
    span = document.allowed
    if span is None:
        return ""
    promised = f"{span.least} to {span.most} days ({cell(span.source)})"
    if document.days > span.most:
        return f"**That is more than the {promised}.**"
    return f"It has to lie within {promised}: days that are left over are spent on watching."


def _order_row(order: Order) -> str:
    return f"| {dated(order.day, order.date)} | {cell(order.title)} | {_many(order.days, 'day')} | – |"


def _orders(orders: Sequence[Order]) -> Iterator[str]:
    for one in orders:
        yield (
            f"- *{cell(one.title)}*: {_many(one.days, 'day')} before `{one.needed_by}` ({cell(one.source)}, "
            f"{one.as_of}, {one.confidence})"
        )
    if orders:
        yield ""


def _checklist(items: Sequence[Item]) -> Iterator[str]:
    yield from item_lines(items)
    yield ""


def _left(document: RunbookDocument) -> Iterator[str]:
    if not document.left and not document.settings:
        return
    yield "## What stays behind"
    yield ""
    kept = [one for one in document.left if one.at_vendor]
    if kept:
        yield "These leave the state and stay at their vendors, and cost what they cost, until somebody deletes them:"
        yield ""
        yield "| kind | leaves in phase | holds data | which |"
        yield "|---|---|---|---|"
        for (type_, phase, stateful), names in _by_kind(kept).items():
            holds = "yes" if stateful else "–"
            yield f"| {of_type(type_)} | `{phase}` | {holds} | {', '.join(code(name) for name in names)} |"
        yield ""
    gone = [code(one.name) for one in document.left if not one.at_vendor]
    if gone:
        yield f"These were in the state alone. Keep what opens something that stays, before they go: {', '.join(gone)}."
        yield ""
    yield from (f"- {sentence(cell(one))}" for one in document.settings)
    if document.settings:
        yield ""


def _by_kind(rows: Sequence[Left]) -> dict[tuple[str, str, bool], list[str]]:
    """Names by kind, phase and whether they hold data, what holds data first."""
    found: dict[tuple[str, str, bool], list[str]] = {}
    for one in sorted(rows, key=lambda one: not one.stateful):
        found.setdefault((one.type, one.phase, one.stateful), []).append(one.name)
    return found


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
