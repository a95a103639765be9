"""A forecast as a pull-request comment: the tables first, everything long folded away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayar.documents.plan import Change, PlanDocument
from sayar.report.cells import cell, code
from sayar.report.conclusion import conclusion
from sayar.report.felt import WAY_BACK, PhaseRow, phase_rows, surface_rows
from sayar.report.plan_money import cost_table, money_lines
from sayar.report.words import MARKS, flags, grouped, listed, promised, short_type, shown, title

_PATHS = 6


def markdown(document: PlanDocument) -> str:
    """The forecast as GitHub Markdown."""
    return "\n".join(_lines(document)).rstrip() + "\n"


def _lines(document: PlanDocument) -> Iterator[str]:
    yield f"**{title(document)}: `{shown(document.verdict)}`.** {conclusion(document, cell)}"
    yield ""
    yield from _summary(document)
    yield from _money(document)
    yield from _surfaces(document)
    phases = list(phase_rows(document))
    if phases:
        yield from _phases(phases)
        yield from _folded("Between phases: what people do, and the way back", _between(phases))
    grave = [one for one in document.direct.changes if one.op in ("delete", "replace") or one.effect == "blocked"]
    if grave:
        once = ", if all were done in one update" if phases else ""
        # All is well in phases: what would be refused at once is not what a reviewer has to look at first.
        heading = f"Replaced, deleted or refused{once}"
        yield from _folded(heading, _table(grave)) if phases else _under(heading, _table(grave))
    loud = [one for one in document.findings if one.severity != "info"]
    for one in loud:
        yield f"- **{one.severity}**: {cell(one.text)} ({cell(one.source)})"
    if loud:
        yield ""
    for group, changes in grouped(document.direct.changes).items():
        yield from _folded(f"{group}: {_counted(changes)}", _table(changes))
    quiet = [one for one in document.findings if one.severity == "info"]
    if quiet:
        yield from _folded(f"{len(quiet)} notes", (f"- {cell(one.text)} ({cell(one.source)})" for one in quiet))
    back = WAY_BACK if phases else document.direct.rollback
    yield f"{'At once' if phases else 'Gate'}: {document.direct.gate}. Way back: {back}"
    yield ""
    yield f"<sub>sayar plan, {document.source}, facts of {document.as_of}</sub>"


def _summary(document: PlanDocument) -> Iterator[str]:
    summary, budget = document.direct.summary, promised(document.downtime.budget_s)
    yield "| create | update | replace | delete | same | downtime budget |"
    yield "|---:|---:|---:|---:|---:|---:|"
    yield f"| {summary.create} | {summary.update} | {summary.replace} | {summary.delete} | {summary.same} | {budget} |"
    yield ""


def _money(document: PlanDocument) -> Iterator[str]:
    rows = [(head, line) for head, line in money_lines(document) if head]
    for head, line in rows:
        yield f"- **{head}**: {cell(line)}"
    if rows:
        yield ""
    if document.cost is not None:
        yield from _folded("Cost by vendor, and the targets of the strategy", cost_table(document.cost))


def _surfaces(document: PlanDocument) -> Iterator[str]:
    rows = list(surface_rows(document.downtime.surfaces))
    if not rows:
        return
    yield "| surface | fails | at worst | late at worst | lost at worst | verdict | because |"
    yield "|---|---:|---:|---:|---:|---|---|"
    for row in rows:
        late, lost = row.late or "–", row.lost or "–"
        figures = f"{row.typical} | {row.worst} | {late} | {lost}"
        yield f"| {cell(row.name)} | {figures} | {row.verdict} | {cell(row.because)} |"
    yield ""


def _phases(rows: Sequence[PhaseRow]) -> Iterator[str]:
    yield "| | phase | kind | changes | users feel | before the next phase |"
    yield "|---:|---|---|---|---|---|"
    for row in rows:
        kind = f"{row.kind}, no way back" if row.one_way else row.kind
        felt = cell(", ".join(row.felt)) or "–"
        yield f"| {row.number} | {code(row.name)} | {kind} | {cell(row.counts)} | {felt} | {cell(row.gate)} |"
    yield ""


def _between(rows: Sequence[PhaseRow]) -> Iterator[str]:
    yield "| phase | people do | way back |"
    yield "|---|---|---|"
    for row in rows:
        tasks = "<br>".join(f"**{cell(task.title)}**: {cell(task.how)}" for task in row.tasks)
        yield f"| {code(row.name)} | {tasks or '–'} | {cell(row.rollback)} |"


def _counted(changes: Sequence[Change]) -> str:
    counts = {op: sum(one.op == op for one in changes) for op in MARKS}
    return ", ".join(f"{count} {op}" for op, count in counts.items() if count)


def _table(changes: Sequence[Change]) -> Iterator[str]:
    yield "| | resource | effect | what |"
    yield "|---|---|---|---|"
    for one in changes:
        paths = listed([code(path) for path in one.replace_properties or one.properties], _PATHS)
        order = one.order.replace("_", " ") if one.order else ""
        what = "; ".join(part for part in (*flags(one), order, paths) if part)
        yield f"| {one.op} | {code(one.name)} {cell(short_type(one.type))} | {one.effect} | {what} |"


def _under(heading: str, lines: Iterator[str]) -> Iterator[str]:
    yield f"**{heading}**"
    yield ""
    yield from lines
    yield ""


def _folded(summary: str, lines: Iterator[str]) -> Iterator[str]:
    from html import escape

    yield f"<details><summary>{escape(summary)}</summary>"
    yield ""
    yield from lines
    yield ""
    yield "</details>"
    yield ""
