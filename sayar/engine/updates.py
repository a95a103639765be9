"""What a stack's backend remembers of its updates. The state does not tell: outputs are kept of failed ones too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sayar.engine.errors import EngineRunError
from sayar.engine.process import Engine
from sayar.moments import moment

_PAGE: Final = "20"
"""Entries that are read: an update lies among them, unless somebody does nothing but refresh."""
_TARGETED: Final = ("pulumi.flag.target", "pulumi.flag.exclude")
"""What the engine notes of an update of a part (seen with v3.259.0)."""


@dataclass(frozen=True, slots=True)
class LastUpdate:
    """The newest update: whether it went through, whether it was of the whole stack, and when it ended (UTC)."""

    succeeded: bool
    whole: bool
    ended: datetime | None


def last_update(engine: Engine, stack: str) -> LastUpdate | None:
    """The newest update of a stack; None where the backend remembers none. Raises EngineRunError."""
    page = ("--page-size", _PAGE, "--page", "1")
    finished = engine.run("stack", "history", "--stack", stack, "--json", *page)
    if finished.code != 0:
        said = tuple(line.strip() for line in finished.stderr.splitlines() if line.strip())
        raise EngineRunError("stack history", finished.code, said)
    return read_updates(finished.stdout)


def read_updates(text: str) -> LastUpdate | None:
    """The newest update in the text of `pulumi stack history --json`. The config that stands there is passed over."""
    try:
        rows: Any = json.loads(text)
    except ValueError:
        return None
    found = (row for row in rows if isinstance(row, Mapping) and row.get("kind") == "update") if rows else ()
    newest = next(iter(found), None)
    if newest is None:
        return None
    noted = newest.get("environment")
    flags = noted if isinstance(noted, Mapping) else {}
    whole = not any(flags.get(flag) for flag in _TARGETED)
    return LastUpdate(newest.get("result") == "succeeded", whole, moment(newest.get("endTime")))
