"""One line of `history/NAME.jsonl`, `format: "sayar.history/1"`: what was said or measured of one move. Seconds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from sayar.documents.base import Part
from sayar.documents.plan import IsoDate
from sayar.documents.probe import MoveId

FORMAT: Literal["sayar.history/1"] = "sayar.history/1"

Seconds = Annotated[float, Field(ge=0)]
_OPEN = ConfigDict(extra="ignore")
"""Keys may be added without a new version: an older program reads what it knows."""


class ForecastSeconds(Part):
    """Hard downtime of a surface in a phase, as it was forecast; null where nobody knew."""

    model_config = _OPEN
    typical: Seconds | None
    worst: Seconds | None


class MeasuredSeconds(Part):
    """What one probe measured of a surface in a phase. `down_s` is part of `measured_s`."""

    model_config = _OPEN
    measured_s: Seconds
    down_s: Seconds
    longest_s: Seconds


class GatePassed(Part):
    """What somebody looked at before the next phase began, or why it was waived; RFC 3339 in UTC."""

    model_config = _OPEN
    by: str
    looked_at: str
    at: str


class HistoryLine(Part):
    """What one command adds to what is known of a move; what a line leaves out (null or empty) it says nothing about.

    `forecast` is by phase and surface, `measured` by the start of the probe, phase and surface; a phase of "" is none.
    `begun` is when the stack's file came to name a phase, `left` when it left one backwards, `applied` when its update
    was through, `undone` when the move was taken back whole; RFC 3339 in UTC.
    """

    model_config = _OPEN
    format: Literal["sayar.history/1"] = FORMAT
    move: MoveId
    triggered: IsoDate | None = None
    finished: str | None = None
    forecast: dict[str, dict[str, ForecastSeconds]] = {}
    measured: dict[str, dict[str, dict[str, MeasuredSeconds]]] = {}
    begun: dict[str, str] = {}
    left: dict[str, str] = {}
    applied: dict[str, str] = {}
    passed: dict[str, GatePassed] = {}
    undone: str | None = None
