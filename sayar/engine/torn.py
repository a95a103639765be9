"""What a killed engine can tear in a backend of files: not the state, which takes its place whole, but what is beside.

The engine (3.259.0) writes a file's attributes (content type, checksum) into `FILE.attrs` in place, and then cannot
read the file beside it any more: `failed to load checkpoint: EOF` (gocloud.dev blob/fileblob/attrs.go; seen after
SIGKILL). Without the file of attributes it reads the state as if nothing had been.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

_ROOT: Final = ".pulumi"
_DEPTH_OF_PROJECTS: Final = 3
"""`organization`, project and stack; a backend from before projects has the stack alone."""


def torn_beside(locks: Path) -> tuple[Path, ...]:
    """The attributes of a stack's state that cannot be read; `locks` is where a backend of files keeps its locks.

    Whoever holds the stack may be writing them at this moment.
    """
    root = next((path for path in locks.parents if path.name == _ROOT), None)
    if root is None:
        return ()
    names = locks.relative_to(root / "locks").parts
    *project, stack = names[1:] if len(names) == _DEPTH_OF_PROJECTS else names
    folder = root.joinpath("stacks", *project)
    states = (f"{stack}.json", f"{stack}.json.gz", f"{stack}.json.zst")
    found = (folder / f"{state}.attrs" for state in states if (folder / state).exists())
    return tuple(path for path in found if path.exists() and not _whole(path))


def _whole(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_text(encoding="utf-8")), dict)
    except (OSError, ValueError):
        return False
