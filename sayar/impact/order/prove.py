"""The proof of a phase: its comparison reduced to a problem, and each surface decided."""

from __future__ import annotations

from collections.abc import Mapping

from sayar.graph.model import Comparison, Graph
from sayar.impact.order.check import MAX_STATES, Proof, check
from sayar.impact.order.reduce import problem_of
from sayar.impact.read import Services
from sayar.verdict import Effect


def prove(
    comparison: Comparison,
    old: Graph,
    new: Graph,
    services: Services,
    effects: Mapping[str, Effect],
    *,
    parallelism: int | None = None,
    max_states: int = MAX_STATES,
) -> Proof:
    """Whether each surface stays served whatever order the engine chooses, one failure and the rerun included.

    `effects` are those of the forecast, by URN of the change. `parallelism` is the engine's (`--parallel`; its default
    of 4 for each core differs by machine); None proves it for every one. `max_states` bounds the moments tried for one
    surface: past it the surface is `undecided`, and `bounds` of the proof says so. The same input gives the same proof.
    """
    problem = problem_of(comparison, old, new, services, effects, parallelism=parallelism)
    return check(problem, max_states=max_states)
