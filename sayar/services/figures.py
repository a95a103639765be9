"""The numbers that surfaces depend on and no spec says: rows of `figures.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from sayar.documents.base import Part
from sayar.shipped import said


class Figure(Part):
    """One number with where it comes from."""

    name: Literal["webhook_window_s", "proxy_factor", "feed_hit_ratio", "feed_stale_if_error_s"]
    value: Annotated[float, Field(ge=0)]
    source: Annotated[str, StringConstraints(min_length=10)]
    date: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    confidence: Literal["documented", "assumed"]


class _Table(Part):
    figures: tuple[Figure, ...]


@cache
def figures() -> dict[str, Figure]:
    """Every row by its name."""
    table = _Table.model_validate(said(Path(__file__).parent / "figures.yaml"))
    return {row.name: row for row in table.figures}


def figure(name: str) -> float:
    """The number of a row; seconds where its name ends in `_s`. Raises KeyError for an unknown one."""
    return figures()[name].value
