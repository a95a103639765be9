"""The runbook document, `format: sayar.runbook/1`: what people and the engine do in a move, in order.

Seconds, unless a key says otherwise. Days count from 1; days before the beginning are 0 and less. Dates are null where
no day was given to begin on.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sayar.documents.base import Part
from sayar.documents.plan import Change, Confidence, IsoDate, ManualStep, Summary
from sayar.documents.surface import Surface
from sayar.verdict import Verdict

FORMAT = "sayar.runbook/1"


class Item(Part):
    """A duty, what tells that it is done, and the section of the strategy that asks for it.

    `already` is True where no phase of this move does it: then it has to be so before the move.
    """

    text: str
    by: Literal["command", "metric", "person"]
    check: str
    source: str
    already: bool = False


class Order(Part):
    """What has to be asked for `days` before a phase needs it, and the day to ask on."""

    id: str
    title: str
    days: int
    needed_by: str
    day: int
    date: IsoDate | None
    source: str
    as_of: IsoDate
    confidence: Confidence


class Passing(Part):
    """What must hold before the next phase begins, for `wait_s` at least, and what tells."""

    text: str
    check: str
    wait_s: int


class Days(Part):
    """The day on which a phase begins, and the one on which its gate may be passed."""

    first: int
    last: int
    first_date: IsoDate | None
    last_date: IsoDate | None


class Work(Part):
    """What people do in a phase for so many days, beside its update."""

    days: int
    what: str
    source: str


class Group(Part):
    """Changes that need no reader of their own: the component, and how many are made, edited or taken away."""

    component: str
    summary: Summary


class RunbookPhase(Part):
    """One phase: `run` are command lines in order, `refused` says why `sayar up` would not run it, else null.

    `notable` are the changes that replace, delete or touch a surface; `others` counts the rest;
    `felt` is what users notice, in words.
    """

    number: int
    name: str
    kind: Literal["config", "human", "wait"]
    title: str
    why: str
    days: Days
    work: Work | None
    run: tuple[str, ...]
    summary: Summary
    notable: tuple[Change, ...]
    others: tuple[Group, ...]
    surfaces: dict[str, Surface]
    felt: tuple[str, ...]
    refused: str | None
    manual: tuple[ManualStep, ...]
    checklist: tuple[Item, ...]
    gate: Passing
    rollback: str
    back: str
    one_way: bool
    released: tuple[str, ...]


class Left(Part):
    """What leaves the state in a phase and is not deleted. Without a vendor, as a password, it is nowhere else."""

    name: str
    type: str
    phase: str
    stateful: bool
    at_vendor: bool


class DaysAllowed(Part):
    """The days within which the move has to lie."""

    least: int
    most: int
    source: str


class RunbookDocument(Part):
    """The runbook of one move. `least_s` are the seconds that its gates wait at least, one after another.

    `left` are resources that stay at a vendor, `settings` sentences about what deleting does not undo.
    """

    format: Literal["sayar.runbook/1"] = "sayar.runbook/1"
    stack: str
    domain: str
    as_of: IsoDate
    origin: Annotated[str, Field(alias="from")]
    to: str
    begin: IsoDate | None
    verdict: Verdict
    conclusion: str
    budget_s: float | None
    surfaces: dict[str, Surface]
    least_s: int
    days: int
    allowed: DaysAllowed | None
    warnings: tuple[str, ...]
    orders: tuple[Order, ...]
    before: tuple[Item, ...]
    phases: tuple[RunbookPhase, ...]
    after: tuple[Item, ...]
    finish: str
    left: tuple[Left, ...]
    settings: tuple[str, ...]
