"""The rows behind runbooks: duties of each move, days of work, lead times. Read once, refused where they are wrong."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from sayar.shipped import said

_FOLDER: Final = Path(__file__).parent
Text = Annotated[str, StringConstraints(min_length=1)]
IsoDate = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Confidence = Literal["measured", "documented", "assumed"]
By = Literal["command", "metric", "person"]
BEFORE, AFTER = "before", "after"
FIRST, FELT = "first", "felt"
ANY = "any"


class Row(BaseModel):
    """A row that refuses what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Duty(Row):
    """One item of a checklist. `when` names `before`, `after` or phases; the first that the move has counts.

    `check` tells that it is done, `by` what that is; `statements` are the rows of the strategy that it answers.
    """

    id: Text
    when: Annotated[tuple[Text, ...], Field(min_length=1)]
    text: Text
    by: By
    check: Text
    source: Text
    statements: tuple[Text, ...]

    @model_validator(mode="after")
    def _command_is_there(self) -> Duty:
        if self.by == "command" and self.check.count("`") < 2:
            raise ValueError(f"{self.id}: a check by command has the command in backticks")
        return self


class Duties(Row):
    """The checklist of one move, or of `any`."""

    origin: Annotated[str, Field(alias="from")]
    to: str
    items: tuple[Duty, ...]

    @model_validator(mode="after")
    def _ids_are_there_once(self) -> Duties:
        ids = [item.id for item in self.items]
        if twice := sorted({one for one in ids if ids.count(one) > 1}):
            raise ValueError(f"{self.origin} to {self.to}: twice: {', '.join(twice)}")
        return self


class Figure(Row):
    """A number in the unit of its name, and where it comes from."""

    value: Annotated[int, Field(gt=0)]
    source: Text
    date: IsoDate
    confidence: Confidence


class Pace(Row):
    """A day of work: hours in which phases begin, minutes that a phase takes people, updates of one day."""

    working_hours: Figure
    phase_minutes: Figure
    updates_a_day: Figure


class Span(Row):
    """The days within which a move has to lie."""

    origin: Annotated[str, Field(alias="from")]
    to: str
    least_days: Annotated[int, Field(gt=0)]
    most_days: Annotated[int, Field(gt=0)]
    source: Text
    date: IsoDate
    confidence: Confidence

    @model_validator(mode="after")
    def _least_is_not_most(self) -> Span:
        if self.least_days > self.most_days:
            raise ValueError(f"{self.origin} to {self.to}: least_days is above most_days")
        return self


class LeadTime(Row):
    """What has to be asked for `days` before a phase: `first`, `felt` (the first one that users feel), or its name.

    Asked `ahead`, it is there when the phase begins; asked at the `begin` of the move, the phase waits for it.
    """

    origin: Annotated[str, Field(alias="from")]
    to: str
    id: Text
    title: Text
    days: Annotated[int, Field(gt=0)]
    needed_by: Text
    asked: Literal["ahead", "begin"]
    source: Text
    date: IsoDate
    confidence: Confidence


class Labour(Row):
    """What people do in a phase for so many days, beside its update and before its gate."""

    origin: Annotated[str, Field(alias="from")]
    to: str
    phase: Text
    days: Annotated[int, Field(gt=0)]
    what: Text
    source: Text
    date: IsoDate
    confidence: Confidence


class Timing(Row):
    """Everything that lays phases on days."""

    pace: Pace
    spans: tuple[Span, ...]
    labour: tuple[Labour, ...]
    lead_times: tuple[LeadTime, ...]

    def span(self, origin: str, to: str) -> Span | None:
        """The days of a move; None where nobody set any."""
        return next((row for row in self.spans if (row.origin, row.to) == (origin, to)), None)

    def labours(self, origin: str, to: str) -> dict[str, Labour]:
        """The work of a move by phase."""
        return {row.phase: row for row in self.labour if (row.origin, row.to) == (origin, to)}

    def leads(self, origin: str, to: str) -> tuple[LeadTime, ...]:
        """The lead times of a move."""
        return tuple(row for row in self.lead_times if (row.origin, row.to) == (origin, to))


@cache
def checklists() -> tuple[Duties, ...]:
    """The checklist of every move."""
    return tuple(Duties.model_validate(row) for row in said(_FOLDER / "checklists.yaml"))


@cache
def timing() -> Timing:
    """Pace, spans and lead times."""
    return Timing.model_validate(said(_FOLDER / "timing.yaml"))


def duties_of(origin: str, to: str) -> tuple[Duty, ...]:
    """The duties of a move, in the order of the checklists: those of every move first."""
    asked = ((ANY, ANY), (origin, to))
    return tuple(item for row in checklists() if (row.origin, row.to) in asked for item in row.items)


def place_of(duty: Duty, phases: frozenset[str]) -> str | None:
    """`before`, `after`, or the phase of a duty; None where the move has none of its phases."""
    return next((one for one in duty.when if one in (BEFORE, AFTER) or one in phases), None)
