"""Whether a move is due, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sayar.documents.triggers import TriggerNow, TriggersDocument
from sayar.report.cells import cell
from sayar.report.terminal import columns

_HEAD: Final = ("trigger", "met", "value", "threshold", "over", "known", "expected")
_WORDS: Final = {"true": "yes", "false": "no", "unknown": "unknown"}


def rendered(document: TriggersDocument, form: str) -> str:
    """The document as `text`, `json` or `markdown`."""
    if form == "json":
        from sayar.documents.base import to_json

        return to_json(document)
    return "\n".join(_markdown(document) if form == "markdown" else _text(document)) + "\n"


def conclusion(document: TriggersDocument) -> str:
    """What follows, in one sentence."""
    tier, wanted = document.tier, document.recommended
    begin = f"; begin by {document.begin_by}" if document.begin_by else ""
    lead = f", a move takes {document.lead_days} days to prepare" if document.lead_days else ""
    if document.status == "due":
        return f"DUE: {tier} is too small, {wanted} fits{lead}{begin}"
    if document.status == "undecided":
        open_ = ", ".join(one.id for one in document.triggers if one.state == "unknown")
        soon = f"; of the others one is met about {_soonest(document)}" if _soonest(document) else ""
        return f"UNDECIDED: nobody can tell whether {tier} is still enough: too little is known of {open_}{soon}"
    if document.status in ("plan", "watch"):
        return f"{document.status.upper()}: {tier} is enough until about {_soonest(document)}{lead}{begin}"
    if wanted != tier:
        return f"STAY: {tier} is more than enough"
    return f"STAY: {tier} is enough"


def _soonest(document: TriggersDocument) -> str | None:
    return min((one.crosses_on.expected for one in document.triggers if one.crosses_on is not None), default=None)


def _text(document: TriggersDocument) -> Iterator[str]:
    yield f"{document.tier}, measured up to {document.as_of}"
    yield conclusion(document)
    if document.triggers:
        yield ""
        yield from columns([_HEAD, *map(_row, document.triggers)])
        yield ""
        yield from (f"{one.id}: {one.reason}" for one in document.triggers)
    yield from (f"note: {line}" for line in document.notes)


def _markdown(document: TriggersDocument) -> Iterator[str]:
    yield f"**{document.tier}**, measured up to {document.as_of}: {conclusion(document)}"
    yield ""
    if document.triggers:
        yield f"| {' | '.join(_HEAD)} | why |"
        yield "|---|---|---:|---:|---:|---:|---|---|"
        for one in document.triggers:
            yield f"| {' | '.join(map(cell, _row(one)))} | {cell(one.reason)} |"
    yield from (f"- {cell(line)}" for line in document.notes)


def _row(one: TriggerNow) -> tuple[str, ...]:
    sign = {">=": "from ", ">": "over "}.get(one.op, "")
    limit = "declared" if one.threshold is None else f"{sign}{one.threshold:,.0f}"
    value = "–" if one.value is None else f"{one.value:,.4g}" if one.value < 1000 else f"{one.value:,.0f}"
    over = "–" if one.window is None else f"{one.window} d"
    known = "–" if one.completeness is None else f"{one.completeness:.0%}"
    return one.id, _WORDS[one.state], value, limit, over, known, _when(one)


def _when(one: TriggerNow) -> str:
    if one.crosses_on is None:
        return "–" if one.state != "false" or one.threshold is None else "no date"
    dates = one.crosses_on
    if dates.earliest == dates.latest:
        return dates.expected
    return f"{dates.expected} ({dates.earliest} to {dates.latest or 'perhaps never'})"
