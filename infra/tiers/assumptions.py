"""Reads what the arithmetic of the promises rests on: one row a figure, with its source."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

Unit = Literal[
    "seconds", "milliseconds", "days", "share", "percent", "times", "products", "events", "standard deviations"
]


class Assumption(BaseModel):
    """One figure. `confidence` is `documented` (somebody else says it), `measured` (by us) or `assumed`."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str = Field(pattern=r"^[a-z]+(_[a-z]+)*$")
    value: float = Field(gt=0)
    unit: Unit
    source: str = Field(min_length=1)
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    confidence: Literal["documented", "measured", "assumed"]
    why: str = Field(min_length=1)


class Assumptions(BaseModel):
    """All rows, in the order of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: tuple[Assumption, ...]

    def value(self, id_: str) -> float:
        """The figure of a row, in the row's unit. Raises KeyError where there is none."""
        return self.row(id_).value

    def row(self, id_: str) -> Assumption:
        """One row. Raises KeyError where there is none."""
        for row in self.rows:
            if row.id == id_:
                return row
        raise KeyError(id_)

    def with_value(self, id_: str, value: float) -> Assumptions:
        """The same with one figure replaced, for a what-if. Raises KeyError for an unknown id."""
        changed = self.row(id_).model_copy(update={"value": float(value)})
        return Assumptions(rows=tuple(changed if row.id == id_ else row for row in self.rows))


def read_assumptions(path: Path) -> Assumptions:
    """The rows of a file. Raises ValueError for a row that is not whole or an id that is there twice."""
    with path.open(encoding="utf-8") as file:
        document = yaml.load(file, Loader=yaml.CSafeLoader)
    rows = tuple(Assumption.model_validate(row) for row in document["assumptions"])
    twice = sorted({row.id for row in rows if sum(other.id == row.id for other in rows) > 1})
    if twice:
        raise ValueError(f"{path.name}: {', '.join(twice)} is there twice")
    return Assumptions(rows=rows)


@cache
def assumptions() -> Assumptions:
    """The shipped rows, read once."""
    return read_assumptions(Path(__file__).parent / "assumptions.yaml")
