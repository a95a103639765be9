"""The triggers document, `format: sayar.triggers/1`: whether a move is due, why, and when it will be."""

from __future__ import annotations

from typing import Literal

from sayar.documents.base import Part
from sayar.documents.plan import IsoDate

FORMAT: Literal["sayar.triggers/1"] = "sayar.triggers/1"
Status = Literal["stay", "watch", "plan", "due", "undecided"]
State = Literal["true", "false", "unknown"]


class CrossesOn(Part):
    """When a trigger will be met if use goes on as it did; `latest` null: perhaps never."""

    earliest: IsoDate
    expected: IsoDate
    latest: IsoDate | None


class TriggerNow(Part):
    """One reason to move up, with its window in days and the part of it that is known, null for what is declared."""

    id: str
    state: State
    value: float | None
    threshold: float | None
    op: Literal[">=", ">", "declared"]
    unit: str
    window: int | None
    completeness: float | None
    crosses_on: CrossesOn | None
    reason: str


class TriggersDocument(Part):
    """Whether a tier is still the right one. `begin_by` is the day on which a move has to be begun, null for none."""

    format: Literal["sayar.triggers/1"] = FORMAT
    as_of: IsoDate
    tier: str
    recommended: str
    status: Status
    lead_days: int | None
    begin_by: IsoDate | None
    triggers: tuple[TriggerNow, ...]
    notes: tuple[str, ...]
    exit_code: int
