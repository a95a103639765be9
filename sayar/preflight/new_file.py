"""A file that did not exist before: written whole, or not at all, and never over anything."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path
from typing import Final

_NO_LINKS: Final = frozenset({errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
"""What file systems say that know no hard links."""


def is_there(path: Path) -> bool:
    """True for anything at that path, a link that leads nowhere too."""
    return os.path.lexists(path)


def write_new(path: Path, text: str) -> None:
    """Write a new file with the rights that a new file has.

    It appears under its name when all of it is on the disk. Raises FileExistsError when something is there, also when
    it came in the meantime; OSError when it cannot be written. Then nothing of it is left behind.
    """
    neighbour = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    _write_exclusive(neighbour, text)
    try:
        os.link(neighbour, path, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _write_exclusive(path, text)
    finally:
        neighbour.unlink()


def _write_exclusive(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise
