"""What a move spends of the failures that the availability of a tier allows in its window. Seconds. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from components.findings import Finding
from sayar.documents.plan import ErrorBudget
from sayar.verdict import Verdict

if TYPE_CHECKING:
    from infra.config.platform import PlatformSpec
    from infra.tiers.promises import Target
    from sayar.documents.surface import Surface

DAY_S: Final = 86400
_PERCENT: Final = 100
_EXACT: Final = 6
_LARGE: Final = 0.5
"""The part of an allowance from which a single move is worth a word."""


@dataclass(frozen=True, slots=True)
class Objective:
    """How available a tier is, in percent of a window, and every figure that the strategy has of it."""

    tier: str
    percent: float
    window_days: int
    promised: tuple[Target, ...] = ()

    @property
    def allowance_s(self) -> float:
        """Seconds that may fail in the window."""
        return allowance_s(self.percent, self.window_days)


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent in the window before a move, null where nobody knows, and who says so."""

    seconds: float | None
    says: str


UNSPENT: Final = Spent(None, "nobody said what was spent before: --metrics FILE, or budget.error_spent_s")


def allowance_s(percent: float, days: int) -> float:
    """Seconds of a window of days that may fail at an availability."""
    return round(days * DAY_S * (_PERCENT - percent) / _PERCENT, _EXACT)


def objective_of(platforms: tuple[PlatformSpec, ...]) -> Objective:
    """The stricter of both ends: what a move spends is in the windows of the tier before and of the one after it."""
    from infra.tiers.promises import promises

    def strict(platform: PlatformSpec) -> float:
        row = platform.monitoring.objective
        return allowance_s(row.availability_percent, row.window_days)

    platform = min(platforms, key=strict)
    row = platform.monitoring.objective
    return Objective(
        platform.tier,
        row.availability_percent,
        row.window_days,
        promises().tiers[platform.tier].availability_percent,
    )


def error_budget(objective: Objective, spent: Spent, surfaces: Mapping[str, Surface]) -> ErrorBudget:
    """What is left, what the surface that fails longest takes of it, and how many moves of this kind a window allows.

    Where nobody knows what was spent, the move is held against the whole allowance, and nothing says what is left.
    """
    typical = _longest([one.error_s.typical for one in surfaces.values()])
    worst = _longest([one.error_s.worst for one in surfaces.values()])
    allowance = objective.allowance_s
    left = None if spent.seconds is None else round(allowance - spent.seconds, _EXACT)
    return ErrorBudget(
        tier=objective.tier,
        allowance_s=allowance,
        spent_s=spent.seconds,
        left_s=left,
        verdict=_verdict(typical, worst, allowance if left is None else left),
        availability_percent=objective.percent,
        window_days=objective.window_days,
        typical_s=typical,
        worst_s=worst,
        moves=_times(allowance, typical),
        says=spent.says,
    )


def _times(allowance: float, typical: float | None) -> int | None:
    """How often an allowance holds so many seconds; None for no bound."""
    many = allowance / typical if typical else math.inf
    return math.floor(many) if math.isfinite(many) else None


def _longest(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return None if len(known) < len(values) else max(known, default=0)


def _verdict(typical: float | None, worst: float | None, left: float) -> Verdict:
    """A move that spends nothing is never refused for what was spent before it."""
    if typical is None:
        return "unknown"
    if typical > 0 and typical > left:
        return "breach"
    if worst is None or (worst > 0 and worst > left):
        return "at_risk"
    return "ok"


def findings_of(found: ErrorBudget, objective: Objective, budget_s: float | None) -> Iterator[Finding]:
    """Why the budget says what it says, and where the strategy allows more downtime than availability."""
    if found.verdict in ("breach", "at_risk"):
        spends = found.typical_s if found.verdict == "breach" else found.worst_s
        left = f"{found.left_s:,.0f} s are left of" if found.left_s is not None else "of"
        text = (
            f"The move spends {spends or 0:,.0f} s{' at worst' if found.verdict == 'at_risk' else ''}; {left} "
            f"{found.allowance_s:,.0f} s that {found.availability_percent:g} % of {found.window_days} days allow "
            f"({found.says})."
        )
        yield Finding("error-budget", "warning", text, "sayar:monitoring.objective")
    for row in objective.promised:
        allowed = allowance_s(row.value, objective.window_days)
        if budget_s and budget_s > allowed * _LARGE:
            text = (
                f"The strategy lets this move interrupt for {budget_s:,.0f} s, {budget_s / allowed:.0%} of the "
                f"{allowed:,.0f} s that {row.value:g} % of {objective.window_days} days allow."
            )
            yield Finding("downtime-against-availability", "info", text, f"INFRA-001, {row.source}")
