"""The verdict of one surface: rule 8."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sayar.documents.services import ReadWrite
from sayar.impact.seconds.feel import Felt
from sayar.verdict import Effect, Verdict


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides: the effects that reach the surface, its seconds, and whether a buffer's window is exceeded."""

    effects: frozenset[Effect]
    typical: Felt
    worst: Felt
    window_typical: bool
    window_worst: bool


def verdict_of(budget_s: float | ReadWrite | None, facts: Facts) -> Verdict:
    """The contract's order: blocked, breach, unknown, at risk, ok. A budget of null judges no time."""
    if facts.effects & {"blocked", "data_loss"}:
        return "blocked"
    if _over(budget_s, facts.typical) or facts.window_typical:
        return "breach"
    if "unknown" in facts.effects or _untold(budget_s, facts.typical):
        return "unknown"
    return "at_risk" if _over(budget_s, facts.worst, untold=True) or facts.window_worst else "ok"


def _over(budget_s: float | ReadWrite | None, seconds: Felt, *, untold: bool = False) -> bool:
    return any(value > budget and (untold or not math.isinf(value)) for value, budget in _held(budget_s, seconds))


def _untold(budget_s: float | ReadWrite | None, seconds: Felt) -> bool:
    """Seconds that nobody knows, where they would be held against a budget."""
    return any(math.isinf(value) for value, _ in _held(budget_s, seconds))


def _held(budget_s: float | ReadWrite | None, seconds: Felt) -> list[tuple[float, float]]:
    """What is held against what: errors against one budget, what is down of each against those of both."""
    if isinstance(budget_s, ReadWrite):
        both = ((seconds.read, budget_s.read), (seconds.write, budget_s.write))
        return [(value, budget) for value, budget in both if budget is not None]
    return [] if budget_s is None else [(seconds.error, budget_s)]
