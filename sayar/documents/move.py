"""Where a stack is in its move, `format: "sayar.move/1"`. Seconds; times are RFC 3339 in UTC."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sayar.documents.base import Part
from sayar.documents.plan import IsoDate

FORMAT: Literal["sayar.move/1"] = "sayar.move/1"

Seconds = Annotated[float, Field(ge=0)]
Kind = Literal["config", "human", "wait"]


class GateNow(Part):
    """What must hold before the next phase begins. `left_s`: of the least time in the phase; null: nobody knows yet."""

    kind: Literal["update", "plan", "metric", "weight", "soak", "approval", "done"]
    text: str
    check: str
    wait_s: Seconds
    left_s: Seconds | None


class ByHand(Part):
    """What people do in a phase."""

    title: str
    why: str
    how: str
    check: str


class WaiverNow(Part):
    """A gate that somebody decided to skip; `in_force` up to and with its last day."""

    gate: str
    by: str
    reason: str
    until: IsoDate
    in_force: bool


class PhaseNow(Part):
    """One phase. `since`: when it was applied, or began where nothing is applied; null where nobody wrote it down."""

    name: str
    kind: Kind
    title: str
    why: str
    weight: int | None
    one_way: bool
    since: str | None
    gate: GateNow
    manual: tuple[ByHand, ...]


class PhaseName(Part):
    """A phase that is not there yet."""

    name: str
    kind: Kind
    title: str


class UnderWay(Part):
    """A move under way. `number` counts from 1; `base_changed`: the old tier is no longer what it was at the start."""

    origin: str = Field(alias="from")
    to: str
    started: IsoDate
    number: Annotated[int, Field(ge=1)]
    phases: tuple[str, ...]
    phase: PhaseNow
    next: PhaseName | None
    base_changed: bool
    waivers: tuple[WaiverNow, ...]
    rollback: str
    way_back: str


class MoveDocument(Part):
    """The move of a stack; null where none is under way. Windows are measured against `as_of`."""

    format: Literal["sayar.move/1"] = FORMAT
    stack: str
    as_of: IsoDate
    tier: str
    move: UnderWay | None
