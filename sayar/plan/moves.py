"""The moves that can be asked for: between two tiers, or from what is deployed to a tier."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sayar import urn
from sayar.documents.plan import PlanDocument
from sayar.facts.replacement import load_facts
from sayar.graph.errors import InputError
from sayar.graph.load import load_graph
from sayar.graph.model import Graph
from sayar.plan.asof import newest_fact
from sayar.plan.forecast import Move, Source, forecast
from sayar.plan.immutable import of_state
from sayar.platform import DEFAULT_STACK, PROJECT, PlatformGraph, platform_graph

if TYPE_CHECKING:
    from infra.config.platform import PlatformSpec


def between_tiers(
    origin: str,
    to: str,
    *,
    config_dir: Path,
    stack: str | None = None,
    overrides: Sequence[str] = (),
    as_of: str | None = None,
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
    own = stack is not None
    target = platform_graph(to, config_dir=config_dir, stack=stack, overrides=overrides, own_file=own)
    deployed = platform_graph(origin, config_dir=config_dir, stack=stack, own_file=own)
    return document_of(deployed.graph, target, "offline", as_of=as_of, origin=origin, was=deployed.config.platform)


def from_state(
    state: Path,
    to: str,
    *,
    config_dir: Path,
    stack: str | None = None,
    overrides: Sequence[str] = (),
    as_of: str | None = None,
) -> PlanDocument:
    """The forecast from a stack export to a tier, under the export's own stack name. Raises InputError, ConfigError."""
    from infra.config.load import tier_named

    tier_named(to)
    deployed = load_graph(state)
    target = platform_graph(
        to,
        config_dir=config_dir,
        stack=stack,
        overrides=overrides,
        own_file=stack is not None,
        urn_stack=stack_of(deployed, str(state)) or stack,
    )
    return document_of(deployed, target, "state", as_of=as_of, origin=tier_of(deployed))


def document_of(
    deployed: Graph,
    target: PlatformGraph,
    source: Source,
    *,
    as_of: str | None = None,
    origin: str | None = None,
    was: PlatformSpec | None = None,
) -> PlanDocument:
    """The forecast of bringing what is deployed to a recorded platform.

    `was` is what the deployed one was made from; None where nobody says, and then no field is compared with it.
    """
    from components.immutable import changed
    from infra.tiers.promises import move_budget

    facts = load_facts()
    spec, to = target.config.platform, target.config.platform.tier
    budget = move_budget(origin, to) if origin is not None else None
    move = Move(
        source=source,
        as_of=as_of or newest_fact(facts, (deployed, target.graph)),
        origin=origin,
        to=to,
        budget_s=budget.downtime_s if budget else None,
        findings=(*target.findings, *(of_state(deployed, target.graph, spec) if was is None else ())),
        broken=changed(was, spec) if was is not None else (),
    )
    return forecast(deployed, target.graph, facts, move)


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
