"""The steps of a move: judged by the rules, written into the stack's file, noted in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sayar.cli.desk import Answer, Desk
from sayar.cli.failures import RefusedError
from sayar.move import editing
from sayar.verdict import EXIT_REFUSED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from infra.config.stack import StackConfig, Waiver
    from sayar.documents.history import GatePassed, HistoryLine
    from sayar.move.gates import Closed
    from sayar.move.steps import Standing


def start(desk: Desk, to: str, day: date, due: Callable[[], date | None] | None = None) -> None:
    """Begin a move to a tier, on a day; `due` finds since when it is, and may refuse. Raises ConfigError."""
    from infra.config.load import load_tier, tier_named
    from infra.moves.current import spec_hash
    from sayar.documents.history import HistoryLine
    from sayar.documents.probe import MoveId
    from sayar.move.steps import first_phase

    target = load_tier(desk.config_dir, tier_named(to), stack=desk.stack)
    phase = first_phase(desk.config, target)
    triggered = due() if due is not None else None
    origin = desk.config.platform
    weight = {} if phase.weight is None else {"weight": phase.weight}
    leaves: dict[str, str | int] = {"from": origin.tier, "phase": phase.name, **weight}
    leaves |= {"base": spec_hash(origin), "started": day.isoformat()}
    config = desk.edit(lambda text: editing.begun(text, to, leaves), tier=to, phase=phase.name)
    move = MoveId(origin=origin.tier, to=to, started=day.isoformat())
    note_begun(desk, config, HistoryLine(move=move, triggered=triggered.isoformat() if triggered else None))


def forward(desk: Desk, answer: Answer) -> None:
    """Go to the next phase. Raises click.UsageError in the last one, RefusedError where a gate is closed."""
    from sayar.documents.history import HistoryLine
    from sayar.move.looking import move_id
    from sayar.move.words import command

    here = desk.here()
    after = here.next
    if after is None:
        ends = f"`{command('finish', desk.stack)}` ends the move"
        raise click.UsageError(f"{here.phase.name} is the last phase; {ends}")
    waivers = _through(desk, here, answer)
    config = desk.edit(
        lambda text: editing.in_phase(waiving(text, waivers), after.name, after.weight),
        tier=here.config.platform.tier,
        phase=after.name,
    )
    note_begun(desk, config, HistoryLine(move=move_id(here), passed=_passed(desk, here, answer)))


def finish(desk: Desk, answer: Answer) -> None:
    """End the move in its last phase. Raises click.UsageError in any other, RefusedError where a gate is closed."""
    from sayar.documents.history import HistoryLine
    from sayar.move.looking import move_id
    from sayar.move.told import time_text
    from sayar.move.words import command

    here = desk.here()
    left = [phase.name for phase in here.phases[here.at + 1 :]]
    if left:
        many = f"{len(left)} phase{'s' if len(left) > 1 else ''} left: {', '.join(left)}"
        raise click.UsageError(f"{here.phase.name} is not the last phase, {many}; `{command('next', desk.stack)}`")
    _through(desk, here, answer)
    desk.edit(editing.ended, tier=here.config.platform.tier, phase=None)
    passed = _passed(desk, here, answer)
    desk.note(HistoryLine(move=move_id(here), passed=passed, finished=time_text(desk.at)))


def opened(desk: Desk, here: Standing, gates: Sequence[Closed], answer: Answer) -> tuple[Waiver, ...]:
    """The waivers to write down so that closed gates are open. Raises RefusedError where somebody has to decide."""
    from infra.config.stack import Waiver
    from sayar.move.gates import waived

    known = waived(gates, here.transition.waivers, desk.today)
    for name, row in known.items():
        desk.say(f"waived: {name}, by {row.by} until {row.until}: {row.reason}")
    shut = [gate for gate in gates if gate.gate not in known]
    if shut and answer.waive is None:
        raise RefusedError("\n".join(_refusal(here, shut)), EXIT_REFUSED)
    for gate in shut:
        desk.say(f"waived: {gate.gate}, by {answer.by} until {answer.until}, although {gate.why}")
    return tuple(
        Waiver(gate=name, by=answer.by, reason=answer.waive or "", until=answer.until)
        for name in dict.fromkeys(gate.gate for gate in shut)
    )


def waiving(text: str, waivers: Sequence[Waiver]) -> str:
    """A stack file's text with more waivers."""
    for row in waivers:
        text = editing.with_waiver(text, row)
    return text


def note_begun(desk: Desk, config: StackConfig, line: HistoryLine | None = None) -> None:
    """Note that the file names another phase from now on, beside what a line already says of the move."""
    from sayar.documents.history import HistoryLine
    from sayar.move.looking import move_id
    from sayar.move.steps import standing
    from sayar.move.told import time_text

    now = standing(config)
    if now is not None:
        begun = {now.phase.name: time_text(desk.at)}
        desk.note((line or HistoryLine(move=move_id(now))).model_copy(update={"begun": begun}))


def _through(desk: Desk, here: Standing, answer: Answer) -> tuple[Waiver, ...]:
    """Look at the gate of the phase. Raises RefusedError where it is closed."""
    from sayar.move.gates import closed
    from sayar.move.looking import look

    looked = look(desk.config_dir, here, desk.live, said=answer.said, at=desk.at, today=desk.today)
    if looked.noted is not None:
        desk.note(looked.noted)
    return opened(desk, here, closed(here, looked.evidence), answer)


def _passed(desk: Desk, here: Standing, answer: Answer) -> dict[str, GatePassed]:
    """What the history keeps of a gate that somebody answered for; empty where nobody had to."""
    from sayar.documents.history import GatePassed
    from sayar.move.told import time_text

    waived = f"waived until {answer.until}: {answer.waive}" if answer.waive else ""
    text = "; ".join(filter(None, (answer.said, waived)))
    return {here.phase.name: GatePassed(by=answer.by, looked_at=text, at=time_text(desk.at))} if text else {}


def _refusal(here: Standing, shut: Sequence[Closed]) -> Iterator[str]:
    yield f"refused: {here.config.stack} stays in {here.phase.name}; nothing was changed"
    for gate in shut:
        yield f"{gate.gate}: {gate.why}; {gate.how}"
        yield from gate.snippet.splitlines()
    yield 'or a waiver with a date, which is recorded: --waive "WHY" --by NAME --until DATE'
