"""Relay connections: pages of rows, forwards only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.fakes.railway.plans import Refusal, Unserved
from tests.fakes.railway.world import Row


def connection(rows: Sequence[Row], arguments: Mapping[str, Any], most: int) -> dict[str, Any]:
    """The page that `first` and `after` ask for, with at most `most` rows. Raises Refusal for an unknown cursor."""
    if arguments.get("last") is not None or arguments.get("before") is not None:
        raise Unserved("the stand-in pages forwards only")
    start = _start(rows, arguments.get("after"))
    first = arguments.get("first")
    end = start + (most if first is None else min(first, most))
    page = rows[start:end]
    return {
        "edges": [{"cursor": _cursor(row), "node": row} for row in page],
        "pageInfo": {
            "hasNextPage": end < len(rows),
            "hasPreviousPage": start > 0,
            "startCursor": _cursor(page[0]) if page else None,
            "endCursor": _cursor(page[-1]) if page else None,
        },
    }


def _start(rows: Sequence[Row], after: str | None) -> int:
    if after is None:
        return 0
    cursors = [_cursor(row) for row in rows]
    if after not in cursors:
        raise Refusal("Invalid cursor")
    return cursors.index(after) + 1


def _cursor(row: Row) -> str:
    return f"cursor:{row.id}"
