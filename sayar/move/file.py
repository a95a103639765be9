"""The stack file on the disk: read, checked, and replaced whole by one writer at a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from infra.config.errors import refuse
from infra.config.load import load_values, stack_file
from infra.config.stack_file import read_stack_file
from sayar.durable import keep_names, write_new
from sayar.move.editing import TIER, TRANSITION

if TYPE_CHECKING:
    from infra.config.stack import StackConfig

_BOM: Final = "\ufeff"
_OURS: Final = "move"


class ChangedMeanwhileError(Exception):
    """Somebody else wrote the file after it was read: nothing was written."""


@dataclass(frozen=True, slots=True)
class StackFile:
    """A stack's file as it was read. A link is followed: what it leads to is what gets replaced."""

    config_dir: Path
    stack: str
    path: Path
    raw: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """The text without a byte order mark, line breaks as they are."""
        return self.raw.decode("utf-8").removeprefix(_BOM)

    def alike(self, text: str) -> bool:
        """True if another text says the same but for the tier and the transition. Raises ConfigError."""
        said = [values_of(each, self.path.name) for each in (self.text, text)]
        return all(
            said[0].get(key) == said[1].get(key) for key in {*said[0], *said[1]} if key not in (TIER, TRANSITION)
        )

    def checked(self, text: str) -> StackConfig:
        """The stack as another text would have it; nothing is written. Raises ConfigError with every problem."""
        said = values_of(text, stack_file(self.stack))
        own = {key.removeprefix("sayar:"): value for key, value in said.items() if key.startswith("sayar:")}
        return load_values(self.config_dir, self.stack, own)

    def replace(self, text: str) -> None:
        """Put another text in the file's place, at once and with its rights, if nobody else has written it meanwhile.

        A text that says the same is not written. Raises ChangedMeanwhileError, OSError.
        """
        mark = _BOM if self.raw.startswith(_BOM.encode()) else ""
        raw = (mark + text).encode()
        with _held(self.path) as descriptor:
            if self.path.read_bytes() != self.raw:
                raise ChangedMeanwhileError
            # Nobody else writes now, so what lies beside the file is what an interrupted write has left.
            for leftover in self.path.parent.glob(f".{self.path.name}.{_OURS}-*"):
                leftover.unlink(missing_ok=True)
            if raw != self.raw:
                _write(self.path, raw, os.fstat(descriptor).st_mode & 0o7777)


def read(config_dir: Path, stack: str) -> StackFile:
    """A stack's file. Raises ConfigError for one that is not there, cannot be read or is not UTF-8."""
    path = config_dir / stack_file(stack)
    read_stack_file(path)  # refuses what the engine would not read, with the place
    try:
        path = path.resolve(strict=True)
        return StackFile(config_dir, stack, path, path.read_bytes())
    except OSError as error:
        raise refuse(stack_file(stack), "", error.strerror or "unreadable", "a readable file") from None


def values_of(text: str, name: str) -> dict[str, Any]:
    """What a text would say under `config:` as a file of that name. Raises ConfigError."""
    with tempfile.TemporaryDirectory(prefix="sayar-") as folder:
        path = Path(folder) / name
        path.write_bytes(text.encode())
        return read_stack_file(path)


@contextlib.contextmanager
def _held(path: Path) -> Iterator[int]:
    """Hold the file against every other move; yields its descriptor. The lock goes with the process that has it."""
    while True:
        descriptor = os.open(path, os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            try:
                there = path.stat()
            except FileNotFoundError:
                raise ChangedMeanwhileError from None
            # Whoever had the lock before may have put another file in this one's place.
            if os.path.samestat(os.fstat(descriptor), there):
                yield descriptor
                return
        finally:
            os.close(descriptor)


def _write(path: Path, raw: bytes, mode: int) -> None:
    neighbour = path.with_name(f".{path.name}.{_OURS}-{secrets.token_hex(8)}")
    try:
        write_new(neighbour, raw, mode)
        neighbour.replace(path)
    except BaseException:
        neighbour.unlink(missing_ok=True)
        raise
    keep_names(path.parent)
