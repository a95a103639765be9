"""What `sayar up` says and writes down around an update: the phase, the way back, and what a failed one leaves."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from infra.config.stack import StackConfig
    from sayar.documents.history import ForecastSeconds, HistoryLine
    from sayar.documents.plan import PlanDocument
    from sayar.move.steps import Standing

Tell = Callable[[str], None]


def now() -> datetime:
    """The clock, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """One update: where the stack's file is, the forecast that was shown, and the checkpoint that was kept."""

    config_dir: Path
    config: StackConfig
    document: PlanDocument
    checkpoint: Path

    @property
    def here(self) -> Standing | None:
        """Where in its move the stack's file is; None where no move is under way."""
        from sayar.move.steps import standing

        return standing(self.config)

    @property
    def phase(self) -> str:
        """The phase that the update brings, in a sentence; "" where no move is under way."""
        here = self.here
        if here is None:
            return ""
        move = f"the move from {here.transition.origin} to {self.config.platform.tier}"
        return f"phase {here.phase.name} ({here.at + 1} of {len(here.phases)}) of {move}: {here.phase.title}"

    @property
    def way_back(self) -> str:
        """The command that goes back in a move; "" where none is under way."""
        from sayar.move.words import way_back

        here = self.here
        return "" if here is None else way_back(self.config.stack, here.phase)

    def failed(self, error: Exception) -> Iterator[str]:
        """What the users have of an update that failed, and the two ways from here."""
        from sayar.engine.errors import EngineRunError
        from sayar.move.words import up_command
        from sayar.report.broken_off import begun_creates, served

        steps = error.steps if isinstance(error, EngineRunError) else ()
        # An engine that was killed may have begun what it had no time to tell.
        whole = not (isinstance(error, EngineRunError) and error.code < 0)
        yield from served(self.document, steps, shlex.quote(self.config.stack), whole=whole)
        again = up_command(self.config.stack)
        if not whole or any(begun_creates(steps)):
            again = f"sayar recover --stack {shlex.quote(self.config.stack)}`, then `{again}"
        yield f"go on: `{again}`"
        yield self.way_back or self._restore()

    def note_forecast(self, tell: Tell) -> None:
        """Keep what was forecast of a phase whose update failed: that of its rerun is of the rest alone."""
        from sayar.documents.history import HistoryLine
        from sayar.move.looking import move_id

        here, known = self._known()
        if here is not None and not self._in_force(here, known) and not _attempted(here, known):
            self._append(HistoryLine(move=move_id(here), forecast={here.phase.name: self._seconds()}), tell)

    def note_applied(self, tell: Tell) -> None:
        """Write down that a phase is through and what was forecast of it. Once: a rerun begins no wait anew."""
        from sayar.move.looking import applied_line

        here, known = self._known()
        if here is None or self._in_force(here, known):
            return
        line = applied_line(here, now())
        if not _attempted(here, known):
            line = line.model_copy(update={"forecast": {here.phase.name: self._seconds()}})
        self._append(line, tell)

    def _known(self) -> tuple[Standing | None, HistoryLine | None]:
        from sayar.move.looking import line_of

        here = self.here
        return here, None if here is None else line_of(self.config_dir, here)

    def _in_force(self, here: Standing, known: HistoryLine | None) -> bool:
        from sayar.move.gates import updated_since

        return updated_since(here.phase, known, None) is not None

    def _seconds(self) -> dict[str, ForecastSeconds]:
        from sayar.documents.history import ForecastSeconds

        found = self.document.direct.downtime.surfaces
        return {
            name: ForecastSeconds(typical=one.down_s.typical, worst=one.down_s.worst) for name, one in found.items()
        }

    def _append(self, line: HistoryLine, tell: Tell) -> None:
        """An update that went through is not failed by a history that cannot be written."""
        from sayar.history import append, history_file

        path = history_file(self.config_dir, self.config.stack)
        try:
            append(path, line)
        except OSError as error:
            tell(f"warning: {path}: {error.strerror}: the history of the move misses this update")

    def _restore(self) -> str:
        from infra.config.load import stack_file
        from sayar.move.words import up_command

        where, again = stack_file(self.config.stack), up_command(self.config.stack)
        return f"way back: {where} as it was before, then `{again}`; the state of before is kept in {self.checkpoint}"


def _attempted(here: Standing, known: HistoryLine | None) -> bool:
    """True where an update of the phase was tried and failed since the stack came to it."""
    name = here.phase.name
    return known is not None and name in known.forecast and name not in known.applied
