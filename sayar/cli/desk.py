"""What the commands of `sayar move` work on: a stack's file as it was read, and how it is edited and noted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sayar.cli.failures import RefusedError
from sayar.cli.output import say
from sayar.moments import day
from sayar.verdict import EXIT_REFUSED

if TYPE_CHECKING:
    from infra.config.stack import StackConfig
    from sayar.cli.live import Live
    from sayar.documents.history import HistoryLine
    from sayar.move.file import StackFile
    from sayar.move.steps import Standing

_LEAST: Final = 3
"""The letters that a reason and a name have at least, as the stack's file demands."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said to a gate: what was looked at, or why it is waived; who, and until which day."""

    said: str | None = None
    waive: str | None = None
    by: str = ""
    until: str = ""


def answered(said: str | None, waive: str | None, by: str | None, until: str | None, today: date) -> Answer:
    """The options together. Raises click.UsageError for half an answer."""
    for name, text in (("--gate-passed", said), ("--waive", waive), ("--by", by)):
        if text is not None and (len(text.strip()) < _LEAST or not text.isprintable()):
            raise click.UsageError(f"{name}: at least {_LEAST} printable characters, for the record")
    if (said or waive) and not by:
        raise click.UsageError("--by NAME is needed, for the record")
    if waive and not until:
        raise click.UsageError("--until DATE is needed: a waiver has a last day")
    for name, text, reason in (("--by", by, said or waive), ("--until", until, waive)):
        if text is not None and reason is None:
            raise click.UsageError(f"{name}: only together with a reason")
    if until is not None and day_of("--until", until) < today:
        raise click.UsageError(f"--until: {until}: {today.isoformat()} or later")
    return Answer(said and said.strip(), waive and waive.strip(), (by or "").strip(), until or "")


def day_of(option: str, text: str) -> date:
    """A date of the command line. Raises click.UsageError."""
    found = day(text)
    if found is None:
        raise click.UsageError(f"{option}: {text}: a date such as 2026-11-24")
    return found


@dataclass(frozen=True, slots=True)
class Desk:
    """One stack as its file said when the command began, and when that was (UTC)."""

    config_dir: Path
    file: StackFile
    config: StackConfig
    at: datetime
    today: date
    quiet: bool

    @property
    def stack(self) -> str:
        """The stack's name."""
        return self.config.stack

    def here(self) -> Standing:
        """Where the stack is. Raises click.UsageError where no move is under way, ConfigError for a broken one."""
        from sayar.move.steps import standing
        from sayar.move.words import command

        found = standing(self.config)
        if found is None:
            begin = f"`{command('start', self.stack)} --to TIER` begins one"
            raise click.UsageError(f"{self.stack}: no move is under way; {begin}")
        return found

    def live(self) -> Live:
        """The engine of the stack. Raises EngineError where there is none."""
        from sayar.cli.live import live

        return live(self.config_dir, self.stack)

    def edit(self, change: Callable[[str], str], *, tier: str, phase: str | None) -> StackConfig:
        """Change the file's text; it must then say this tier and phase, and everything else as before.

        The file is replaced only by one that loads. Raises ConfigError for one that does not, RefusedError where
        somebody else wrote the file meanwhile; both leave it as it is.
        """
        from infra.config.errors import refuse
        from sayar.move.editing import EditError
        from sayar.move.file import ChangedMeanwhileError
        from sayar.move.steps import standing

        where = self.file.path.name
        try:
            text = change(self.file.text)
        except EditError as error:
            raise refuse(where, error.path, "cannot be edited as it is written", error.allowed) from None
        config = self.file.checked(text)
        standing(config)
        found = config.environment.transition
        if (config.platform.tier, found.phase if found else None) != (tier, phase) or not self.file.alike(text):
            raise refuse(where, "sayar:transition", "cannot be edited as it is written", "plain keys and values")
        try:
            self.file.replace(text)
        except ChangedMeanwhileError:
            again = f"refused: {where} was changed by somebody else meanwhile; nothing was written, look at it again"
            raise RefusedError(again, EXIT_REFUSED) from None
        return config

    def note(self, line: HistoryLine) -> None:
        """Add to the history. A step that is done is done, also where that cannot be written."""
        from sayar.history import append, history_file

        path = history_file(self.config_dir, self.stack)
        try:
            append(path, line)
        except OSError as error:
            say(f"warning: {path}: {error.strerror}: the step is not in the history", quiet=self.quiet)

    def say(self, text: str) -> None:
        """Progress, on standard error."""
        say(text, quiet=self.quiet)


def desk_of(config_dir: Path, stack: str, at: datetime, today: date, *, quiet: bool) -> Desk:
    """Read an environment. Raises ConfigError for a tier's own file, and for one that is refused."""
    from infra.config.errors import refuse
    from infra.config.load import load_stack
    from infra.config.platform import TIERS
    from sayar.move.file import read

    if stack in TIERS:
        raise refuse("--stack", "", stack, "an environment: this is a tier, and no move edits a tier's own file")
    # Before it is judged, so that what is judged is not newer than what an edit begins from.
    file = read(config_dir, stack)
    return Desk(config_dir, file, load_stack(config_dir, stack), at, today, quiet)
