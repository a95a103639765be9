"""The phases of a move between two tiers: the program recorded in each, and compared with the phase before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from sayar.documents.plan import ManualStep
from sayar.facts.replacement import ReplacementFacts, load_facts
from sayar.graph.compare import compare
from sayar.graph.model import Change, Comparison, Graph
from sayar.graph.order import needs
from sayar.plan.forecast import PhaseUpdate, released
from sayar.plan.maps import map_between, map_in, with_event
from sayar.platform import record_configs, tier_config

if TYPE_CHECKING:
    from pathlib import Path

    from infra.config.stack import Approval, StackConfig
    from infra.moves.phase import Gate, Phase
    from sayar.documents.services import ServicesDocument

_NOBODY: Final = "whoever approves"
_EVER: Final = "9999-12-31"
_NO_CHANGE: Final = Comparison((), ())
_HOUR_S: Final = 3600
STARTED: Final = "1970-01-01"
"""The day on which a move began that has not begun."""


def phase_configs(
    origin: StackConfig, target: StackConfig, approvals: Sequence[Approval] = ()
) -> Iterator[tuple[Phase, StackConfig]]:
    """The phases of a move with the stack as it is in each: the target's environment, and a transition that says so.

    `approvals` are those that let go of what leaves; they count from the phase on that releases.
    """
    from infra.config.stack import Transition
    from infra.moves.current import spec_hash
    from infra.moves.phases import phases_of

    freed: tuple[Approval, ...] = ()
    base = spec_hash(origin.platform)
    for phase in phases_of(origin.platform, target.platform):
        freed = (*freed, *approvals) if phase.releases else freed
        transition = Transition.model_construct(
            origin=origin.platform.tier,
            phase=phase.name,
            weight=phase.weight,
            base=base,
            started=STARTED,
            waivers=(),
        )
        own = target.environment.model_copy(
            update={"transition": transition, "approvals": (*target.environment.approvals, *freed)}
        )
        yield phase, target.model_copy(update={"environment": own, "origin": origin.platform})


def recorded(origin: StackConfig, target: StackConfig, stack: str) -> tuple[Graph, Graph, dict[str, Graph]]:
    """What the program asks for before a move, after it, and in each config phase, by name.

    The target is recorded first, so that what cannot be built is refused before anything else; parts that several have
    in common are recorded once. Raises ConfigError.
    """
    rows = [row for row in phase_configs(origin, target) if row[0].kind == "config"]
    after, before, *graphs = record_configs([target, origin, *(config for _, config in rows)], stack=stack)
    return before, after, {phase.name: graph for (phase, _), graph in zip(rows, graphs, strict=True)}


@dataclass(frozen=True, slots=True)
class PhaseOf:
    """A place in a move: the stack before it and after it, and the phases up to this one."""

    before: StackConfig
    target: StackConfig
    phases: tuple[Phase, ...]

    @property
    def updated(self) -> tuple[Phase, ...]:
        """Those with an update: people change nothing, so the platform is that of the last one."""
        return tuple(phase for phase in self.phases if phase.kind == "config")


def phase_of(
    origin: str, to: str, name: str, *, config_dir: Path, stack: str | None = None, overrides: Sequence[str] = ()
) -> PhaseOf:
    """The phase of that name. Raises ConfigError for a move that is none, and for a phase that it does not have."""
    from infra.config.errors import refuse

    own = stack is not None
    target = tier_config(to, config_dir=config_dir, stack=stack, overrides=overrides, own_file=own)
    before = tier_config(origin, config_dir=config_dir, stack=stack, own_file=own)
    phases = tuple(phase for phase, _ in phase_configs(before, target))
    names = [phase.name for phase in phases]
    if name not in names:
        raise refuse("--phase", "", name, f"a phase of {origin} to {to}: {', '.join(names) or 'there is none'}")
    return PhaseOf(before, target, phases[: names.index(name) + 1])


def phase_graph(place: PhaseOf, stack: str) -> Graph:
    """What the program asks for in a phase."""
    deployed, _, graphs = recorded(place.before, place.target, stack)
    freed = frozenset(change.urn for change in to_let_go(compared(deployed, graphs, load_facts()).values()))
    graph = graphs[place.updated[-1].name] if place.updated else deployed
    return let_go(graph, freed if any(phase.releases for phase in place.updated) else frozenset())


def phase_services(place: PhaseOf) -> ServicesDocument:
    """What the surfaces stand on in a phase, while people do what it asks of them."""
    from infra.moves.phase import Standing

    here, clients = place.phases[-1], bool(place.target.environment.clients)
    last = place.updated[-1] if place.updated else None
    standing = Standing(last.platform, last.beside) if last else Standing(place.before.platform)
    if here.event is not None:
        return with_event(standing, here.event, budget_s=None, clients=clients).document
    return map_in(standing, budget_s=None, clients=clients)


def leaving(comparison: Comparison) -> tuple[Change, ...]:
    """What has to be let go of before it can leave: what is protected, and what that stands on.

    A vendor that deletes a service may delete what hangs on it, whatever the engine was told to keep.
    """
    gone = {change.urn: change for change in comparison.changes if change.op == "delete" and change.old}
    found = {urn for urn, change in gone.items() if change.protected}
    while more := {
        urn for kept in found for urn in needs_of(gone[kept]) if urn in gone and urn not in found and is_leaf(gone[urn])
    }:
        found |= more
    return tuple(change for urn, change in gone.items() if urn in found)


def needs_of(change: Change) -> Iterable[str]:
    """What a deleted resource stands on."""
    return needs(change.old) if change.old else ()


def is_leaf(change: Change) -> bool:
    """True for what is something at a vendor, neither a group of the state nor a provider."""
    return change.old is not None and change.old.custom and not change.old.is_provider


def approvals_for(changes: Iterable[Change]) -> tuple[Approval, ...]:
    """The approvals that a release needs, as nobody has signed them yet."""
    from infra.config.stack import Approval

    return tuple(
        Approval(
            resource=f"{change.type}::{change.name}",
            action="release",
            by=_NOBODY,
            reason="the move",
            until=_EVER,
        )
        for change in changes
    )


def updates(
    origin: StackConfig,
    target: StackConfig,
    deployed: Graph,
    graphs: Mapping[str, Graph],
    facts: ReplacementFacts,
    *,
    budget_s: float | None,
) -> tuple[tuple[PhaseUpdate, ...], tuple[Change, ...]]:
    """The update of every phase in turn, and what has to be let go of on the way; `graphs` are those of the phases.

    Both empty where the two platforms have no way in phases.
    """
    from infra.moves.phase import Standing
    from infra.moves.phases import phases_of

    as_they_are = compared(deployed, graphs, facts)
    left = tuple(to_let_go(as_they_are.values()))
    clients = bool(target.environment.clients)
    before, standing = deployed, Standing(origin.platform)
    freed = frozenset[str]()
    found: list[PhaseUpdate] = []
    for phase in phases_of(origin.platform, target.platform):
        update = PhaseUpdate(
            name=phase.name,
            kind=phase.kind,
            gate=said(phase.gate),
            rollback=phase.rollback,
            one_way=phase.one_way,
            comparison=_NO_CHANGE,
        )
        if phase.releases:
            freed = frozenset(change.urn for change in left)
        if phase.kind == "config":
            after, stands = let_go(graphs[phase.name], freed), Standing(phase.platform, phase.beside)
            update = replace(
                update,
                comparison=compare(before, after, facts) if freed else as_they_are[phase.name],
                freed=released(before, after),
                services=map_between(standing, stands, budget_s=budget_s, clients=clients),
            )
            before, standing = after, stands
        elif phase.event is not None:
            update = replace(update, services=with_event(standing, phase.event, budget_s=budget_s, clients=clients))
        found.append(update)
    return tuple(found), left


def compared(deployed: Graph, graphs: Mapping[str, Graph], facts: ReplacementFacts) -> dict[str, Comparison]:
    """Each phase compared with the one before it, by name, with nothing let go of yet."""
    pairs = pairwise([deployed, *graphs.values()])
    return {name: compare(before, after, facts) for name, (before, after) in zip(graphs, pairs, strict=True)}


def to_let_go(comparisons: Iterable[Comparison]) -> Iterator[Change]:
    """What has to be let go of in any phase, each once. What comes and goes within the move is among it."""
    seen: set[str] = set()
    for comparison in comparisons:
        for change in leaving(comparison):
            if change.urn not in seen:
                seen.add(change.urn)
                yield change


def let_go(graph: Graph, urns: frozenset[str]) -> Graph:
    """The graph as it is once approvals let go of some resources: what the program does with them."""
    if not urns:
        return graph
    resources = (
        replace(one, protect=False, retain_on_delete=True) if one.urn in urns else one for one in graph.resources
    )
    return replace(graph, resources=tuple(resources))


def said(gate: Gate) -> str:
    """A gate as a sentence: what must hold, for how long, and what tells."""
    waits = f", {_hours(gate.wait_s)} at least" if gate.wait_s else ""
    tells = f" ({gate.check})" if gate.check != "-" else ""
    return f"{gate.text}{waits}{tells}"


def _hours(wait_s: int) -> str:
    if wait_s % _HOUR_S == 0:
        hours = wait_s // _HOUR_S
        return f"{hours} hour{'s' if hours > 1 else ''}"
    return f"{wait_s // 60} minutes"


def manual_steps(phases: Iterable[Phase], left: Sequence[Change]) -> tuple[ManualStep, ...]:
    """What people do, phase by phase; approvals by name where something has to be let go of."""
    found = []
    for phase in phases:
        if phase.releases and left:
            names = ", ".join(f"{change.type}::{change.name}" for change in left)
            found.append(
                ManualStep(
                    phase=phase.name,
                    title="Approve what is let go of",
                    why="Each of it holds data, or something that holds data hangs on it",
                    how=f"sayar:approvals in the environment's file, action release, one row each: {names}",
                    check="sayar move next",
                )
            )
        found += [
            ManualStep(phase=phase.name, title=row.title, why=row.why, how=row.how, check=row.check)
            for row in phase.manual
        ]
    return tuple(found)
