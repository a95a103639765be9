"""The files of rows that come with the tool, as they are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def said(path: Path) -> Any:
    """What a file says. Every reader makes rows of it; none looks at it twice, so nothing is kept here."""
    import yaml  # a command that needs no rows starts without it

    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CSafeLoader)
