"""What makes a written file last: its bytes and its name on the disk before anybody relies on them."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def write_new(path: Path, raw: bytes, mode: int) -> None:
    """Make a file with these bytes and rights, onto the disk. Raises OSError, FileExistsError where there is one."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
        os.fchmod(file.fileno(), mode)


def keep_names(folder: Path) -> None:
    """A name is on the disk when its folder is; not every file system can say so."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
