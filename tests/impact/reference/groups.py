"""The steps that take a node or a group down. Every set of members is tried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations, product

from tests.impact.reference.data import Failover, KOfN, Step, World
from tests.impact.reference.order import comes_before, may_overlap


def reached(world: World, on: str) -> tuple[Step, ...]:
    """The steps that take a node or a group down; steps of a group that stands on others are made here."""
    group = world.groups.get(on)
    if group is None:
        return of_node(world, on)
    return of_k_of_n(world, on, group) if isinstance(group, KOfN) else of_failover(world, group)


def of_node(world: World, node: str) -> tuple[Step, ...]:
    return tuple(one for one in world.steps if node in one.nodes)


def of_k_of_n(world: World, name: str, group: KOfN) -> tuple[Step, ...]:
    """ "The (n-k+1)-th largest typical and, by itself, the (n-k+1)-th largest worst; the largest over the sets." """
    spare = len(group.members) - group.k
    typical = worst = 0.0
    best: float | None = 0.0
    parts: set[Step] = set()
    for size in range(spare + 1, len(group.members) + 1):
        for members in combinations(group.members, size):
            hit = together(world, members)
            if hit is None:
                continue
            typical = max(typical, nth(spare, (sum(one.typical for one in steps) for steps in hit)))
            worst = max(worst, nth(spare, (sum(one.worst for one in steps) for steps in hit)))
            if any(one.best is None for steps in hit for one in steps if not one.event):
                best = None
            elif best is not None:
                best = max(best, nth(spare, (sum(at_best(one) for one in steps) for steps in hit)))
            parts |= {one for steps in hit for one in steps}
    if not parts:
        return ()
    # It lasts from the first of its steps to the last, so it stands to all others as any of its steps does.
    return (made_of(f"group:{name}", parts, "full", typical, worst, best),)


def together(world: World, members: Sequence[str]) -> list[tuple[Step, ...]] | None:
    """The steps of each member that may be at once with one of another; None unless every two members have some."""
    of = {member: of_node(world, member) for member in members}

    def at_once(one: Step, other: Step) -> bool:
        return one == other or may_overlap(world, one, other)

    for a, b in combinations(members, 2):
        if not any(at_once(one, other) for one in of[a] for other in of[b]):
            return None
    if len(members) == 1:  # no spare member: each step of each takes the group down
        return [of[members[0]]] if of[members[0]] else None
    return [
        tuple(one for one in of[member] if any(at_once(one, other) for m in members if m != member for other in of[m]))
        for member in members
    ]


def nth(place: int, values: Iterable[float]) -> float:
    return sorted(values, reverse=True)[place]


def of_failover(world: World, group: Failover) -> tuple[Step, ...]:
    """ "A change of the primary costs its own row, and so does that of each standby that does not come before it." """
    events = tuple(one for one in of_node(world, group.primary) if one.event)
    primary = [one for one in of_node(world, group.primary) if not one.event]
    standbys = [[one for one in of_node(world, name) if not one.event] for name in group.standbys]
    for found in product(primary, *standbys):
        if all(found[0] == other or may_overlap(world, found[0], other) for other in found[1:]):
            row = group.everyone
            effect = row.effect if row else "unknown"
            seconds = (row.typical, row.worst, row.best) if row else (0.0, 0.0, None)
            whole = made_of("everyone", set(found), effect, *seconds)
            return (replace(whole, capability=row.capability if row else "any"), *events)
    moved = tuple(
        one
        for steps in standbys
        for one in steps
        if primary and not all(comes_before(world, one, first) for first in primary)
    )
    return (*primary, *(one for one in moved if one not in primary), *events)


def made_of(name: str, steps: set[Step], effect: str, typical: float, worst: float, best: float | None) -> Step:
    return Step(
        name=name,
        nodes=frozenset().union(*(one.nodes for one in steps)),
        effect=effect,
        typical=typical,
        worst=worst,
        best=best,
        event=all(one.event for one in steps),
        of=frozenset(steps),
    )


def at_best(step: Step) -> float:
    """Events count as they stand."""
    return step.typical if step.event or step.best is None else step.best


def members(world: World, on: str) -> frozenset[str]:
    match world.groups.get(on):
        case KOfN(members=names):
            return frozenset(names)
        case Failover(primary=primary, standbys=standbys):
            return frozenset({primary, *standbys})
        case _:
            return frozenset({on})
