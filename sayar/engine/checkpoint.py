"""The state of a stack, kept in a file before something changes it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Final

from sayar.engine.commands import export_stack
from sayar.engine.errors import EngineError
from sayar.engine.process import Engine

FOLDER: Final = Path(".sayar", "checkpoints")
"""Below the project folder; ignored by git, since a state tells much even where its secrets are encrypted."""


def checkpoint(engine: Engine, stack: str, *, now: datetime | None = None) -> Path:
    """Export the stack to `.sayar/checkpoints/<stack>/<UTC time>.json`, mode 0600, and give the path.

    No file is ever overwritten: the second of one second gets a number. The file is on the disk when this returns.
    Raises EngineError when the stack cannot be exported or the file cannot be written.
    """
    text = export_stack(engine, stack)
    moment = (now or datetime.now(UTC)).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    folder = engine.folder / FOLDER / stack.replace("/", "--")  # an organization's stack has slashes in its name
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _write_new(folder, moment, text)
    except OSError as error:
        raise EngineError(f"no checkpoint of {stack} could be written in {folder}: {error.strerror}") from error


def last_checkpoint(folder: Path, stack: str) -> Path | None:
    """The newest checkpoint of a stack in a project folder, or None."""
    found = (folder / FOLDER / stack.replace("/", "--")).glob("*.json")
    return max(found, key=lambda path: _age_key(path.stem), default=None)


def _age_key(stem: str) -> tuple[str, int]:
    moment, _, number = stem.partition("-")
    return moment, int(number) if number.isdecimal() else 1


def _write_new(folder: Path, moment: str, text: str) -> Path:
    for number in count(1):
        path = folder / (f"{moment}.json" if number == 1 else f"{moment}-{number}.json")
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            path.unlink()  # half a checkpoint is worse than none
            raise
        return path
    raise AssertionError("count() does not end")
