"""Where a platform stands, `format: "sayar.status/1"`: tier, move under way, moves of before. Seconds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sayar.documents.base import Part
from sayar.documents.history import ForecastSeconds, MeasuredSeconds
from sayar.documents.move import UnderWay
from sayar.documents.plan import IsoDate
from sayar.documents.success import CheckItem, MetricNow

FORMAT: Literal["sayar.status/1"] = "sayar.status/1"


class Felt(Part):
    """Hard downtime of a surface: as it was forecast and as it was measured; null where nobody did."""

    forecast: ForecastSeconds | None
    measured: MeasuredSeconds | None


class PastMove(Part):
    """A move, finished or not. `surfaces`: all of its phases together; a phase of "" is outside of any."""

    origin: Annotated[str, Field(alias="from")]
    to: str
    started: str
    finished: str | None
    undone: str | None
    surfaces: dict[str, Felt]
    phases: dict[str, dict[str, Felt]]


class StatusDocument(Part):
    """A stack as its own file and its history say. The moves are in the order in which they began.

    `measured_to` is the day that windows of series end with, null where no metrics were given.
    """

    format: Literal["sayar.status/1"] = FORMAT
    stack: str
    as_of: IsoDate
    tier: str
    domain: str
    move: UnderWay | None
    moves: tuple[PastMove, ...]
    measured_to: IsoDate | None = None
    metrics: tuple[MetricNow, ...] = ()
    checklist: tuple[CheckItem, ...] = ()
    notes: tuple[str, ...] = ()
