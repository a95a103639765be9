"""How steps stand to one another: which may overlap, and which follow one another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, permutations, product

from tests.impact.reference.data import Step, World

MOST_OPEN = 6


class TooManyOrdersError(Exception):
    """More orders of the steps of one node than can be tried."""


def joined(world: World) -> World:
    """ "What is deleted along with a delete-first replacement is one step: each node in it is down for the sum."

    The first of them is what is replaced; all go when it goes, so it decides what may be at once with the step.
    """
    steps = list(world.steps)
    for names in world.along:
        parts = [one for one in steps if one.name in names]
        best = [one.best for one in parts]
        whole = replace(
            parts[0],
            nodes=frozenset().union(*(one.nodes for one in parts)),
            typical=sum(one.typical for one in parts),
            worst=sum(one.worst for one in parts),
            best=None if None in best else sum(one for one in best if one is not None),
        )
        steps = [whole if one is parts[0] else one for one in steps if one is parts[0] or one.name not in names]
    return replace(world, steps=tuple(steps), along=())


def comes_before(world: World, one: Step, other: Step) -> bool:
    """True if a part of one must be done before one of the other may begin."""
    return any(_before(world, a, b) for a in one.parts for b in other.parts)


def _before(world: World, one: Step, other: Step) -> bool:
    if one.concurrent or other.concurrent:
        return False
    if one.event and other.event:
        return world.steps.index(one) < world.steps.index(other)
    if one.event or other.event:
        return other.event  # "the changes, then the events"
    return (one.name, other.name) in world.before


def may_overlap(world: World, one: Step, other: Step) -> bool:
    """ "Two changes may overlap unless a dependency path joins them. Steps of one node are one chain." """
    return not any(_in_turn(world, a, b) for a in one.parts for b in other.parts)


def _in_turn(world: World, one: Step, other: Step) -> bool:
    # A concurrent event comes neither before nor after a step, but one node is down once at a time.
    return _before(world, one, other) or _before(world, other, one) or bool(one.nodes & other.nodes)


def chains(world: World, steps: Sequence[Step]) -> list[tuple[Step, ...]]:
    """Every set of steps of which no two may overlap."""
    return [found for found in subsets(steps) if not any(may_overlap(world, *two) for two in combinations(found, 2))]


def longest_chains(world: World, steps: Sequence[Step]) -> list[tuple[Step, ...]] | None:
    """Every set of steps that follow one another in some order of the steps of each node.

    Which of two steps of one node comes first is not said where no path joins them, and what depends on the second
    comes after both. None where there are too many orders to try.
    """
    sure = [(one, other) for one, other in permutations(steps, 2) if comes_before(world, one, other)]
    open_ = [
        two
        for two in combinations(steps, 2)
        if not may_overlap(world, *two) and two not in sure and two[::-1] not in sure
    ]
    if len(open_) > MOST_OPEN:
        return None
    found: set[tuple[Step, ...]] = set()
    for turned in product((False, True), repeat=len(open_)):
        then = closed({*sure, *(two[::-1] if back else two for two, back in zip(open_, turned, strict=True))}, steps)
        if not any((one, one) in then for one in steps):
            found |= {
                some
                for some in subsets(steps)
                if all(two in then or two[::-1] in then for two in combinations(some, 2))
            }
    return list(found)


def closed(pairs: set[tuple[Step, Step]], steps: Sequence[Step]) -> set[tuple[Step, Step]]:
    for middle, one, other in product(steps, repeat=3):
        if (one, middle) in pairs and (middle, other) in pairs:
            pairs.add((one, other))
    return pairs


def subsets(items: Sequence[Step]) -> Iterator[tuple[Step, ...]]:
    for size in range(len(items) + 1):
        yield from combinations(items, size)
