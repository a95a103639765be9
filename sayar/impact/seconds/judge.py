"""The verdict of one surface: rule 8."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sayar.documents.services import ReadWrite
from sayar.verdict import Effect, Verdict


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides: the effects that reach the surface, its seconds, and whether a buffer's window is exceeded.

    `typical` and `worst` are seconds of failing requests; `read` and `write` are typical and worst of what is down.
    """

    effects: frozenset[Effect]
    typical: float
    worst: float
    read: tuple[float, float]
    write: tuple[float, float]
    window_typical: bool
    window_worst: bool


def verdict_of(budget_s: float | ReadWrite | None, facts: Facts) -> Verdict:
    """The contract's order: blocked, breach, unknown, at risk, ok. A budget of null judges no time."""
    held = list(_held(budget_s, facts))
    if facts.effects & {"blocked", "data_loss"}:
        return "blocked"
    if facts.window_typical or any(over(typical, budget) and not math.isinf(typical) for typical, _, budget in held):
        return "breach"
    # Seconds that nobody knows decide nothing where no budget is held against them.
    if "unknown" in facts.effects or any(math.isinf(typical) for typical, _, _ in held):
        return "unknown"
    return "at_risk" if facts.window_worst or any(over(worst, budget) for _, worst, budget in held) else "ok"


def over(seconds: float, budget: float) -> bool:
    """True where more is used than was promised; what only sums of fractions differ by is not more."""
    return seconds > budget and not math.isclose(seconds, budget)


def _held(budget_s: float | ReadWrite | None, facts: Facts) -> Iterator[tuple[float, float, float]]:
    """What is held against what: errors against one budget, what is down of each against those of both."""
    if isinstance(budget_s, ReadWrite):
        for (typical, worst), budget in ((facts.read, budget_s.read), (facts.write, budget_s.write)):
            if budget is not None:
                yield typical, worst, budget
    elif budget_s is not None:
        yield facts.typical, facts.worst, budget_s
