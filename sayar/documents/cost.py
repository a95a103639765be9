"""What a tier or a move costs, in USD a month: the `cost` of a plan, and the cost document, `format: sayar.cost/1`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sayar.documents.base import Part
from sayar.verdict import Verdict

FORMAT: Literal["sayar.cost/1"] = "sayar.cost/1"
Judged = Literal["pass", "over", "undecided"]


class Money(Part):
    """A range and what is expected in it; null where a price is missing."""

    low: float | None
    high: float | None
    expected: float | None


class CostTarget(Part):
    """A figure of the strategy and whether the forecast meets it. Targets inform, the budget of the stack gates."""

    source: str
    low: float | None
    high: float | None
    verdict: Judged
    why: str


class Line(Part):
    """One position of a bill."""

    label: str
    vendor: str
    sku: str
    region: str | None
    quantity: float
    unit: str
    unit_usd: float
    factor: float
    amount: float
    kind: Literal["plan", "usage", "addon", "credit", "saving", "one_off"]
    confidence: Literal["measured", "documented", "assumed"]
    as_of: str
    source: str
    assumed: bool


class VendorCost(Part):
    """What one vendor gets, before and after; at least that where something of it has no price."""

    vendor: str
    origin: Annotated[float, Field(alias="from")]
    to: float
    delta: float
    at_least_before: bool
    at_least: bool


class PerBusiness(Part):
    """What one active business costs a month. `assumed`: nobody said how many there are."""

    low: float
    expected: float
    high: float
    businesses: float
    assumed: bool


class BudgetVerdict(Part):
    """The stack's own budget, which gates; `waived_until` is the date of a waiver that holds."""

    monthly_usd: float
    owner: str
    verdict: Judged
    why: str
    waived_until: str | None


class Saving(Part):
    """What a decision would take off a month, and what is to be feared of it. `taken`: it is in the figures."""

    id: str
    title: str
    saves: float
    taken: bool
    caution: str
    source: str


class Optimisation(Part):
    """What could be changed for less money: the figure, the change of the config that gets it, what it rests on.

    `saves` null: no figure can be given, and the text says why.
    """

    id: str
    text: str
    saves: float | None
    change: str
    source: str


class Alarm(Part):
    """How somebody hears that a vendor's bill grows.

    `at_usd` is what a resource was made with, else the vendor's part of the budget at its first threshold.

    `by` is `resource` where the program makes it, `manual` where people have to, `nobody` where the vendor has nothing.
    `forecast`: it speaks of what the month will come to as well.
    """

    vendor: str
    at_usd: float
    by: Literal["resource", "manual", "nobody"]
    forecast: bool
    how: str
    source: str


class PhaseCost(Part):
    """A phase of a move: what a month of it would cost, and the least days that it lasts."""

    name: str
    monthly: float
    days: float


class TransitionCost(Part):
    """What a move costs beside the months before and after: the days in which more stands than either tier needs.

    `extra_usd` is what is paid above the dearer of both ends, over the least days of the phases; `peak` is the dearest
    phase as a month.
    """

    days: float
    extra_usd: float
    peak: float
    phases: tuple[PhaseCost, ...]


class Leftover(Part):
    """What stays at a vendor when it has left the state. `monthly` null where nobody knows."""

    urn: str
    type: str
    phase: str
    monthly: float | None
    why: str


class Prices(Part):
    """The price rows that a bill rests on."""

    oldest: str | None
    newest: str | None
    rows: int
    unverified: int
    unverified_usd: float
    stale: tuple[str, ...]


class Cost(Part):
    """Before, after, the difference. `at_least`: something has no price, so the truth is higher.

    `at_least_before` says the same of `from`. Lines are of what is expected, of `to`. `outside` is what the platform
    causes and is on no bill of its vendors.
    """

    origin: Annotated[Money | None, Field(alias="from")]
    to: Money | None
    delta: Money | None
    at_least: bool
    targets: tuple[CostTarget, ...]
    verdict: Verdict
    lines: tuple[Line, ...]
    unpriced: tuple[str, ...]
    vendors: tuple[VendorCost, ...] = ()
    per_business: PerBusiness | None = None
    budget: BudgetVerdict | None = None
    savings: tuple[Saving, ...] = ()
    optimisations: tuple[Optimisation, ...] = ()
    transition: TransitionCost | None = None
    leftovers: tuple[Leftover, ...] = ()
    prices: Prices | None = None
    outside: tuple[str, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    at_least_before: bool = False


class CostDocument(Part):
    """The cost of some tiers, each by itself."""

    format: Literal["sayar.cost/1"] = FORMAT
    as_of: str
    tiers: dict[str, Cost]
    verdict: Verdict
    exit_code: Literal[0, 3, 4]
