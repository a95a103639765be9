"""The search for a moment in which some objects are down at once."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sayar.impact.order.model import Use
from sayar.impact.order.moments import Moment, World, places_of
from sayar.impact.order.words import fault_words, object_words


@dataclass(frozen=True, slots=True)
class Found:
    """A moment in which objects are down, the reason for each, and the steps on what they use, as bits."""

    moment: Moment
    why: tuple[str, ...]
    about: int = 0

    @property
    def cost(self) -> int:
        """Starts and ends of steps that lead there."""
        return _cost(self.moment.done, self.moment.going)


class OutOfStatesError(Exception):
    """More moments than the bound."""


@dataclass(slots=True)
class Budget:
    """Moments that may still be tried; `longer` once a trace was taken that may not be the shortest."""

    left: int
    used: int = 0
    longer: bool = False

    def take(self) -> None:
        """One moment. Raises OutOfStatesError where none is left."""
        if self.left <= 0:
            raise OutOfStatesError
        self.left -= 1
        self.used += 1


class Explorer:
    """Remembers what was tried: surfaces share what they stand on."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._known: dict[tuple[tuple[str, ...], bool], Found | None] = {}

    def down(self, names: Collection[str], strict: bool, budget: Budget) -> Found | None:
        """The first moment in which some objects are down at once, by its cost; None where there is none.

        `strict`: an interruption counts. Raises OutOfStatesError if that stays open.
        """
        key = (tuple(sorted(names)), strict)
        if key not in self._known:
            self._known[key] = _Exploration(self._world, key[0], strict, budget).run()
        return self._known[key]


class _Exploration:
    """Only steps on what the objects use are moved; what must be done before one of them is done along with it."""

    def __init__(self, world: World, names: Sequence[str], strict: bool, budget: Budget) -> None:
        self._world = world
        self._names = names
        self._strict = strict
        self._budget = budget
        self._reach = world.reach(names)
        self._bits = 0
        for use in self._reach:
            self._bits |= world.things[use.object].steps
        self._best: Found | None = None

    def run(self) -> Found | None:
        """Likely moments first: they bound the search, and what was found there stays true if the budget ends."""
        try:
            for moment in self._likely():
                self._try(moment)
            self._search()
        except OutOfStatesError:
            if self._best is None:
                raise
            self._budget.longer = True
        return self._best

    def _search(self) -> None:
        """Every moment in the order of its cost, until none is cheaper than what was found."""
        heap = [(0, 0, 0)]
        seen = {(0, 0)}
        while heap:
            cost, done, going = heapq.heappop(heap)
            if self._best is not None and cost >= self._best.cost:
                return
            self._try(Moment(done, going))
            for following in self._next(done, going):
                if following not in seen:
                    seen.add(following)
                    heapq.heappush(heap, (_cost(*following), *following))

    def _likely(self) -> Iterator[Moment]:
        """One step under way or done with no more than must come before it: most wrong plans break there."""
        for place in places_of(self._bits):
            before = self._world.before[place]
            yield Moment(before, 1 << place)
            yield Moment(before | 1 << place)

    def _try(self, moment: Moment) -> None:
        self._budget.take()
        faults = self._world.faults(self._reach, moment)
        for name in self._names:
            if Use(name) not in faults and not (self._strict and self._world.interrupted(name, moment)):
                return
        found = Found(moment, self._why(faults), self._bits)
        if self._best is None or found.cost < self._best.cost:
            self._best = found

    def _next(self, done: int, going: int) -> Iterator[tuple[int, int]]:
        """The moments after one more step has ended or started."""
        for place in places_of(going):
            yield done | 1 << place, going & ~(1 << place)
        limit = self._world.problem.parallelism
        if limit is not None and going.bit_count() > limit:
            return
        for place in places_of(self._bits & ~done & ~going):
            before = self._world.before[place]
            # A step of these objects must have been done by itself; any other one that comes before is of no account.
            if not before & self._bits & ~done:
                yield done | before, going | 1 << place

    def _why(self, faults: Mapping[Use, Use | None]) -> tuple[str, ...]:
        """Why each of the objects is down: what has no fault of its own is interrupted."""
        uses = [Use(name) for name in self._names]
        return tuple(
            fault_words(faults, use) if use in faults else f"{object_words(use.object)} is interrupted" for use in uses
        )


def _cost(done: int, going: int) -> int:
    return 2 * done.bit_count() + going.bit_count()
