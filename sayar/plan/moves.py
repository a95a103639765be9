"""The moves that can be asked for: between two tiers, or from what is deployed to a tier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sayar import urn
from sayar.documents.plan import PlanDocument
from sayar.facts.replacement import load_facts
from sayar.graph.compare import compare
from sayar.graph.errors import InputError
from sayar.graph.load import load_graph
from sayar.graph.model import Graph
from sayar.plan.asof import newest_fact
from sayar.plan.error_budget import objective_of
from sayar.plan.forecast import Move, Source, fold, released
from sayar.plan.immutable import of_state
from sayar.plan.known import NOTHING_KNOWN, Known
from sayar.plan.money import cost_of_move
from sayar.platform import (
    DEFAULT_STACK,
    PROJECT,
    PlatformGraph,
    at_rest,
    record_config,
    tier_config,
    with_findings,
)

if TYPE_CHECKING:
    from infra.config.stack import StackConfig


def between_tiers(
    origin: str,
    to: str,
    *,
    config_dir: Path,
    stack: str | None = None,
    overrides: Sequence[str] = (),
    as_of: str | None = None,
    prove: bool = False,
    known: Known = NOTHING_KNOWN,
) -> PlanDocument:
    """The forecast from one tier to another; `overrides` are of the target alone. Raises ConfigError.

    With overrides both may be the same tier: what if it were another one in these leaves.

    The target is recorded first, so that a tier that cannot be built is refused before anything else is done.
    """
    from infra.config.errors import refuse
    from infra.config.load import tier_named

    for name in (origin, to):
        tier_named(name)
    if origin == to and not overrides:
        raise refuse("", "--to", to, f"another tier than --from {origin}, or --set with what is to differ")
    from sayar.plan.phased import recorded

    own = stack is not None
    target = tier_config(to, config_dir=config_dir, stack=stack, overrides=overrides, own_file=own)
    was = tier_config(origin, config_dir=config_dir, stack=stack, own_file=own)
    deployed, after, phases = recorded(was, target, stack or DEFAULT_STACK)
    return document_of(
        deployed, with_findings(after, target), "offline", as_of=as_of, was=was, phases=phases, prove=prove, known=known
    )


def from_state(
    state: Path,
    to: str,
    *,
    config_dir: Path,
    stack: str | None = None,
    overrides: Sequence[str] = (),
    as_of: str | None = None,
    prove: bool = False,
    known: Known = NOTHING_KNOWN,
) -> PlanDocument:
    """The forecast from a stack export to a tier, under the export's own stack name. Raises InputError, ConfigError."""
    from infra.config.load import tier_named

    tier_named(to)
    deployed = load_graph(state)
    under = stack_of(deployed, str(state)) or stack or DEFAULT_STACK
    config = tier_config(to, config_dir=config_dir, stack=stack, overrides=overrides, own_file=stack is not None)
    was, phases = made_from(deployed, config_dir, stack), None
    if was is None:
        target = record_config(config, stack=under)
    else:
        from sayar.plan.phased import recorded

        _, after, phases = recorded(was, config, under)
        target = with_findings(after, config)
    return document_of(
        deployed, target, "state", as_of=as_of, was=was, sure=False, phases=phases, prove=prove, known=known
    )


def made_from(state: Graph, config_dir: Path, stack: str | None) -> StackConfig | None:
    """What a state was made from, as far as it says: its tier, and the phase of a move that was under way.

    None where it says nothing, and where what it says is not to be had from the stack files any more.
    """
    from infra.config.errors import ConfigError
    from infra.config.load import load_tier
    from sayar.plan.phased import phase_configs

    tier = tier_of(state)
    if tier is None:
        return None
    try:
        there = at_rest(load_tier(config_dir, tier, stack=own_stack(config_dir, stack)))
        under_way = move_of(state)
        if under_way is None:
            return there
        before = at_rest(load_tier(config_dir, under_way[0], stack=own_stack(config_dir, stack)))
        return next((config for phase, config in phase_configs(before, there) if phase.name == under_way[1]), there)
    except ConfigError:
        return None


