"""Where a platform stands, and what its moves were said to cost and did. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from sayar.documents.history import ForecastSeconds, HistoryLine, MeasuredSeconds
from sayar.documents.status import Felt, PastMove, StatusDocument
from sayar.history import added, measured_seconds
from sayar.move.gates import base_closed
from sayar.move.words import way_back
from sayar.report import success
from sayar.report.cells import cell
from sayar.report.terminal import columns

if TYPE_CHECKING:
    from datetime import date

    from infra.config.stack import StackConfig
    from sayar.documents.move import UnderWay
    from sayar.move.steps import Standing

_HEAD: Final = ("move", "begun", "ended", "surface", "forecast", "at worst", "measured down", "of")


def overview(config: StackConfig, now: UnderWay | None, moves: Iterable[HistoryLine], today: date) -> StatusDocument:
    """The document: the stack, the move that it is in, and the moves of its history."""
    return StatusDocument(
        stack=config.stack,
        as_of=today.isoformat(),
        tier=config.platform.tier,
        domain=config.platform.platform.domain,
        move=now,
        moves=tuple(past_move(line) for line in moves),
    )


def past_move(line: HistoryLine) -> PastMove:
    """A folded line of the history: each surface by phase, and in all phases together."""
    measured = measured_seconds(line)
    names = tuple(dict.fromkeys((*line.forecast, *measured)))
    phases = {name: _felt(line.forecast.get(name, {}), measured.get(name, {})) for name in names}
    surfaces = sorted({surface for rows in phases.values() for surface in rows})
    return PastMove(
        origin=line.move.origin,
        to=line.move.to,
        started=line.move.started,
        finished=line.finished,
        undone=line.undone,
        surfaces={name: _together(rows[name] for rows in phases.values() if name in rows) for name in surfaces},
        phases=phases,
    )


def rendered(found: StatusDocument, here: Standing | None, form: str) -> str:
    """The document as `text`, `json` or `markdown`; one without metrics of success says nothing of them."""
    if form == "json":
        from sayar.documents.base import to_json

        return to_json(found)
    lines = _markdown(found, here) if form == "markdown" else _text(found, here)
    return "\n".join(lines).rstrip() + "\n"


def _felt(forecast: Mapping[str, ForecastSeconds], measured: Mapping[str, MeasuredSeconds]) -> dict[str, Felt]:
    names = sorted({*forecast, *measured})
    return {name: Felt(forecast=forecast.get(name), measured=measured.get(name)) for name in names}


def _together(rows: Iterable[Felt]) -> Felt:
    """Phases add up; a phase that nobody knew the seconds of makes the sum unknown."""
    felt = tuple(rows)
    said = [row.forecast for row in felt if row.forecast is not None]
    seen = [row.measured for row in felt if row.measured is not None]
    total = seen[0] if seen else None
    for more in seen[1:]:
        total = added(total, more) if total is not None else more
    return Felt(
        forecast=ForecastSeconds(typical=_sum(row.typical for row in said), worst=_sum(row.worst for row in said))
        if said
        else None,
        measured=total,
    )


def _sum(values: Iterable[float | None]) -> float | None:
    known = tuple(values)
    return None if None in known else sum(value for value in known if value is not None)


def _text(found: StatusDocument, here: Standing | None) -> Iterator[str]:
    yield f"{found.stack}: {found.tier}, {found.domain}"
    yield from (f"  {line}" for line in _move(found, here))
    rows = list(_rows(found))
    if rows:
        yield ""
        yield from columns([_HEAD, *rows])
    if found.metrics:
        yield ""
        yield from success.text(found)
    yield from _back(found, here)


def _markdown(found: StatusDocument, here: Standing | None) -> Iterator[str]:
    yield f"**{cell(found.stack)}**: {found.tier}, {cell(found.domain)}"
    yield ""
    yield from (f"- {cell(line)}" for line in _move(found, here))
    rows = list(_rows(found))
    if rows:
        yield ""
        yield f"| {' | '.join(_HEAD)} |"
        yield "|---|---|---|---|---:|---:|---:|---:|"
        yield from (f"| {' | '.join(cell(value) for value in row)} |" for row in rows)
    if found.metrics:
        yield ""
        yield from success.markdown(found)
    yield from (line if not line else cell(line) for line in _back(found, here))


def _move(found: StatusDocument, here: Standing | None) -> Iterator[str]:
    move = found.move
    if move is None or here is None:
        yield "no move is under way"
        return
    place = f"phase {move.number} of {len(move.phases)}, {move.phase.name}"
    yield f"move under way: {move.origin} to {move.to} since {move.started}, {place}: {move.phase.title}"
    yield f"gate: {move.phase.gate.text}"
    yield from (f"changed: {gate.why}; {gate.how}" for gate in base_closed(here))


def _back(found: StatusDocument, here: Standing | None) -> Iterator[str]:
    if here is not None:
        yield from ("", way_back(found.stack, here.phase))


def _rows(found: StatusDocument) -> Iterator[tuple[str, ...]]:
    for move in found.moves:
        ended = move.finished or (f"{move.undone}, taken back" if move.undone else "-")
        names = (f"{move.origin} to {move.to}", move.started, ended)
        for name, felt in move.surfaces.items():
            said, seen = felt.forecast, felt.measured
            yield (
                *names,
                name,
                _seconds(said.typical) if said else "-",
                _seconds(said.worst) if said else "-",
                f"{seen.down_s:g} s" if seen else "-",
                f"{seen.measured_s:g} s" if seen else "-",
            )
            names = ("", "", "")
        if not move.surfaces:
            yield (*names, "-", "-", "-", "-", "-")


def _seconds(value: float | None) -> str:
    return "unknown" if value is None else f"{value:g} s"
