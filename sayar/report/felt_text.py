"""What users feel, in a terminal of 80 columns: the surfaces, the phases, and what stands between phases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sayar.report.felt import NOBODY, PhaseRow, SurfaceRow, phase_rows, surface_rows
from sayar.report.terminal import wrapped

if TYPE_CHECKING:
    from rich.console import Console

    from sayar.documents.plan import PlanDocument

COLOURS: Final = {
    "blocked": "bold red",
    "breach": "bold red",
    "unknown": "bold yellow",
    "at_risk": "bold yellow",
    "ok": "bold green",
}
"""By verdict."""
_INDENT: Final = 11
_SURFACE: Final = 9
_PHASE: Final = 20
_COUNTS: Final = 16
_TASK: Final = 6


def felt(console: Console, document: PlanDocument) -> None:
    """The surfaces, then the phases; nothing where there are none."""
    _surfaces(console, list(surface_rows(document.downtime.surfaces)))
    _phases(console, list(phase_rows(document)))


def _surfaces(console: Console, rows: Sequence[SurfaceRow]) -> None:
    from rich.text import Text

    if not rows:
        return
    console.print()
    console.print(
        Text.assemble(
            (f"{'surface':<{_SURFACE + 1}}", "bold"),
            (f"{'fails':>12}{'at worst':>13}{'late at worst':>15}{'lost at worst':>15}", "dim"),
        )
    )
    reasons = {row.because for row in rows if row.because}
    for row in rows:
        long = len(row.name) > _SURFACE
        if long:
            console.print(Text(f" {row.name}"), overflow="fold")
        figures = f"{row.typical:>12}{row.worst:>13}{row.late or '–':>15}{row.lost or '–':>15}  "
        line = Text(f" {'' if long else row.name:<{_SURFACE}}{figures}")
        console.print(Text.assemble(line, (row.verdict, COLOURS[row.verdict.replace(" ", "_")])))
        if row.because and len(reasons) > 1:
            wrapped(console, row.because, _INDENT, style="dim")
    if len(reasons) == 1:
        wrapped(console, reasons.pop(), _INDENT, head=" because   ", style="dim")


def _phases(console: Console, rows: Sequence[PhaseRow]) -> None:
    """A line a phase: what happens, and what users feel of it."""
    from rich.text import Text

    if not rows:
        return
    name, counts = _widths(rows)
    start = 4 + name + 2 + 6 + 2 + counts + 2
    console.print()
    console.print(Text.assemble((f"{'phases':<{start}}", "bold"), ("users feel", "dim")))
    for row in rows:
        what = f"{row.kind:<6}  {row.counts:<{counts}}  "
        line = Text.assemble(f" {row.number:>2} ", (f"{row.name:<{name}}", "bold"), f"  {what}")
        style = "green" if row.felt == (NOBODY,) else "yellow"
        said = (*row.felt, "no way back") if row.one_way else row.felt
        lines = _packed(said, console.width - start)
        if line.cell_len > start or not lines:
            console.print(line, overflow="fold")
        else:
            wrapped(console, lines.pop(0), start, head=line, style=style)
        for one in lines:
            wrapped(console, one, start, style=style)


def _packed(said: Sequence[str], width: int) -> list[str]:
    """As many on a line as fit, so that no number stands on another line than its unit."""
    lines: list[str] = []
    for one in said:
        if lines and len(lines[-1]) + len(one) + len(", ") < width:
            lines[-1] += f", {one}"
        else:
            lines = [*lines[:-1], f"{lines[-1]},", one] if lines else [one]
    return lines


def _widths(rows: Sequence[PhaseRow]) -> tuple[int, int]:
    """The columns of names and of counts: as wide as they must be, and not so wide that nothing else fits."""
    return (
        min(max(len(row.name) for row in rows), _PHASE),
        min(max(len(row.counts) for row in rows), _COUNTS),
    )


def between(console: Console, document: PlanDocument) -> None:
    """What people do in each phase, what must hold before the next one, and what leads back."""
    from rich.text import Text

    rows = list(phase_rows(document))
    if not rows:
        return
    console.print()
    console.print(Text("between phases", "bold"))
    start = 4 + _widths(rows)[0] + 2
    for row in rows:
        lines = [("do", f"{task.title}: {task.how}") for task in row.tasks]
        lines += [("until", row.gate), ("back", row.rollback)]
        head = Text.assemble(f" {row.number:>2} ", (f"{row.name:<{start - 4}}", "bold"))
        if head.cell_len > start:
            console.print(head, overflow="fold")
            head = Text(" " * start)
        for word, said in lines:
            head.append(f"{word:<{_TASK}}", "dim")
            wrapped(console, said, start + _TASK, head=head)
            head = Text(" " * start)
