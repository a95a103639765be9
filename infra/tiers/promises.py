"""Reads the promises of the tiers: target profile, performance, triggers, cost targets and downtime budgets."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Range(_Row):
    """What the tier is made for: `low` to `high` of something, null where the strategy leaves it open."""

    what: Literal["businesses", "api_requests_month", "revenue_usd_month", "months_in_tier"]
    low: float | None
    high: float | None
    source: str


class Target(_Row):
    """One figure and the section that says it: seconds, users or percent."""

    value: float
    source: str


class FeedTarget(_Row):
    """A CSV feed of so many products is made in so many seconds."""

    seconds: float
    products: int
    source: str


class CostTarget(_Row):
    """A range in USD a month."""

    low: float
    high: float | None
    source: str


class Trigger(_Row):
    """A reason to move up; `declared` needs somebody to say so."""

    id: str
    metric: str | None
    op: Literal[">=", ">", "declared"]
    value: float | None
    unit: str
    consistently: bool = False


class Plans(_Row):
    """The plans as the strategy names them; null where it names none."""

    backend: str | None
    frontend: str | None
    database: str | None
    edge: str | None


class TierPromises(_Row):
    """Everything that INFRA-001 promises for one tier."""

    name: str
    profile: tuple[Range, ...]
    use_case: str
    plans: Plans
    response_s: Target
    feed: FeedTarget
    concurrent_users: Target
    availability_percent: tuple[Target, ...]
    monthly_cost_usd: tuple[CostTarget, ...]
    capabilities: tuple[str, ...]
    triggers: tuple[Trigger, ...]


class MoveBudget(_Row):
    """How long a move may interrupt, in seconds; null where the strategy sets no figure."""

    origin: str = Field(alias="from")
    to: str
    downtime_s: int | None
    source: str


class Contradiction(_Row):
    """Two things that the strategy says and that cannot both hold, and what the project does about it."""

    id: str
    says: tuple[str, ...]
    kept: str


class Promises(_Row):
    """The whole table."""

    tiers: dict[str, TierPromises]
    moves: tuple[MoveBudget, ...]
    contradictions: tuple[Contradiction, ...]


@cache
def promises() -> Promises:
    """The table of promises, read once."""
    with (Path(__file__).parent / "promises.yaml").open(encoding="utf-8") as file:
        return Promises.model_validate(yaml.load(file, Loader=yaml.CSafeLoader))


def move_budget(origin: str, to: str) -> MoveBudget | None:
    """The budget of a move between neighbours. The way down is held to the budget of the way up; null for others."""
    for move in promises().moves:
        if {move.origin, move.to} == {origin, to}:
            return move
    return None
