"""What a probe measured, for people: a row for each surface, every gap, and the rows that it offers."""

from __future__ import annotations

from collections.abc import Iterator

from sayar.documents.base import Part
from sayar.documents.probe import Interval, ProbeDocument, SurfaceSeconds
from sayar.report.cells import cell, code
from sayar.report.terminal import columns

_HEAD = ("surface", "measured", "down", "longest", "p50", "p95", "not measured")


def rendered(document: ProbeDocument, form: str) -> str:
    """The document as `text`, `json` or `markdown`."""
    if form == "json":
        from sayar.documents.base import to_json

        return to_json(document)
    lines = _markdown(document) if form == "markdown" else _text(document)
    return "\n".join(lines).rstrip() + "\n"


def snippet(document: ProbeDocument) -> str:
    """The offered rows as YAML for a services file; "" where there are none."""
    rows = {"facts": document.offered.facts, "events": document.offered.events}
    lines: list[str] = []
    for name, parts in rows.items():
        if parts:
            lines += [f"{name}:", *(f"  - {_flow(part)}" for part in parts)]
    return "\n".join(lines)


def _flow(part: Part) -> str:
    """One row on one line; JSON is YAML, whatever a name holds."""
    import json

    from sayar.documents.base import dumps

    said = json.loads(dumps(part.model_dump(mode="json", exclude_defaults=True)))
    return json.dumps(said, ensure_ascii=False)


def _text(document: ProbeDocument) -> Iterator[str]:
    yield f"{document.stack}, {document.started} to {document.ended}{_move(document)}"
    rows = [_HEAD, *(_row(name, surface) for name, surface in document.surfaces.items())]
    yield from columns(rows)
    for name, surface in document.surfaces.items():
        for interval in surface.down:
            yield f"{name} down {_interval(interval)}"
    if document.unasked:
        yield f"not asked, as sayar:probe has no request for it: {', '.join(document.unasked)}"
    if rows_offered := snippet(document):
        yield ""
        yield "for a services file (the node of an event is the one that was at fault):"
        yield rows_offered


def _markdown(document: ProbeDocument) -> Iterator[str]:
    yield f"**{cell(document.stack)}**, {document.started} to {document.ended}{cell(_move(document))}"
    yield ""
    yield f"| {' | '.join(_HEAD)} |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for name, surface in document.surfaces.items():
        yield f"| {' | '.join(_row(name, surface))} |"
    yield ""
    for name, surface in document.surfaces.items():
        for interval in surface.down:
            yield f"- {code(name)} down {cell(_interval(interval))}"
    if document.unasked:
        yield f"- not asked, as sayar:probe has no request for it: {', '.join(document.unasked)}"
    if rows_offered := snippet(document):
        yield from ("", "```yaml", rows_offered, "```")


def _row(name: str, surface: SurfaceSeconds) -> tuple[str, ...]:
    latency = surface.latency
    times = ("-", "-") if latency is None else (f"{latency.p50_s * 1000:.0f} ms", f"{latency.p95_s * 1000:.0f} ms")
    seconds = (surface.measured_s, surface.down_s, surface.longest_s)
    return (name, *(_seconds(value) for value in seconds), *times, _seconds(surface.unmeasured_s))


def _interval(interval: Interval) -> str:
    phase = f", phase {interval.phase}" if interval.phase else ""
    return f"{_seconds(interval.seconds)} from {interval.start}: {', then '.join(interval.reasons)}{phase}"


def _move(document: ProbeDocument) -> str:
    move = document.move
    return f", {move.origin} to {move.to}" if move is not None else ""


def _seconds(value: float) -> str:
    return f"{value:g} s"
