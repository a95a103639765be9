"""Which phase is in force: what the stack's own file says, read again when it changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from infra.config.errors import ConfigError
from infra.config.load import stack_file
from infra.config.stack_file import read_stack_file
from sayar.documents.probe import MoveId


@dataclass(slots=True)
class PhaseWatch:
    """Follows the transition in a stack's file. `move` is the last move that was seen; None: none was under way."""

    config_dir: Path
    stack: str
    move: MoveId | None = None
    _phase: str | None = None
    _read: tuple[int, int] | None = field(default=None, init=False)

    def phase(self) -> str | None:
        """The phase in force now. A file that is just being written leaves it at what it was."""
        path = self.config_dir / stack_file(self.stack)
        try:
            found = path.stat()
            if (found.st_mtime_ns, found.st_size) != self._read:
                self._take(read_stack_file(path))
                self._read = (found.st_mtime_ns, found.st_size)
        except (OSError, ConfigError):
            pass  # a move edits the file; the next second sees it whole
        return self._phase

    def _take(self, values: dict[str, object]) -> None:
        transition, tier = values.get("sayar:transition"), values.get("sayar:tier")
        if not isinstance(tier, str):
            return  # emptied, to be written anew: every stack's file names its tier
        if not isinstance(transition, dict) or not isinstance(transition.get("phase"), str):
            self._phase = None
            return
        self._phase = transition["phase"]
        started = str(transition.get("started") or "")
        self.move = MoveId(origin=str(transition.get("from") or ""), to=tier, started=started)
