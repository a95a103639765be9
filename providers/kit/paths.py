"""Property paths as the engine writes them: `regions["us-east4-eqdc4a"].numReplicas`, `dnsRecords[0].fqdn`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final

_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def joined(path: str, part: str | int) -> str:
    """The path and one step more: a name, or the index of a list."""
    if isinstance(part, int):
        return f"{path}[{part}]"
    if not _WORD.match(part):
        return f"{path}[{json.dumps(part)}]"
    return f"{path}.{part}" if path else part


def path_of(parts: Iterable[str | int]) -> str:
    """The path of all steps."""
    path = ""
    for part in parts:
        path = joined(path, part)
    return path


def top_of(path: str) -> str:
    """The name of the resource's own property that holds the path."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]
