"""Puts changed files in the place of the old ones: each whole or not at all, none before all are on the disk."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sayar.durable import keep_names, write_new
from sayar.graph.errors import InputError


@dataclass(frozen=True, slots=True)
class Written:
    """A file's bytes before and after."""

    old: bytes
    new: bytes


def replace_all(files: Mapping[Path, Written]) -> None:
    """Write every file beside the old one, then rename them. Raises InputError where one cannot be written.

    A full disk, or a kill at any moment, leaves each old file whole; a neighbour that is left behind is no price file.
    """
    beside: dict[Path, Path] = {}
    done: list[str] = []
    try:
        for path, one in files.items():
            if path.read_bytes() != one.old:
                raise InputError([f"{path.name}: somebody else has changed it meanwhile; nothing was written"])
            beside[path] = path.with_name(f".{path.name}.sayar-{secrets.token_hex(8)}")
            write_new(beside[path], one.new, path.stat().st_mode & 0o777)
        for path, neighbour in beside.items():
            neighbour.replace(path)
            done.append(path.name)
    except OSError as error:
        state = f"only {', '.join(done)} was written" if done else "nothing was written, every file is as it was"
        raise InputError([f"{error.filename or 'the price book'}: {error.strerror}: {state}"]) from None
    finally:
        for neighbour in beside.values():
            with contextlib.suppress(OSError):
                neighbour.unlink(missing_ok=True)
    for folder in {path.parent for path in files}:
        keep_names(folder)
