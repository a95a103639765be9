"""The plan document, `format: sayar.plan/1`: what a move changes, what it costs its users, and the verdict.

Seconds and USD a month, unless a key says otherwise. Null means: not known, never zero.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from sayar.documents.base import Part
from sayar.documents.cost import Cost
from sayar.documents.surface import Surface
from sayar.graph.model import Op, Order
from sayar.verdict import Effect, Verdict

FORMAT = "sayar.plan/1"

IsoDate = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Seconds = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=0)]
Confidence = Literal["measured", "documented", "assumed"]


class Tier(Part):
    """One end of a move."""

    tier: str


class Summary(Part):
    """How many resources, a replacement counted once. Components and explicit providers count."""

    create: Count
    update: Count
    replace: Count
    delete: Count
    same: Count


class Change(Part):
    """What happens to one resource. Seconds are null where no fact says them."""

    urn: str
    type: str
    name: str
    op: Op
    order: Order | None
    properties: tuple[str, ...]
    replace_properties: tuple[str, ...]
    may_replace: bool
    stateful: bool
    protected: bool
    retained: bool
    surfaces: tuple[str, ...]
    effect: Effect
    typical_s: Seconds | None
    worst_s: Seconds | None
    confidence: Confidence | None
    source: str


class StepDowntime(Part):
    """What the users of each surface feel in one step."""

    surfaces: dict[str, Surface]


class SurfaceOrder(Part):
    """Whether one surface stays served whatever order the engine chooses, one failure and the rerun included.

    `interruptions` are steps during which it is down as the forecast says; a broken one has the shortest `trace`.
    """

    status: Literal["served", "broken", "undecided"]
    interruptions: tuple[str, ...]
    trace: tuple[str, ...]
    reasons: tuple[str, ...]


class OrderProof(Part):
    """The proof of an update's order: moments tried over `steps`, and every bound that was reached."""

    surfaces: dict[str, SurfaceOrder]
    states: Count
    steps: Count
    bounds: tuple[str, ...]


class Step(Part):
    """One update, or something that people do or wait for. `proof` is there where it was asked for."""

    name: str
    kind: Literal["config", "human", "wait"]
    summary: Summary
    changes: tuple[Change, ...]
    downtime: StepDowntime
    gate: str
    rollback: str
    one_way: bool
    released: tuple[str, ...]
    proof: OrderProof | None = None


class Downtime(Part):
    """All phases together, held against the budget of the move."""

    budget_s: Seconds | None
    verdict: Verdict
    surfaces: dict[str, Surface]


class ErrorBudget(Part):
    """What the tier's availability allows in its window, what is left of it, and what the move takes.

    `typical_s` and `worst_s` are of the surface that fails longest; `moves` is how many moves of this kind the
    allowance of a window holds, null for no bound. `says` is where `spent_s` comes from.
    """

    tier: str
    allowance_s: Seconds
    spent_s: Seconds | None
    left_s: float | None
    verdict: Verdict
    availability_percent: float
    window_days: Count
    typical_s: Seconds | None
    worst_s: Seconds | None
    moves: Count | None
    says: str


class Due(Part):
    """Whether the move is due, from the metrics that were given: `met` and `unknown` are ids of triggers."""

    tier: str
    recommended: str
    status: Literal["stay", "watch", "plan", "due", "undecided"]
    met: tuple[str, ...]
    unknown: tuple[str, ...]


class PolicyException(Part):
    """Who decided that a rule does not hold here, why, until when."""

    owner: str
    reason: str
    until: IsoDate


class PolicyFinding(Part):
    """A policy rule that a resource breaks."""

    rule: str
    urn: str
    message: str
    remedy: str
    controls: tuple[str, ...]
    exception: PolicyException | None


class Policy(Part):
    """Broken rules: mandatory ones refuse, advisory ones inform."""

    mandatory: tuple[PolicyFinding, ...]
    advisory: tuple[PolicyFinding, ...]


class ManualStep(Part):
    """What no program does: in which phase, why, how, and how to see that it is done."""

    phase: str
    title: str
    why: str
    how: str
    check: str


class Finding(Part):
    """What a reader should know beside the changes."""

    id: str
    severity: Literal["info", "warning", "critical"]
    text: str
    source: str


class Coverage(Part):
    """How much of the forecast stands on facts. `assumed` counts changes and secrets that were taken as equal."""

    changes: Count
    with_fact: Count
    assumed: Count
    unknown: Count
    priced: Count
    unpriced: Count


class PlanDocument(Part):
    """The forecast of one move."""

    format: Literal["sayar.plan/1"] = "sayar.plan/1"
    source: Literal["offline", "state", "engine"]
    as_of: IsoDate
    origin: Annotated[Tier | None, Field(alias="from")]
    to: Tier | None
    direct: Step
    phases: tuple[Step, ...]
    downtime: Downtime
    cost: Cost | None
    slo: ErrorBudget | None
    policy: Policy | None
    manual_steps: tuple[ManualStep, ...]
    findings: tuple[Finding, ...]
    coverage: Coverage
    verdict: Verdict
    exit_code: Literal[0, 3, 4]
    due: Due | None = None
