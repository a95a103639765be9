"""The document of a stack's move, and its words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sayar.documents.move import (
    ByHand,
    GateNow,
    MoveDocument,
    PhaseName,
    PhaseNow,
    UnderWay,
    WaiverNow,
)
from sayar.move.gates import base_closed, counts, left_s
from sayar.move.words import back_command, command, of_stack, way_back
from sayar.report.cells import cell
from sayar.report.words import duration

if TYPE_CHECKING:
    from infra.config.stack import StackConfig
    from sayar.move.steps import Standing


def document(
    config: StackConfig, now: Standing | None, *, since: datetime | None, at: datetime, today: date
) -> MoveDocument:
    """Where a stack is in its move. `since` is when the phase came into force, `at` is now."""
    found = under_way(now, since=since, at=at, today=today) if now is not None else None
    return MoveDocument(stack=config.stack, as_of=today.isoformat(), tier=config.platform.tier, move=found)


def under_way(now: Standing, *, since: datetime | None, at: datetime, today: date) -> UnderWay:
    """A move under way, as documents tell it."""
    phase, gate, after, stack = now.phase, now.phase.gate, now.next, now.config.stack
    return UnderWay(
        origin=now.transition.origin,
        to=now.config.platform.tier,
        started=now.transition.started,
        number=now.at + 1,
        phases=tuple(one.name for one in now.phases),
        phase=PhaseNow(
            name=phase.name,
            kind=phase.kind,
            title=phase.title,
            why=phase.why,
            weight=phase.weight,
            one_way=phase.one_way,
            since=time_text(since) if since is not None else None,
            gate=GateNow(
                kind=gate.kind,
                text=gate.text,
                check=of_stack(gate.check, stack),
                wait_s=gate.wait_s,
                left_s=left_s(phase, since, at),
            ),
            manual=tuple(
                ByHand(title=row.title, why=row.why, how=of_stack(row.how, stack), check=of_stack(row.check, stack))
                for row in phase.manual
            ),
        ),
        next=PhaseName(name=after.name, kind=after.kind, title=after.title) if after else None,
        base_changed=now.base_changed,
        waivers=tuple(
            WaiverNow(gate=row.gate, by=row.by, reason=row.reason, until=row.until, in_force=counts(row, today))
            for row in now.transition.waivers
        ),
        rollback=of_stack(phase.rollback, stack),
        way_back=back_command(stack),
    )


def time_text(moment: datetime) -> str:
    """A time as documents and the history hold it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rendered(found: MoveDocument, now: Standing | None, form: str) -> str:
    """The document as `text`, `json` or `markdown`."""
    if form == "json":
        from sayar.documents.base import to_json

        return to_json(found)
    return "\n".join(told(found, now, markdown=form == "markdown")) + "\n"


def told(found: MoveDocument, now: Standing | None, *, markdown: bool = False) -> Iterator[str]:
    """The document line by line."""
    if found.move is None or now is None:
        text = f"{found.stack}: {found.tier}; no move is under way"
        yield f"**{cell(text)}**" if markdown else text
        return
    first, *rows = _lines(found.stack, found.move, now)
    yield f"**{cell(first)}**" if markdown else first
    if markdown:
        yield ""
    for row in rows:
        yield f"- {cell(row)}" if markdown else f"  {row}"
    back = way_back(found.stack, now.phase)
    yield from ("", cell(back)) if markdown else (back,)


def _lines(stack: str, move: UnderWay, now: Standing) -> Iterator[str]:
    phase = move.phase
    weight = f", {phase.weight} % to the new side" if phase.weight is not None else ""
    yield f"{stack}: {move.origin} to {move.to}, begun on {move.started}"
    yield f"phase {move.number} of {len(move.phases)}: {phase.name} ({phase.kind}{weight}): {phase.title}"
    yield f"why: {phase.why}"
    yield f"since: {phase.since or ('not noted as applied yet' if phase.kind == 'config' else 'nobody wrote it down')}"
    yield from (f"to do: {row.title}: {row.why}; how: {row.how}; check: {row.check}" for row in phase.manual)
    yield f"gate: {phase.gate.text}{_waits(phase)}{_tells(phase)}"
    for closed in base_closed(now):
        yield f"changed: {closed.why}; {closed.how}"
    for row in move.waivers:
        yield f"waiver: {row.gate}, by {row.by} until {row.until}{'' if row.in_force else ' (over)'}: {row.reason}"
    if move.next is None:
        yield f"next: the end of the move, `{command('finish', stack)}`"
    else:
        yield f"next: {move.next.name} ({move.next.kind}): {move.next.title}, `{command('next', stack)}`"


def _waits(phase: PhaseNow) -> str:
    gate = phase.gate
    if not gate.wait_s:
        return ""
    left = "" if gate.left_s is None else f", {duration(gate.left_s)} left" if gate.left_s else ", which are over"
    return f"; {duration(gate.wait_s)} at least{left}"


def _tells(phase: PhaseNow) -> str:
    return f" ({phase.gate.check})" if phase.gate.check != "-" else ""
