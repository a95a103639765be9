"""Files in a folder that belongs to them: a second run replaces the first, and no file of anybody else is touched.

`.sayar-manifests` in the folder lists what was written, with hashes. A folder that holds anything else and has no such
list is refused, and so is a file that was changed since, or stands where a new one goes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from sayar.graph.errors import InputError

LIST: Final = ".sayar-manifests"
_HEAD: Final = "# Written by `sayar graph --manifests`, which replaces these files and no others."

Put = Callable[[Path, str], None]
"""Writes a file whole or not at all."""


def is_own(folder: Path) -> bool:
    """True for a folder that an earlier run wrote."""
    return (folder / LIST).is_file()


def write(files: Mapping[str, str], folder: Path, put: Put) -> None:
    """Make the folder hold these texts, by path, and nothing of an earlier run.

    Raises InputError, before anything is written, where a file of somebody else would be lost; OSError where the
    folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    old = _listed(folder)
    if old is None and any(folder.iterdir()):
        raise InputError([f"{folder}: is not empty and was not written by sayar; nothing was written"])
    old = old or frozenset()
    new = frozenset((_hash(text), path) for path, text in files.items())
    paths = sorted({path for _, path in old | new})
    problems = [problem for path in paths if (problem := _foreign(folder, path, old | new))]
    if problems:
        raise InputError([f"{problem}; nothing was written" for problem in problems])
    # Until the end the list has both runs, so that a run that is cut off can be followed by another.
    put(folder / LIST, _list(old | new))
    for path in paths:
        if path not in files:
            (folder / path).unlink(missing_ok=True)
    _drop_empty(folder, paths)
    for path, text in sorted(files.items()):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        put(target, text)
    put(folder / LIST, _list(new))


def _listed(folder: Path) -> frozenset[tuple[str, str]] | None:
    """Hashes and paths of an earlier run; None where there was none. Raises InputError for a list that is no list."""
    path = folder / LIST
    if not path.is_file():
        return None
    rows = [line.partition("  ") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for _, _, name in rows:
        parts = PurePosixPath(name)
        # The list says what is removed, so it must not lead out of the folder.
        if not name or parts.is_absolute() or ".." in parts.parts or parts.suffix != ".yaml":
            raise InputError([f"{path}: {name!r} is no path of a manifest; nothing was written"])
    return frozenset((digest, name) for digest, _, name in rows)


def _foreign(folder: Path, path: str, known: frozenset[tuple[str, str]]) -> str | None:
    """Why a path may not be written or removed."""
    target = folder / path
    for above in (target, *target.parents):
        if above == folder:
            break
        if above.is_symlink():
            return f"{above}: is a link, which sayar did not write"
        if above != target and above.exists() and not above.is_dir():
            return f"{above}: is a file, which sayar did not write"
    if target.is_dir():
        return f"{target}: is a folder, which sayar did not write"
    if target.exists() and (_hash_of(target), path) not in known:
        return f"{target}: was not written by sayar, or was changed since"
    return None


def _drop_empty(folder: Path, paths: list[str]) -> None:
    folders = {above for path in paths for above in (folder / path).parents if above.is_relative_to(folder)}
    for above in sorted(folders - {folder}, key=lambda one: -len(one.parts)):
        if above.is_dir() and not any(above.iterdir()):
            above.rmdir()


def _list(rows: frozenset[tuple[str, str]]) -> str:
    return "\n".join([_HEAD, *(f"{digest}  {path}" for digest, path in sorted(rows, key=lambda row: row[::-1]))]) + "\n"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
