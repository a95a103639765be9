"""How triggers are read: windows, lead times, hysteresis and trends, each a row with its reason, source and date."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sayar.documents.plan import Confidence
from sayar.shipped import said

Op = Literal[">=", ">"]
Days = Annotated[int, Field(ge=1, le=366)]
Part = Annotated[float, Field(gt=0, le=1)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Sourced(_Row):
    source: str
    date: str
    confidence: Confidence


class Limit(_Row):
    """A value of a series that a day has to meet."""

    series: str
    op: Op
    value: float


class Window(_Sourced):
    """Over what a trigger is looked at; see the head of `windows.yaml` for the shapes."""

    id: str
    shape: Literal["every_day", "sum", "mostly", "declared"]
    days: Days = 1
    share: Part = 0.5
    on_days: Days = 1
    completeness: Part = 1.0
    limits: Annotated[tuple[Limit, ...], Field(alias="or")] = ()
    why: str


class SeriesRow(_Row):
    """A series that triggers read: its unit, how often it has a value, and the largest that is no slip of units.

    `query` is what a Prometheus is asked for it.
    """

    name: str
    unit: str
    every: Literal["day", "sample"]
    most: float
    query: str


class Lead(_Sourced):
    """How many days before it is needed a move has to be begun."""

    origin: Annotated[str, Field(alias="from")]
    to: str
    days: Days


class Down(_Sourced):
    """When a smaller tier is said to be enough: every figure below `part` of its threshold for `days`."""

    part: Part
    days: Days
    dwell_days: Days
    settle_days: Days
    why: str


class Trend(_Sourced):
    """How a crossing is forecast: over how many days, from how many values at least, how sure, how far ahead."""

    days: Days
    points: Days
    z: float
    horizon_days: int
    why: str


class Table(_Row):
    """Everything in `windows.yaml`."""

    triggers: tuple[Window, ...]
    series: tuple[SeriesRow, ...]
    leads: tuple[Lead, ...]
    down: Down
    trend: Trend

    def window(self, trigger: str) -> Window:
        """The window of a trigger by its id. Raises KeyError for one that has none, which is a fault of the table."""
        found = next((row for row in self.triggers if row.id == trigger), None)
        if found is None:
            raise KeyError(trigger)
        return found

    def lead(self, origin: str, to: str) -> int | None:
        """The lead time of a move between neighbours, in days; None where there is no such move."""
        return next((row.days for row in self.leads if (row.origin, row.to) == (origin, to)), None)


@cache
def table() -> Table:
    """The table, read once."""
    return Table.model_validate(said(Path(__file__).parent / "windows.yaml"))
