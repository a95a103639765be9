"""What is read to judge the gate of a phase: the history, the state, and which resources leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from sayar.documents.history import HistoryLine
from sayar.documents.probe import MoveId
from sayar.history import history_file, read
from sayar.move.gates import Evidence, in_force_since, unsigned
from sayar.move.steps import Standing
from sayar.move.targets import deployed, still_protected

if TYPE_CHECKING:
    from pathlib import Path

    from sayar.engine.updates import LastUpdate


class StateReader(Protocol):
    """What is asked of the engine. Both raise EngineError."""

    def export(self) -> str:
        """The state as JSON text."""

    def last_update(self) -> LastUpdate | None:
        """The newest update that the backend remembers."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was read: the evidence, and since when the phase is in force as far as the history did not say so."""

    evidence: Evidence
    noted: HistoryLine | None


def move_id(now: Standing) -> MoveId:
    """Which move this is, as the history knows it."""
    transition = now.transition
    return MoveId(origin=transition.origin, to=now.config.platform.tier, started=transition.started)


def applied_line(now: Standing, at: datetime) -> HistoryLine:
    """What the history is to be told once the update of a phase is through, so that its least time counts from then."""
    from sayar.move.told import time_text

    return HistoryLine(move=move_id(now), applied={now.phase.name: time_text(at)})


def line_of(config_dir: Path, now: Standing) -> HistoryLine | None:
    """What the history knows of a move under way; None where it knows nothing or cannot be read."""
    try:
        found = read(history_file(config_dir, now.config.stack)).moves
    except OSError:
        return None
    return next((line for line in found if line.move == move_id(now)), None)


def since_when(config_dir: Path, now: Standing) -> datetime | None:
    """Since when the phase is in force, as far as the history says so: without an engine."""
    return in_force_since(now.phase, line_of(config_dir, now), None)


def look(
    config_dir: Path, now: Standing, engine: Callable[[], StateReader], *, said: str | None, at: datetime, today: date
) -> Looked:
    """Read what the gate of the phase needs: the engine is asked only where something is applied in it."""
    from sayar.move.told import time_text

    phase, line = now.phase, line_of(config_dir, now)
    known = in_force_since(phase, line, None)
    if phase.kind != "config":
        noted = None if known else HistoryLine(move=move_id(now), begun={phase.name: time_text(at)})
        return Looked(Evidence(at, today, since=known, said=said), noted)
    reader = engine()
    state = deployed(reader.export())
    if not now.applied(state.phase):
        return Looked(Evidence(at, today, deployed=state.phase, said=said), None)
    update = reader.last_update()
    doubt = in_doubt(update)
    since = known or in_force_since(phase, line, update.ended if update and not doubt else None)
    # A later update that changes nothing counts as one too: without a note the wait would begin anew.
    noted = applied_line(now, since) if since and not known else None
    missing: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    if phase.gate.kind == "approval":
        names = leaving_names(now)
        missing, held = unsigned(names, now.config.environment.approvals, today), still_protected(state, names)
    return Looked(Evidence(at, today, state.phase, doubt, since, said, missing, held), noted)


def in_doubt(update: LastUpdate | None) -> str:
    """Why a phase that the state names may not be there whole: outputs are kept of updates that failed, too."""
    if update is None:
        return "the backend remembers no update that went through"
    if not update.succeeded:
        return "the last update did not go through"
    return "" if update.whole else "the last update was of a part of the stack only"


def leaving_names(now: Standing) -> tuple[str, ...]:
    """The resources, as `type::name`, that have to be let go of before the move can take them out."""
    from sayar.facts.replacement import load_facts
    from sayar.plan.phased import compared, recorded, to_let_go
    from sayar.platform import at_rest

    stack = now.config.stack
    # An approval takes protection off, so with those of the file nothing would look as if it needed one.
    environment = now.config.environment.model_copy(update={"approvals": ()})
    whole = at_rest(now.config.model_copy(update={"environment": environment}))
    before = whole.model_copy(update={"platform": now.config.origin})
    deployed, _, phases = recorded(before, whole, stack)
    left = to_let_go(compared(deployed, phases, load_facts()).values())
    return tuple(f"{change.type}::{change.name}" for change in left)