def own_stack(config_dir: Path, stack: str | None) -> str | None:
    """The stack, if it has a file of its own."""
    from infra.config.load import stack_file

    return stack if stack is not None and (config_dir / stack_file(stack)).is_file() else None


def move_of(graph: Graph) -> tuple[str, str] | None:
    """The tier that a move comes from and its phase, as the stack's outputs say; None where no move is under way."""
    said = graph.outputs.get("move")
    if not isinstance(said, Mapping):
        return None
    origin, phase = said.get("from"), said.get("phase")
    return (origin, phase) if isinstance(origin, str) and isinstance(phase, str) else None


def document_of(
    deployed: Graph,
    target: PlatformGraph,
    source: Source,
    *,
    as_of: str | None = None,
    was: StackConfig | None = None,
    sure: bool = True,
    phases: Mapping[str, Graph] | None = None,
    prove: bool = False,
    known: Known = NOTHING_KNOWN,
) -> PlanDocument:
    """The forecast of bringing what is deployed to a recorded platform, at once and, with their graphs, in phases.

    `known` is what somebody measured. `was` is what the deployed one was made from, None where nobody knows. Unless
    that is `sure`, as for a state that names its tier and no more, no field that cannot change in place is compared
    with it.
    """
    from components.immutable import changed
    from infra.moves.current import in_phase
    from infra.moves.phase import Standing
    from infra.moves.phases import phases_of
    from infra.tiers.promises import move_budget
    from sayar.plan.maps import map_between, map_of
    from sayar.plan.phased import manual_steps, updates

    facts = load_facts()
    final, there = target.config.platform, in_phase(target.config)
    spec = there.platform
    origin = was.platform.tier if was is not None else None
    budget = move_budget(origin, final.tier) if origin is not None else None
    budget_s = budget.downtime_s if budget else None
    comparison = compare(deployed, target.graph, facts)
    said = target.findings if sure else (*target.findings, *of_state(deployed, target.graph, spec))
    move = Move(
        source=source,
        as_of=as_of or newest_fact(facts, (deployed, target.graph)),
        origin=origin,
        to=final.tier,
        budget_s=budget_s,
        prove=prove,
        findings=said,
        services=map_of(deployed, target.graph) if was is None else None,
    )
    if was is not None:
        before = in_phase(was)
        standing = [Standing(one.platform, one.beside) for one in (before, there)]
        move = replace(
            move,
            services=map_between(*standing, budget_s=budget_s, clients=bool(target.config.environment.clients)),
            broken=changed(before.platform, spec) if sure else (),
        )
    if was is not None and phases is not None:
        found, left = updates(was, target.config, deployed, phases, facts, budget_s=budget_s)
        move = replace(move, phases=found, manual_steps=manual_steps(phases_of(was.platform, final), left))
    ends = (spec,) if was is None else (in_phase(was).platform, spec)
    move = replace(
        move,
        cost=cost_of_move(was, target.config, comparison, move.phases, deployed, known.asked(move.as_of)),
        objective=objective_of(ends),
        spent=known.spent(target.config, ends, move.as_of),
        due=known.due(origin),
    )
    return fold(comparison, released(deployed, target.graph), facts, move)


def stack_of(graph: Graph, where: str) -> str | None:
    """The stack name in the URNs of a state; None for an empty one. Raises InputError for another project's state."""
    for resource in graph.resources:
        project = urn.project_of(resource.urn)
        if project != PROJECT:
            raise InputError([f"{where}: a state of the project {project}: this project is {PROJECT}"])
        return urn.stack_of(resource.urn) or DEFAULT_STACK
    return None


def tier_of(graph: Graph) -> str | None:
    """The tier that the stack's outputs name; None where they name none."""
    from infra.config.platform import TIERS

    said = graph.outputs.get("tier")
    return said if isinstance(said, str) and said in TIERS else None
