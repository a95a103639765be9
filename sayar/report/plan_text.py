"""A forecast in a terminal of 80 columns: the verdict, what breaks first, what is only new at the end of its group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from sayar.documents.plan import Change, Finding, PlanDocument
from sayar.report.conclusion import conclusion, decisive
from sayar.report.felt import NOBODY, QUIET, WAY_BACK
from sayar.report.felt_text import COLOURS, between, felt
from sayar.report.plan_money import money_lines
from sayar.report.terminal import captured, pictured, wrapped
from sayar.report.words import MARKS, duration, flags, grouped, listed, promised, short_type, shown, title
from sayar.urn import name_of

if TYPE_CHECKING:
    from rich.console import Console

_MARK_COLOURS: Final = {"create": "green", "update": "yellow", "replace": "magenta", "delete": "red"}
_BAD: Final = ("blocked", "data_loss", "unknown")
_PATHS: Final = 4
_NAME: Final = 26
_INDENT: Final = 11


def text(document: PlanDocument, *, to_terminal: bool = True) -> str:
    """The forecast as text, colours only where it goes to a terminal."""

    def draw(console: Console) -> None:
        _head(console, document)
        felt(console, document)
        between(console, document)
        _changes(console, document)
        for group, changes in grouped(document.direct.changes).items():
            _group(console, group, changes, _column(document))
        _findings(console, document.findings)
        _tail(console, document)

    return captured(draw, to_terminal=to_terminal)


def picture(document: PlanDocument, *, groups: int, name: str) -> str:
    """The forecast as an SVG picture of a terminal, with the first groups and the warnings alone."""
    from rich.text import Text

    def draw(console: Console) -> None:
        _head(console, document)
        felt(console, document)
        found = list(grouped(document.direct.changes).items())
        for group, changes in found[:groups]:
            _group(console, group, changes, _column(document))
        if len(found) > groups:
            console.print()
            console.print(Text(f"… {len(found) - groups} more components", "dim"))
        _findings(console, [one for one in document.findings if one.severity != "info"])
        _tail(console, document)

    return pictured(draw, name=name)


def _column(document: PlanDocument) -> int:
    """The width of the column of names: a table of short names leaves room for long types."""
    names = [len(change.name) for change in document.direct.changes if change.op != "create"]
    return min(max(names, default=0), _NAME)


def _head(console: Console, document: PlanDocument) -> None:
    from rich.text import Text

    source = {"offline": "offline", "state": "from a stack export", "engine": "from the engine"}[document.source]
    said = f"facts of {document.as_of}, {source}"
    name = title(document)
    gap = " " * max(console.width - len(name) - len(said), 2)
    console.print(Text.assemble((name, "bold"), gap, (said, "dim")))
    console.print("─" * console.width, style="dim")
    summary = document.direct.summary
    counts = Text(" changes   ")
    for op in ("create", "update", "replace", "delete"):
        count = getattr(summary, op)
        counts.append(f"{MARKS[op]} {count} {op}", _MARK_COLOURS[op] if count else "dim")
        counts.append("   ")
    counts.append(f"= {summary.same} same", "dim")
    console.print(counts)
    console.print(f" downtime  budget {promised(document.downtime.budget_s)}, forecast {_forecast(document)}")
    for head, line in money_lines(document):
        wrapped(console, line, _INDENT, head=f" {head}".ljust(_INDENT))
    console.print(Text.assemble(" verdict   ", (shown(document.verdict).upper(), COLOURS[document.verdict])))
    wrapped(console, conclusion(document), _INDENT)


def _forecast(document: PlanDocument) -> str:
    """The longest that a surface fails, in phases where there are some."""
    how = f" in {len(document.phases)} phases" if document.phases else ""
    spans = [surface.error_s for surface in document.downtime.surfaces.values()]
    if not spans:
        # Nobody said what stands on what: nothing is known unless no change reaches anybody.
        quiet = all(change.effect in QUIET for change in decisive(document))
        return f"{NOBODY if quiet else duration(None)}{how}"
    longest, most = _most(span.typical for span in spans), _most(span.worst for span in spans)
    return f"{longest}, at worst {most}{how}" if longest != most else f"{longest}{how}"


def _most(values: Iterable[float | None]) -> str:
    """The largest of some seconds; unknown where one of them is."""
    found = list(values)
    known = [value for value in found if value is not None]
    return duration(max(known) if len(known) == len(found) else None)


def _changes(console: Console, document: PlanDocument) -> None:
    """With phases, what follows is all of them together."""
    from rich.text import Text

    if document.phases and document.direct.changes:
        console.print()
        console.print(Text("─" * console.width, "dim"))
        console.print(Text(" all phases together, as one update would show them", "dim"))


def _group(console: Console, group: str, changes: Sequence[Change], column: int) -> None:
    from rich.text import Text

    console.print()
    console.print(Text(group, "bold"))
    for op in MARKS:
        members = [one for one in changes if one.op == op]
        if op == "create":
            _created(console, members)
        else:
            for change in members:
                _change(console, change, column)


def _change(console: Console, change: Change, column: int) -> None:
    from rich.text import Text

    line = Text.assemble(" ", (MARKS[change.op], _MARK_COLOURS[change.op]), f" {change.op:<8}")
    line.append(f"{change.name:<{column}}  ", "bold" if change.effect in _BAD[:2] else "")
    line.append(short_type(change.type), "dim")
    colour = "red" if change.effect in _BAD[:2] else "yellow" if change.effect == "unknown" else ""
    if line.cell_len + 2 + len(change.effect) <= console.width:
        console.print(Text.assemble(line, "  ", (change.effect, colour)))
    else:
        console.print(line, overflow="fold")
        wrapped(console, change.effect, _INDENT, style=colour)
    for detail in _details(change):
        wrapped(console, detail, _INDENT, style="dim")


def _details(change: Change) -> Iterator[str]:
    said = [*flags(change)]
    if change.order:
        said.append(change.order.replace("_", " "))
    if change.effect in _BAD[:2]:
        said.append(change.source)
    if said:
        yield ", ".join(said)
    if change.replace_properties:
        yield f"replaced by {listed(change.replace_properties, _PATHS)}"
    elif change.properties:
        yield listed(change.properties, _PATHS)


def _created(console: Console, changes: Sequence[Change]) -> None:
    """New things touch nobody, so they share a line for each type."""
    from rich.text import Text

    types: dict[str, list[str]] = {}
    for change in changes:
        types.setdefault(short_type(change.type), []).append(change.name)
    for type_, names in types.items():
        line = Text.assemble(" ", (MARKS["create"], _MARK_COLOURS["create"]), f" {'create':<8}")
        line.append(f"{type_}, {len(names)} of them" if len(names) > 1 else type_)
        console.print(line, overflow="fold")
        wrapped(console, ", ".join(names), _INDENT, style="dim")


def _findings(console: Console, findings: Sequence[Finding]) -> None:
    from rich.text import Text

    if not findings:
        return
    console.print()
    console.print(Text("findings", "bold"))
    colours = {"critical": "red", "warning": "yellow", "info": "dim"}
    for one in findings:
        head = f" {'!' if one.severity != 'info' else '·'} {one.severity}: "
        wrapped(console, f"{one.text} [{one.source}]", _INDENT, head=head, head_style=colours[one.severity])


def _tail(console: Console, document: PlanDocument) -> None:
    """The way back comes last: it is what somebody looks for when things burn."""
    console.print()
    console.print("─" * console.width, style="dim")
    wrapped(console, document.direct.gate, _INDENT, head=" at once   " if document.phases else " gate      ")
    if document.direct.released:
        names = [name_of(urn) for urn in document.direct.released]
        wrapped(console, f"protection is taken from {', '.join(names)}", _INDENT, head=" released  ")
    covered = document.coverage
    said = f"{covered.changes} changes: {covered.unknown} of unknown effect, {covered.assumed} with assumptions"
    wrapped(console, said, _INDENT, head=" coverage  ")
    wrapped(console, WAY_BACK if document.phases else document.direct.rollback, _INDENT, head=" way back  ")
