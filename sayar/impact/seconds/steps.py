"""The steps that take seconds: what was judged of each change, what is deleted along with another, and events."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from sayar.facts.paths import top_of
from sayar.graph.model import Change
from sayar.graph.order import provider_urn
from sayar.impact.rows import Capability, Rows, Told, lowest_of, ops_of
from sayar.verdict import Effect

if TYPE_CHECKING:
    from sayar.impact.read import ReadyEvent

UNKNOWN_S: Final = math.inf
"""Seconds that nobody knows are longer than all."""

SECONDS: Final[frozenset[Effect]] = frozenset({"full", "failover"})
"""The effects that take time at once."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A change, what is said of it, and whether a fact says it."""

    change: Change
    told: Told
    by_fact: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Something that takes seconds, and the nodes that it takes down; infinite where nobody knows.

    `key` is its place in the order, `names` are what it is called: URNs, or `event:NAME`. `lowest` is the fewest
    typical seconds that any fact knows of such a change, infinite where none knows any.
    """

    key: str
    names: tuple[str, ...]
    nodes: frozenset[str]
    effect: Literal["full", "failover", "unknown"]
    capability: Capability
    typical: float
    worst: float
    lowest: float
    is_event: bool = False


def steps_of(
    judged: Sequence[Judged],
    rows: Rows,
    nodes_of: Callable[[Change], Iterable[str]],
    effects: frozenset[Effect] = SECONDS,
) -> tuple[Step, ...]:
    """The steps of the changes with one of some effects; changes without a node are of no surface."""
    found = []
    along = _along([one.change for one in judged])
    steps: dict[str, list[Step]] = {}
    for one in judged:
        nodes = frozenset(nodes_of(one.change))
        if one.told.effect in effects and nodes:
            steps.setdefault(along.get(one.change.urn, one.change.urn), []).append(_step(one, rows, nodes))
    for root, parts in steps.items():
        found.append(parts[0] if len(parts) == 1 else _merged(root, parts))
    return tuple(found)


def event_steps(events: Sequence[ReadyEvent], effects: frozenset[Effect] = SECONDS) -> tuple[Step, ...]:
    """The steps of the events with one of some effects."""
    found = []
    for key, one in zip(event_keys(events), events, strict=True):
        if one.event.effect in effects:
            found.append(
                Step(
                    key=key,
                    names=(f"event:{one.event.name}",),
                    nodes=frozenset({one.event.node}),
                    effect="failover" if one.event.effect == "failover" else "full",
                    capability=one.event.capability,
                    typical=one.typical_s,
                    worst=one.worst_s,
                    lowest=one.typical_s,
                    is_event=True,
                )
            )
    return tuple(found)


def event_keys(events: Sequence[ReadyEvent]) -> tuple[str, ...]:
    """The keys of events in the order: by place, as two may have one name."""
    return tuple(f"event:{place}:{one.event.name}" for place, one in enumerate(events))


def known(seconds: float | None) -> float:
    """Seconds as a number that can be compared."""
    return UNKNOWN_S if seconds is None else seconds


def _step(one: Judged, rows: Rows, nodes: frozenset[str]) -> Step:
    lowest = [known(lowest_of(one.change, op, rows)) for op in ops_of(one.change)]
    return Step(
        key=one.change.urn,
        names=(one.change.urn,),
        nodes=nodes,
        effect="failover" if one.told.effect == "failover" else "full",
        capability=one.told.capability,
        typical=known(one.told.typical_s),
        worst=known(one.told.worst_s),
        lowest=min(lowest),
    )


def _merged(root: str, parts: Sequence[Step]) -> Step:
    """What goes down together comes back together: every node waits for the sum."""
    capabilities = {one.capability for one in parts}
    return replace(
        parts[0],
        key=root,
        names=tuple(sorted(name for one in parts for name in one.names)),
        nodes=frozenset().union(*(one.nodes for one in parts)),
        effect="failover" if all(one.effect == "failover" for one in parts) else "full",
        capability=capabilities.pop() if len(capabilities) == 1 else "any",
        typical=sum(one.typical for one in parts),
        worst=sum(one.worst for one in parts),
        lowest=sum(one.lowest for one in parts),
    )


def _forced_by(change: Change) -> Iterable[str]:
    """What a replacement comes from: its provider, and what its replacing properties depend on.

    A resource that merely waits for another one stays where that one is deleted.
    """
    if change.old is None:
        return
    if provider := provider_urn(change.old.provider):
        yield provider
    keys = {top_of(path) for path in change.replace_properties}
    yield from (urn for key in keys for urn in change.old.property_dependencies.get(key, ()))


def _along(changes: Sequence[Change]) -> Mapping[str, str]:
    """By URN, the replacement that a delete-first replacement is part of: the engine deletes dependents before it."""
    first = {one.urn: one for one in changes if one.op == "replace" and one.order == "delete_first"}
    root = {urn: urn for urn in first}

    def top(urn: str) -> str:
        while root[urn] != urn:
            urn = root[urn]
        return urn

    for urn, change in first.items():
        for on in _forced_by(change):
            if on in first and top(on) != top(urn):
                root[top(urn)] = top(on)
    return {urn: top(urn) for urn in first}
