"""A forecast as a pull-request comment: the table first, everything long folded away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayar.documents.plan import Change, PlanDocument
from sayar.report.cells import cell, code
from sayar.report.words import MARKS, conclusion, flags, grouped, listed, seconds, short_type, title

_PATHS = 6


def markdown(document: PlanDocument) -> str:
    """The forecast as GitHub Markdown."""
    return "\n".join(_lines(document)).rstrip() + "\n"


def _lines(document: PlanDocument) -> Iterator[str]:
    summary = document.direct.summary
    yield f"**{title(document)}: `{document.verdict}`.** {conclusion(document)}"
    yield ""
    yield "| create | update | replace | delete | same | downtime budget |"
    yield "|---:|---:|---:|---:|---:|---:|"
    budget = seconds(document.downtime.budget_s) if document.downtime.budget_s is not None else "none promised"
    yield (
        f"| {summary.create} | {summary.update} | {summary.replace} | {summary.delete} | {summary.same} | {budget} |"
    )
    yield ""
    grave = [one for one in document.direct.changes if one.op in ("delete", "replace") or one.effect == "blocked"]
    if grave:
        yield "**Replaced, deleted or refused**"
        yield ""
        yield from _table(grave)
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
    yield f"Gate: {document.direct.gate}. Way back: {document.direct.rollback}"
    yield ""
    yield f"<sub>sayar plan, {document.source}, facts of {document.as_of}</sub>"


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
    yield ""


def _folded(summary: str, lines: Iterator[str]) -> Iterator[str]:
    from html import escape

    yield f"<details><summary>{escape(summary)}</summary>"
    yield ""
    yield from lines
    yield ""
    yield "</details>"
    yield ""
