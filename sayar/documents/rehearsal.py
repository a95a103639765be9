"""What a rehearsal did, `format: "sayar.rehearsal/1"`. Seconds are those of stand-ins on this machine."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sayar.documents.base import Part
from sayar.documents.plan import IsoDate
from sayar.documents.surface import Span
from sayar.verdict import Verdict

FORMAT: Literal["sayar.rehearsal/1"] = "sayar.rehearsal/1"

Count = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(ge=0)]
Way = Literal["there", "back"]
Against = Literal["state", "offline", "again"]
"""The forecast from the real state, the one from the stack files alone, or the preview after the update."""


class Counts(Part):
    """Resources by what happens to them; a replacement counts once."""

    create: Count
    update: Count
    replace: Count
    delete: Count


class Disagreement(Part):
    """A resource on which engine and forecast differ; `reason` null: nobody knows why, and the rehearsal fails.

    `against` are the forecasts that say so; for `again` the forecast is that nothing is left to do.
    """

    against: tuple[Against, ...]
    urn: str
    forecast: str
    engine: str
    reason: str | None


class Rehearsed(Part):
    """One update. `forecast` is that from the real state, `offline` that from the stack files.

    `surfaces` are forecast hard downtimes. `steps` are what was done at the stand-ins, by the engine's word. `ran` is
    false where a quick rehearsal had nothing to run, as people do or wait for something and no resource changes.
    """

    way: Way
    origin: str = Field(alias="from")
    to: str
    phase: str
    kind: Literal["config", "human", "wait"]
    ran: bool
    seconds: Seconds
    forecast: Counts
    offline: Counts
    engine: Counts
    steps: dict[str, Count]
    verdict: Verdict
    surfaces: dict[str, Span]
    differences: tuple[Disagreement, ...]


class Totals(Part):
    """All updates together. `unexplained` is part of `differences`."""

    updates: Count
    planned: Count
    seconds: Seconds
    engine: Counts
    differences: Count
    unexplained: Count


class Broken(Part):
    """Where the engine failed: what it said, with what was and was not done, and what was not rehearsed any more."""

    way: Way
    origin: str = Field(alias="from")
    to: str
    phase: str
    said: tuple[str, ...]
    not_rehearsed: tuple[str, ...]


class RehearsalDocument(Part):
    """A move rehearsed there and back. `folder` is the project of the rehearsal, null where it was removed."""

    format: Literal["sayar.rehearsal/1"] = FORMAT
    as_of: IsoDate
    stack: str
    origin: str = Field(alias="from")
    to: str
    mode: Literal["full", "quick"]
    updates: tuple[Rehearsed, ...]
    totals: Totals
    waived: tuple[str, ...]
    not_proven: tuple[str, ...]
    failed: Broken | None
    folder: str | None
    exit_code: Literal[0, 5, 6]
