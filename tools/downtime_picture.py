"""The picture of the downtime model: the way from changes to verdicts, with the numbers of the worked example."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from tools.downtime_page import judged, read

if TYPE_CHECKING:
    from sayar.documents.plan import Change, PlanDocument
    from sayar.documents.surface import Span, Surface

WIDTH, HEIGHT = 1180, 470
_COLUMNS: Final = (44, 330, 545, 775, 1040)
"""Left edges: changes, groups, needs, measures, verdicts."""
_WIDE: Final = 216
_HEADS: Final = (
    ("1 changes, each with its fact", "in the order of the engine"),
    ("2 groups", "what redundancy leaves"),
    ("3 needs", "modes and masks"),
    ("4 measures of surfaces", "heaviest chain / sum of all"),
    ("5 verdict", "by the budget"),
)
_COLOURS: Final = {"ok": "#2e7d32", "at_risk": "#b26a00", "unknown": "#6a1b9a", "breach": "#c62828"}
_ROW: Final = {"api": 104, "csv": 194, "webhook": 284, "web": 374}
_CHANGES: Final = {"orders-reader": 104, "orders-writer": 194, "api-us": 284, "api-eu": 374}
_GROUPS: Final = {"orders": ("failover", 149), "api": ("1 of 2 is enough", 329)}
_NEEDS: Final = {
    "api": ("hard", "fails while it is away"),
    "csv": ("cached, 90 % hits", "for up to 15 min"),
    "webhook": ("buffered for a day", "comes late, is not lost"),
    "web": ("soft", "answers worse"),
}
_OPEN: Final = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-size="14"'
    ' font-family="Helvetica, Arial, sans-serif">'
)
_ARROW_HEAD: Final = (
    '<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0 8 4 0 8z" fill="#78909c"/></marker></defs>'
)


@dataclass(frozen=True, slots=True)
class Box:
    """A box with lines of text, the first one in bold; `y` is its middle."""

    x: int
    y: int
    width: int
    lines: Sequence[str]
    colour: str = "#37474f"

    def drawn(self) -> Iterator[str]:
        """Its elements."""
        height = 18 + 17 * len(self.lines)
        top = self.y - height // 2
        yield (
            f'<rect x="{self.x}" y="{top}" width="{self.width}" height="{height}" rx="6" fill="#ffffff"'
            f' stroke="{self.colour}" stroke-width="1.5"/>'
        )
        for place, line in enumerate(self.lines):
            weight = ' font-weight="bold"' if place == 0 else ""
            yield _text(self.x + 12, top + 22 + 17 * place, line, f'fill="{self.colour}"{weight}')


def picture() -> str:
    """The picture as SVG text; every number in it comes out of the model."""
    document, groups = judged(read()), _of_groups()
    lines = [
        _OPEN,
        "<title>From changes to verdicts: facts, groups, needs, measures</title>",
        _ARROW_HEAD,
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fafafa"/>',
    ]
    for x, (head, below) in zip(_COLUMNS, _HEADS, strict=True):
        lines += [_text(x, 30, head, 'fill="#102027" font-weight="bold"'), _text(x, 48, below, 'fill="#546e7a"')]
    lines.append(_text(_COLUMNS[0], HEIGHT - 22, "Seconds: typical / worst.", 'fill="#546e7a"'))
    lines += _arrows()
    for box in (*_changes(document), *_grouped(groups), *_surfaces(document)):
        lines += box.drawn()
    return "\n".join([*lines, "</svg>"]) + "\n"


def _of_groups() -> PlanDocument:
    """The example with a surface for each group alone: what is left of the steps of its members."""
    example = read()
    example.services["surfaces"] = {name: {"needs": [{"on": name, "mode": "hard"}]} for name in _GROUPS}
    return judged(example)


def _changes(document: PlanDocument) -> Iterator[Box]:
    found: dict[str, Change] = {change.name: change for change in document.direct.changes}
    for name, y in _CHANGES.items():
        change = found[name]
        told = f"{change.effect}, {_seconds(change.typical_s)} / {_seconds(change.worst_s)}"
        changed = f"{', '.join(change.properties)} ({change.confidence})"
        yield Box(_COLUMNS[0], y, _WIDE, (name, changed, told))


def _grouped(document: PlanDocument) -> Iterator[Box]:
    for name, (kind, y) in _GROUPS.items():
        yield Box(_COLUMNS[1], y, 150, (name, kind, _span(document.direct.downtime.surfaces[name].down_s)))


def _surfaces(document: PlanDocument) -> Iterator[Box]:
    for name, y in _ROW.items():
        surface = document.direct.downtime.surfaces[name]
        yield Box(_COLUMNS[2], y, 190, _NEEDS[name])
        yield Box(_COLUMNS[3], y, 225, (name, *_felt(surface)))
        yield Box(_COLUMNS[4], y, 110, (surface.verdict.replace("_", " "),), _COLOURS[surface.verdict])


def _felt(surface: Surface) -> Iterator[str]:
    rows = (("fails", surface.error_s), ("late", surface.delay_s), ("lost", surface.loss_s))
    felt = [f"{word} {_span(span)}" for word, span in rows if span.worst != 0]
    yield ", ".join(felt) or f"fails {_span(surface.error_s)}"
    if surface.degraded:
        yield "degraded"


def _arrows() -> Iterator[str]:
    right = _COLUMNS[0] + _WIDE
    # Steps that wait for one another.
    yield _path(f"M{right - 30} 139V159")
    yield _path(f"M{right - 30} 229V249")
    yield _path(f"M{_COLUMNS[0]} 194H{_COLUMNS[0] - 20}V374H{_COLUMNS[0] - 3}")
    for name, y in _CHANGES.items():
        to = _GROUPS["orders" if name.startswith("orders") else "api"][1]
        yield _path(f"M{right} {y}C{right + 45} {y} {_COLUMNS[1] - 45} {to} {_COLUMNS[1] - 2} {to}")
    for name, y in _ROW.items():
        for group, (_, start) in _GROUPS.items():
            if name != "web" or group == "orders":
                left = _COLUMNS[1] + 150
                yield _path(f"M{left} {start}C{left + 35} {start} {_COLUMNS[2] - 35} {y} {_COLUMNS[2] - 2} {y}")
        yield _path(f"M{_COLUMNS[2] + 190} {y}H{_COLUMNS[3] - 2}")
        yield _path(f"M{_COLUMNS[3] + 225} {y}H{_COLUMNS[4] - 2}")


def _path(data: str) -> str:
    return f'<path d="{data}" fill="none" stroke="#78909c" stroke-width="1.5" marker-end="url(#to)"/>'


def _text(x: int, y: int, text: str, style: str) -> str:
    return f'<text x="{x}" y="{y}" {style}>{escape(text)}</text>'


def _span(span: Span) -> str:
    return f"{_seconds(span.typical)} / {_seconds(span.worst)}"


def _seconds(seconds: float | None) -> str:
    return "unknown" if seconds is None else f"{seconds:g} s"
