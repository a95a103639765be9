"""A smaller problem with the same answers: what cannot fail is no longer looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

from sayar.impact.order.deep import Deep, without
from sayar.impact.order.model import Object, Problem, Step, Use, Version, Which
from sayar.impact.order.moments import Moment, World, faults, places_of


def shrink(problem: Problem) -> Problem:
    """Drop uses that never fail, then objects and steps on which no surface stands.

    A use is dropped if what it names is there in every moment in which its user is, and has no use left that could
    fail, or if that holds for all that it leads to (`Deep`): its user is then served exactly when it would be without
    the use, so no answer changes. Steps that are left
    out cost no order, since the rest keep what comes before them through others. Nor do they cost a moment: any of the
    small problem is one of the large, with each dropped step that must come before run alone and done, and every other
    one waiting; a failure of a dropped step stops the engine in a moment that is reached without it too.
    """
    world = World(problem)
    kept = _without_sure_uses(world)
    standing = [
        name for one in problem.surfaces for need in one.needs for part in need.parts for name in (*part.old, *part.new)
    ]
    reached = _closure(kept, standing)
    steps = [(place, step) for place, step in enumerate(problem.steps) if step.object in reached]
    return Problem(
        tuple(one for name, one in kept.items() if name in reached),
        tuple(_ordered(place, step, steps, world) for place, step in steps),
        problem.surfaces,
        problem.parallelism,
    )


def moments_of(steps: Mapping[int, int], parallelism: int | None) -> Iterator[Moment]:
    """Every moment of some steps: place to what comes before it, as bits. All other steps are taken as they must be.

    A failure adds one to the parallelism: the failed step is left half-done and holds no place of the rerun.
    """
    places = list(steps)
    wanted = sum(1 << one for one in places)
    for states in product((0, 1, 2), repeat=len(places)):
        done = sum(1 << place for place, state in zip(places, states, strict=True) if state == 2)
        going = sum(1 << place for place, state in zip(places, states, strict=True) if state == 1)
        if parallelism is not None and going.bit_count() > parallelism + 1:
            continue
        if all(not steps[one] & wanted & ~done for one in places if (done | going) >> one & 1):
            yield Moment(done, going)


def _without_sure_uses(world: World) -> dict[str, Object]:
    """The objects with the uses that can fail. Begins with what uses nothing and goes up to its users."""
    deep = Deep(world)
    objects = {name: deep.without_sure(thing.object) for name, thing in world.things.items()}
    users: dict[str, list[str]] = {name: [] for name in objects}
    for name, one in objects.items():
        for version in (one.old, one.new):
            for use in version.all if version else ():
                users[use.object].append(name)
    sound = [name for name, one in objects.items() if not _uses(one)]
    while sound:
        name = sound.pop()
        for user in dict.fromkeys(users[name]):
            before = objects[user]
            after = _drop(world, before, name)
            if after != before:
                objects[user] = after
                if not _uses(after):
                    sound.append(user)
    return objects


def _drop(world: World, user: Object, name: str) -> Object:
    """The user without those uses of an object that never fail."""

    def left(side: Which, version: Version | None) -> Version | None:
        if version is None:
            return None
        return without(version, lambda use: use.object == name and not _fails(world, user.id, side, use))

    return replace(user, old=left("old", user.old), new=left("new", user.new))


def _fails(world: World, user: str, side: Which, use: Use) -> bool:
    """True if in some moment one version of a user is there, and what it uses is not."""
    mine, other = world.things[user], world.things[use.object]
    if not other.steps:
        return False
    bare = {use.object: replace(other, object=_bare(other.object))}  # it has no uses left: its own presence decides
    bits = mine.steps | other.steps
    steps = {place: world.before[place] for place in places_of(bits)}
    return any(
        any(which == side for which, _ in mine.active(moment))
        and not mine.interrupted(moment)
        and bool(faults(bare, (use,), moment))
        for moment in moments_of(steps, world.problem.parallelism)
    )


def _bare(one: Object) -> Object:
    return replace(one, old=one.old and Version(), new=one.new and Version())


def _uses(one: Object) -> bool:
    return any(version.all for version in (one.old, one.new) if version is not None)


def _closure(objects: Mapping[str, Object], names: list[str]) -> set[str]:
    found: set[str] = set()
    while names:
        name = names.pop()
        if name in found:
            continue
        found.add(name)
        for version in (objects[name].old, objects[name].new):
            names += [use.object for use in version.all] if version else []
    return found


def _ordered(place: int, step: Step, steps: list[tuple[int, Step]], world: World) -> Step:
    """The step after those that are left of all that came before it, through dropped ones too."""
    return replace(step, after=tuple(one.id for at, one in steps if world.before[place] >> at & 1))
