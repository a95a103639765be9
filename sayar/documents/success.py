"""What the status document says of success: the strategy's metrics, and its checklist."""

from __future__ import annotations

from typing import Literal

from sayar.documents.base import Part
from sayar.documents.plan import IsoDate
from sayar.documents.triggers import State

Kind = Literal["computed", "series", "human"]


class TargetNow(Part):
    """What a figure is held against, who says so, and whether it holds."""

    value: float
    source: str
    met: State


class Reading(Part):
    """A metric of one tier or one move, "" for the platform as a whole; `unit` may differ from that of all moves.

    `value` is null where too little is known, and `reason` says what is missing. `completeness` is the part of the
    window that is known, 0 to 1; null where the metric has no window of days.
    """

    of: str
    value: float | None
    unit: str = ""
    targets: tuple[TargetNow, ...] = ()
    completeness: float | None = None
    reason: str


class MetricNow(Part):
    """One of the strategy's metrics. `duty`: what people have to do so that it is known, null where it is known.

    `value` and `reason` are those of the tier that the stack is in, or what all finished moves say together.
    """

    id: str
    says: str
    kind: Kind
    unit: str
    state: Literal["known", "unknown"]
    value: float | None
    reason: str
    duty: str | None
    series: tuple[str, ...]
    source: str
    readings: tuple[Reading, ...]


class CheckItem(Part):
    """An item of the strategy's timeline, or a review that comes again every month.

    `ticked_by` null: nobody has; the reason then says what is missing or whose duty it is. `done_on`, `by` and `note`
    are of the newest record, also of a review that is due again.
    """

    id: str
    group: str
    says: str
    state: Literal["done", "open", "unknown"]
    ticked_by: Literal["system", "people"] | None
    reason: str
    every: Literal["once", "month"]
    done_on: IsoDate | None
    by: str | None
    note: str | None
    source: str
