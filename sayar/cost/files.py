"""The files of rows of the cost room, as they are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def said(path: Path) -> Any:
    """What a file says. Every reader makes rows of it; none looks at it twice, so nothing is kept here."""
    import yaml  # a plan without a cost needs none of these files

    with path.open(encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CSafeLoader)
