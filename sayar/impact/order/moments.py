"""What is served at one moment of an update. A moment is two bit sets: steps done, and steps under way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sayar.impact.order.model import MAKES, TAKES, Object, Problem, Step, Use, Version, Which


@dataclass(frozen=True, slots=True)
class Moment:
    """Bit i stands for step i of the problem."""

    done: int = 0
    going: int = 0

    def started(self, step: int) -> bool:
        """True if the step is under way or done."""
        return bool((self.done | self.going) >> step & 1)

    def finished(self, step: int) -> bool:
        """True if the step is done."""
        return bool(self.done >> step & 1)


@dataclass(frozen=True, slots=True)
class Thing:
    """An object with the places of its steps; None where it has no such step."""

    object: Object
    made: int | None = None
    edited: int | None = None
    taken: int | None = None
    interrupting: int = 0
    """The steps of it that interrupt, as bits."""

    @property
    def steps(self) -> int:
        """All its steps, as bits."""
        return sum(1 << one for one in (self.made, self.edited, self.taken) if one is not None)

    def active(self, moment: Moment) -> list[tuple[Which, Version]]:
        """The versions that are there; both of them while an update is under way."""
        done, started = moment.done, moment.done | moment.going
        if self.edited is not None:
            old_there, new_there = not done >> self.edited & 1, started >> self.edited & 1
        else:
            old_there = self.taken is None or not started >> self.taken & 1
            # One that stays as it is has its one version on both sides.
            new_there = 0 if self.made is None else done >> self.made & 1
        found: list[tuple[Which, Version]] = []
        if old_there and self.object.old is not None:
            found.append(("old", self.object.old))
        if new_there and self.object.new is not None:
            found.append(("new", self.object.new))
        return found

    def interrupted(self, moment: Moment) -> bool:
        """True while the forecast says that it is down and comes back."""
        if not self.interrupting:
            return False
        if self.interrupting & moment.going:
            return True
        gap = self.made is not None and self.taken is not None and moment.started(self.taken)
        return gap and not moment.finished(self.made or 0)


class World:
    """A problem made ready: places of steps, what comes before what, and what is served when.

    Raises ValueError for a name that is not there, a second step of a kind on an object, or a circle of steps.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.place = {step.id: index for index, step in enumerate(problem.steps)}
        self.before = _before(problem.steps, self.place)
        self.things = _things(problem)

    def reach(self, names: Iterable[str]) -> tuple[Use, ...]:
        """The objects and everything that a version of them uses, through others too; what is used comes first."""
        found: dict[Use, None] = {}
        seen: set[Use] = set()
        for name in names:
            stack: list[tuple[Use, bool]] = [(Use(name), False)]
            while stack:
                use, left = stack.pop()
                if left:
                    found[use] = None
                elif use not in seen:
                    seen.add(use)
                    stack.append((use, True))
                    stack += [(one, False) for version in self.versions(use.object) for one in version.all]
        return tuple(found)

    def versions(self, name: str) -> tuple[Version, ...]:
        """The versions of an object."""
        one = self.things[name].object
        return tuple(version for version in (one.old, one.new) if version is not None)

    def faults(self, reach: Sequence[Use], moment: Moment) -> dict[Use, Use | None]:
        """Which of some uses are not served, and which other one they fail by (None: they are not there).

        `reach` holds all that they use in turn.
        """
        return faults(self.things, reach, moment)

    def interrupted(self, name: str, moment: Moment) -> bool:
        """True while the forecast says that the object is down and comes back."""
        return self.things[name].interrupted(moment)


def faults(things: Mapping[str, Thing], reach: Sequence[Use], moment: Moment) -> dict[Use, Use | None]:
    """Which of some uses are not served, and which other one they fail by (None: they are not there).

    Faults are added until none follows, so a circle of uses adds none of its own.
    """
    found: dict[Use, Use | None] = {}
    grown = True
    while grown:
        grown = False
        for use in reach:
            if use not in found and (fault := _fault(things[use.object], use, moment, found)):
                found[use] = fault[0]
                grown = True
    return found


def _fault(thing: Thing, use: Use, moment: Moment, found: Mapping[Use, object]) -> tuple[Use | None] | None:
    """What it fails by, in a tuple; None where it is served."""
    if thing.interrupting and thing.interrupted(moment):
        return None
    active = thing.active(moment)
    if use.version is not None and thing.steps:
        between = thing.edited is not None and moment.going >> thing.edited & 1
        active = [] if between else [one for one in active if one[0] == use.version]
    if not active:
        return (None,)
    bad = [_failing(version, found) for _, version in active]
    failing = [one for one in bad if one is not None]
    enough = 1 if thing.edited is not None else len(active)
    return (failing[0],) if len(failing) >= enough else None


def _failing(version: Version, found: Mapping[Use, object]) -> Use | None:
    """The first use by which a version fails; of a choice that failed whole, its first."""
    for use in version.uses:
        if use in found:
            return use
    return next((choice[0] for choice in version.choices if all(use in found for use in choice)), None)


def places_of(bits: int) -> list[int]:
    """The places of the bits that are set, lowest first."""
    found = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found


def _before(steps: Sequence[Step], place: Mapping[str, int]) -> tuple[int, ...]:
    """All steps that are done before each one starts, through others too, as bits."""
    direct: list[list[int]] = []
    for step in steps:
        for one in step.after:
            if one not in place:
                raise ValueError(f"step {step.id} comes after {one}, which is not there")
        direct.append([place[one] for one in step.after])
    found: list[int | None] = [None] * len(steps)
    for root in range(len(steps)):
        stack, open_ = [root], set[int]()
        while stack:
            at = stack[-1]
            if found[at] is not None:
                stack.pop()
                continue
            left = [one for one in direct[at] if found[one] is None]
            if not left:
                mask = 0
                for earlier in direct[at]:
                    mask |= 1 << earlier | (found[earlier] or 0)
                found[at] = mask
                open_.discard(at)
                stack.pop()
                continue
            open_.add(at)
            if any(one in open_ for one in left):
                raise ValueError(f"step {steps[at].id} waits for itself")
            stack += left
    return tuple(mask or 0 for mask in found)


def _things(problem: Problem) -> dict[str, Thing]:
    things = {one.id: Thing(one) for one in problem.objects}
    known = set(things)
    for one in problem.objects:
        for version in (one.old, one.new):
            for use in version.all if version else ():
                if use.object not in known:
                    raise ValueError(f"object {one.id} uses {use.object}, which is not there")
    for place, step in enumerate(problem.steps):
        if step.object not in known:
            raise ValueError(f"step {step.id} is about {step.object}, which is not there")
        thing = things[step.object]
        made, edited, taken = thing.made, thing.edited, thing.taken
        twice = made if step.kind in MAKES else taken if step.kind in TAKES else edited
        if twice is not None:
            raise ValueError(f"object {step.object} has two steps like {step.id}")
        bits = 1 << place if step.interrupts and step.kind not in ("create", "delete") else 0
        things[step.object] = Thing(
            thing.object,
            made=place if step.kind in MAKES else made,
            edited=place if step.kind == "update" else edited,
            taken=place if step.kind in TAKES else taken,
            interrupting=thing.interrupting | bits,
        )
    return things
