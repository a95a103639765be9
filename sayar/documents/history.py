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


class HistoryLine(Part):
    """What one command adds to what is known of a move; what a line leaves out (null or empty) it says nothing about.

    `forecast` is by phase and surface, `measured` by the start of the probe, phase and surface; a phase of "" is none.
    """

    model_config = _OPEN
    format: Literal["sayar.history/1"] = FORMAT
    move: MoveId
    triggered: IsoDate | None = None
    finished: str | None = None
    forecast: dict[str, dict[str, ForecastSeconds]] = {}
    measured: dict[str, dict[str, dict[str, MeasuredSeconds]]] = {}
