"""The success metrics and the checklist, in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Final

from sayar.report.cells import cell
from sayar.report.terminal import columns

if TYPE_CHECKING:
    from sayar.documents.status import StatusDocument
    from sayar.documents.success import CheckItem, MetricNow, Reading

_HEAD: Final = ("metric", "of", "value", "held against", "known")
_MARKS: Final = {"done": "[x]", "open": "[ ]", "unknown": "[?]"}
_SIGNS: Final = {"true": "holds", "false": "missed", "unknown": "unknown"}
_ROUND: Final = 1000
_WIDTH: Final = 120


def text(document: StatusDocument) -> Iterator[str]:
    """The metrics with a reason for each, then the checklist."""
    yield f"success metrics{_until(document)}"
    yield from columns([_HEAD, *(row for metric in document.metrics for row in _rows(metric))])
    yield ""
    for line in (*_reasons(document), *(f"note: {line}" for line in document.notes)):
        yield from _wrapped(line)
    for title, items in groupby(document.checklist, key=lambda one: one.group):
        yield ""
        yield title
        for one in items:
            yield from _wrapped(f"  {_MARKS[one.state]} {one.id}: {one.says} ({_why(one)})", "      ")


def markdown(document: StatusDocument) -> Iterator[str]:
    """The same as tables and lists."""
    yield f"**Success metrics{_until(document)}**"
    yield ""
    yield f"| {' | '.join(_HEAD)} | why |"
    yield "|---|---|---:|---|---:|---|"
    for metric in document.metrics:
        for row, why in zip(_rows(metric), _whys(metric), strict=True):
            yield f"| {' | '.join(map(cell, row))} | {cell(why)} |"
    if document.notes:
        yield ""
    yield from (f"- {cell(line)}" for line in document.notes)
    for title, items in groupby(document.checklist, key=lambda one: one.group):
        yield ""
        yield f"**{cell(title)}**"
        yield ""
        yield from (f"- {_MARKS[one.state]} {cell(f'{one.id}: {one.says} ({_why(one)})')}" for one in items)


def _until(document: StatusDocument) -> str:
    return f", measured up to {document.measured_to}" if document.measured_to is not None else ""


def _rows(metric: MetricNow) -> Iterator[tuple[str, ...]]:
    """One for the metric where it is of nothing in particular, else one for each tier or move."""
    if not metric.readings:
        yield metric.id, "–", "unknown", "–", "–"
    name = metric.id
    for one in metric.readings:
        known = "–" if one.completeness is None else f"{one.completeness:.0%}"
        yield name, one.of or "platform", _value(one.value, one.unit), _held(one), known
        name = ""


def _whys(metric: MetricNow) -> Iterator[str]:
    duty = f"; {metric.duty}" if metric.duty is not None else ""
    if not metric.readings:
        yield metric.reason + duty
    yield from (one.reason + (duty if one.value is None else "") for one in metric.readings)


def _reasons(document: StatusDocument) -> Iterator[str]:
    """Why, of each metric as a whole and of what else is unknown; in one line what no metrics were given for."""
    bare = [one for one in document.metrics if document.measured_to is None and one.series and not one.readings]
    for metric in document.metrics:
        if metric in bare:
            continue
        yield f"{metric.id}: {metric.reason}" + (f"; {metric.duty}" if metric.duty is not None else "")
        for one in metric.readings:
            if one.value is None and one.of and one.reason not in metric.reason:
                yield f"{metric.id}, {one.of}: {one.reason}"
    for why in dict.fromkeys(one.reason for one in bare):
        yield f"{why}: {', '.join(one.id for one in bare if one.reason == why)}"


def _wrapped(line: str, indent: str = "  ") -> Iterator[str]:
    import textwrap

    yield from textwrap.wrap(
        line, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    )


def _held(one: Reading) -> str:
    return "; ".join(f"{target.value:,.6g} {_SIGNS[target.met]}" for target in one.targets) or "–"


def _value(value: float | None, unit: str) -> str:
    if value is None:
        return "unknown"
    number = f"{value:,.5g}" if abs(value) < _ROUND else f"{value:,.0f}"
    return f"{number} {unit}"


def _why(item: CheckItem) -> str:
    return f"by {item.reason}" if item.ticked_by == "people" else item.reason
