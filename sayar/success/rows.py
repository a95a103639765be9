"""The rows of the success metrics and of the checklist, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sayar.documents.plan import Confidence
from sayar.documents.success import Kind
from sayar.shipped import said

DOCUMENT: Final = "INFRA-001"
_FOLDER: Final = Path(__file__).parent

By = Literal["platform", "tier", "move"]
Days = Annotated[int, Field(ge=1, le=366)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MetricRow(_Row):
    """A metric of the strategy; see the head of `success.yaml`. Windows are in days, `completeness` is a part of 1."""

    id: str
    says: str
    section: str
    kind: Kind
    by: By
    series: tuple[str, ...]
    unit: str
    days: Days | None
    before_days: Days | None = None
    completeness: Annotated[float, Field(gt=0, le=1)] | None
    how: str
    duty: str
    why: str
    date: str
    confidence: Confidence

    @property
    def counted(self) -> str:
        """How it is counted, with the figures of the row."""
        return self.how.format(days=self.days, before_days=self.before_days)

    @property
    def window(self) -> int:
        """The days of the window. Raises ValueError for a row without one, which is a fault of the table."""
        return _needed(self.days, self.id, "days")

    @property
    def before(self) -> int:
        """The days before a move. Raises ValueError for a row without them."""
        return _needed(self.before_days, self.id, "before_days")

    @property
    def enough(self) -> float:
        """The part of the window that must be known; all of it where the row says nothing."""
        return 1.0 if self.completeness is None else self.completeness


def _needed(value: int | None, row: str, field: str) -> int:
    if value is None:
        raise ValueError(f"{row}: {field} is missing")
    return value


class SeriesRow(_Row):
    """A series that only these metrics read, and the largest value that is no slip of units."""

    name: str
    unit: str
    most: float


class Table(_Row):
    """Everything in `success.yaml`."""

    metrics: tuple[MetricRow, ...]
    series: tuple[SeriesRow, ...]


class ItemRow(_Row):
    """An item of the checklist: what ticks it, whether a record of people counts, and what that rests on."""

    id: str
    says: str
    tick: str | None
    people: bool
    why: str

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.tick is None and not self.people:
            raise ValueError(f"{self.id}: nobody can tick it")
        return self


class Group(_Row):
    """Items of one section of the strategy, done once or again every month."""

    title: str
    source: str
    every: Literal["once", "month"]
    items: tuple[ItemRow, ...]


class Timeline(_Row):
    """Everything in `timeline.yaml`."""

    groups: tuple[Group, ...]

    @property
    def of_people(self) -> tuple[str, ...]:
        """The items of which a record of people counts, by id."""
        return tuple(item.id for group in self.groups for item in group.items if item.people)


@cache
def table() -> Table:
    """The metrics, read once."""
    return Table.model_validate(said(_FOLDER / "success.yaml"))


@cache
def timeline() -> Timeline:
    """The checklist, read once."""
    return Timeline.model_validate(said(_FOLDER / "timeline.yaml"))
