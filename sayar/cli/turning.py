"""The way back, for when things burn: few reads, one edit, and an update of nothing but what sends requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sayar.cli.desk import Answer, Desk
from sayar.cli.failures import RefusedError
from sayar.cli.moving import note_begun, opened, waiving
from sayar.move import editing
from sayar.verdict import EXIT_ENGINE, EXIT_REFUSED

if TYPE_CHECKING:
    from sayar.cli.live import Live
    from sayar.move.steps import Standing
    from sayar.move.targets import Deployed


def back(desk: Desk, answer: Answer, *, update: bool) -> None:
    """Go one phase back; with `update`, where that turns requests round, update the balancer and the guard alone.

    A step back whose update failed or was killed is finished, not followed by another one. Raises RefusedError over a
    one-way phase, for a changed base, where the state is not where the file is, and where the engine fails.
    """
    from sayar.move.gates import base_closed
    from sayar.move.steps import shifted

    here = desk.here()
    if not update:
        _edit(desk, here, answer)
        return
    turns = bool(shifted(here))
    if not turns and here.phase.kind != "config":
        _edit(desk, here, answer)
        return
    engine, state = _looked(desk, turns=turns)
    was = _unfinished(desk, here, engine, state)
    if was is None:
        _edit(desk, here, answer)
    elif waivers := opened(desk, here, base_closed(here), answer):
        tier, phase = here.config.platform.tier, here.phase.name
        desk.edit(lambda text: waiving(text, waivers), tier=tier, phase=phase)
    _turn(desk, engine, was or here, state)


def _unfinished(desk: Desk, here: Standing, engine: Live, state: Deployed) -> Standing | None:
    """The phase that was being left when a step back was cut off; None where none was.

    Raises RefusedError where the state is in a later phase and an update of a part would not bring it back.
    """
    from dataclasses import replace

    from sayar.move.steps import shifted
    from sayar.move.words import up_command

    behind = here.behind(state.phase)
    if not behind and not _cut_off(desk, here, engine):
        return None
    was = replace(here, at=here.at + 1)
    if behind and (here.place(state.phase) != was.at or not shifted(was)):
        where = f"the state of {desk.stack} is at {state.phase}, the file at {here.phase.name}"
        how = f"`{up_command(desk.stack)}` brings it there; then go back further"
        raise RefusedError(f"refused: {where}; nothing was changed\n{how}", EXIT_REFUSED)
    desk.say(f"the step back from {was.phase.name} to {here.phase.name} was cut off: it is ended first")
    return was


def _cut_off(desk: Desk, here: Standing, engine: Live) -> bool:
    """True if the file came back to this phase and no update has gone through since."""
    from dataclasses import replace

    from sayar.move.gates import turned_back
    from sayar.move.looking import line_of
    from sayar.move.steps import shifted

    came = turned_back(here, line_of(desk.config_dir, here))
    if came is None or not shifted(replace(here, at=here.at + 1)):
        return False
    update = engine.last_update()
    return update is None or not update.succeeded or update.ended is None or update.ended < came


def _edit(desk: Desk, here: Standing, answer: Answer) -> None:
    from sayar.documents.history import HistoryLine
    from sayar.move.gates import base_closed
    from sayar.move.looking import move_id
    from sayar.move.told import time_text

    if here.phase.one_way:
        text = f"refused: there is no way back over {here.phase.name}; nothing was changed"
        raise RefusedError(text, EXIT_REFUSED)
    waivers = opened(desk, here, base_closed(here), answer)
    before, tier = here.before, here.config.platform.tier
    if before is None:
        origin = here.transition.origin
        desk.edit(lambda text: editing.ended(text, origin), tier=origin, phase=None)
        desk.say(f"the move is taken back: {desk.stack} is {origin} again")
        desk.note(HistoryLine(move=move_id(here), undone=time_text(desk.at)))
        return
    config = desk.edit(
        lambda text: editing.in_phase(waiving(text, waivers), before.name, before.weight),
        tier=tier,
        phase=before.name,
    )
    left = {here.phase.name: time_text(desk.at)}
    note_begun(desk, config, HistoryLine(move=move_id(here), left=left))


def _looked(desk: Desk, *, turns: bool) -> tuple[Live, Deployed]:
    """One read: where something is updated the checkpoint is that read. Raises RefusedError, ConfigError."""
    from sayar.cli.up import refuse_example
    from sayar.engine.errors import EngineError
    from sayar.move.targets import deployed
    from sayar.move.words import back_command

    try:
        engine = desk.live()
        if not turns:
            return engine, deployed(engine.export())
        refuse_example(desk.config, engine)
        kept = engine.checkpoint()
    except EngineError as error:
        alone = f"nothing was changed; `{back_command(desk.stack)} --no-update` edits the file alone"
        raise RefusedError(f"{error}\n{alone}", EXIT_ENGINE) from None
    desk.say(f"checkpoint: {kept}")
    return engine, deployed(kept.read_text(encoding="utf-8"))


def _turn(desk: Desk, engine: Live, was: Standing, state: Deployed) -> None:
    """Update what sends requests and the guard, or say what brings the platform back."""
    from sayar.engine.errors import EngineError
    from sayar.move.steps import shifted
    from sayar.move.targets import targets
    from sayar.move.words import back_command, up_command

    # Also where the state names an earlier phase: an update that failed half-way may have turned something.
    whole = up_command(desk.stack)
    urns = targets(state, shifted(was))
    if not urns:
        desk.say(f"next: `{whole}` brings the platform there")
        return
    try:
        done = engine.update_only(urns, desk.say)
    except EngineError as error:
        again = f"the file is one phase before {was.phase.name}: `{back_command(desk.stack)}` tries the update again"
        raise RefusedError(f"{error}\n{again}", EXIT_ENGINE) from None
    _note_applied(desk, was)
    desk.say(f"done: {done}; the rest stays as it is until `{whole}`")


def _note_applied(desk: Desk, was: Standing) -> None:
    """Requests go where the phase before sends them, from now on."""
    from dataclasses import replace

    from sayar.move.looking import applied_line

    if was.at:
        desk.note(applied_line(replace(was, at=was.at - 1), desk.at))
