"""Decides each surface of a problem by trying every moment that can break it, fewest steps first.

What is served depends on which steps are done and which are under way, and on nothing else. So the moments of all
interleavings are the sets of steps that the order allows, with as many under way as the engine's parallelism. A failure
adds one moment of a kind: a failed step is half-done like one under way, the rest of that run ends, and the rerun keeps
the order, because the engine makes pending deletes after all creates and updates there too (pulumi v3.259.0,
pkg/resource/deploy/step_generator.go, GenerateDeletes). The failed step holds no place of the rerun, so one step more
than the parallelism is half-done at worst.

A need fails where a few objects are down at once. Each such set is tried by itself, with only the steps on what these
objects use: steps that share no set need no interleaving with each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import Final, Literal

from sayar.impact.order.deep import Deep
from sayar.impact.order.explore import Budget, Explorer, Found, OutOfStatesError
from sayar.impact.order.model import Need, Part, Problem, Surface, Use
from sayar.impact.order.moments import Moment, World
from sayar.impact.order.shrink import shrink
from sayar.impact.order.words import fault_words, interruptions_of, trace_of

Status = Literal["served", "broken", "undecided"]
Trace = tuple[str, ...]

MAX_STATES: Final = 40_000
"""Moments tried for one surface before it stays undecided: the largest phases need a few thousand, and this many take
seconds, not minutes."""


@dataclass(frozen=True, slots=True)
class SurfaceProof:
    """What was found of one surface.

    `interruptions` are steps during which it is down as the forecast says. A broken one has the shortest `trace`, whose
    last line says what is missing, and the ids of the steps `done` and `under_way` then. `reasons`: why undecided.
    `left_out` are needs that do not break it because they are soft, or nothing of them is there.
    """

    status: Status
    interruptions: tuple[str, ...] = ()
    trace: Trace = ()
    done: tuple[str, ...] = ()
    under_way: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """Surfaces by name; `states` moments tried, over `steps` steps that were left of `reduced_from`.

    `bounds` names each limit that was reached. It holds for the parallelism of the problem.
    """

    surfaces: Mapping[str, SurfaceProof]
    states: int
    steps: int
    reduced_from: int
    bounds: tuple[str, ...] = ()


def check(problem: Problem, *, max_states: int = MAX_STATES) -> Proof:
    """The proof of each surface, after `shrink`. Raises ValueError for a problem whose names do not fit together."""
    small = shrink(problem)
    world = World(small)
    search = _Search(world, Deep(world), Explorer(world))
    surfaces: dict[str, SurfaceProof] = {}
    bounds: list[str] = []
    states = 0
    for surface in small.surfaces:
        budget = Budget(max_states)
        surfaces[surface.name], bounded = search.surface(surface, budget)
        states += budget.used
        if bounded:
            bounds.append(f"{surface.name}: max states reached ({max_states})")
        elif budget.longer:
            bounds.append(f"{surface.name}: max states reached ({max_states}), a shorter trace may be there")
    return Proof(surfaces, states, len(small.steps), len(problem.steps), tuple(bounds))


@dataclass(slots=True)
class _Search:
    world: World
    deep: Deep
    explorer: Explorer

    def surface(self, surface: Surface, budget: Budget) -> tuple[SurfaceProof, bool]:
        """What is found of a surface, and whether the bound was reached."""
        best: Found | None = None
        reasons = list(surface.doubts)
        bounded = False
        for need in surface.needs:
            try:
                for one in self._breaks(need, budget):
                    best = one if best is None or one.cost < best.cost else best
            except OutOfStatesError:
                bounded = True
                reasons.append(f"not every order was tried of what {need.name} stands on")
        if best is not None:
            trace = trace_of(self.world, best.moment, best.about, surface.name, best.why)
            ids = [step.id for step in self.world.problem.steps]
            done = tuple(one for at, one in enumerate(ids) if best.moment.finished(at))
            going = tuple(one for at, one in enumerate(ids) if best.moment.going >> at & 1)
            proof = SurfaceProof("broken", (), trace, done, going, left_out=surface.left_out)
            return proof, bounded
        named = interruptions_of(self.world, surface)
        if not surface.needs:
            reasons.append("nothing that it needs is a resource of this stack")
        status: Status = "undecided" if reasons else "served"
        return SurfaceProof(status, named, reasons=tuple(reasons), left_out=surface.left_out), bounded

    def _breaks(self, need: Need, budget: Budget) -> Iterator[Found]:
        """Moments that break a need; the cheapest of each set of objects that is enough for it."""
        if not need.there:
            yield from self._at_the_end(need, budget)
            return
        strict = need.redundant
        few = len(need.parts) - need.enough + 1
        if few == 1:
            for part in need.parts:
                yield from (found for _, found in self._causes(part, strict, budget))
            return
        parts = [[cause for cause, _ in self._causes(part, strict, budget)] for part in need.parts]
        for chosen in combinations(parts, few):
            for causes in product(*chosen):
                names = {name for cause in causes for name in cause}
                if not names:
                    yield Found(Moment(), (f"too few parts of {need.name} are there",))
                elif (found := self.explorer.down(names, strict, budget)) is not None:
                    yield found

    def _at_the_end(self, need: Need, budget: Budget) -> Iterator[Found]:
        """A need that begins with this update: it must be met once everything is done."""
        budget.take()
        end = Moment(done=(1 << len(self.world.problem.steps)) - 1)
        down = [why for part in need.parts if (why := self._part_down(part, end)) is not None]
        if len(need.parts) - len(down) < need.enough:
            yield Found(end, tuple(down), end.done)

    def _part_down(self, part: Part, moment: Moment) -> str | None:
        if part.always:
            return None
        why = f"nothing of {part.name} is there"
        for side in (part.old, part.new):
            faults = self.world.faults(self.world.reach(side), moment)
            bad = [name for name in side if Use(name) in faults]
            if side and not bad:
                return None
            why = fault_words(faults, Use(bad[0])) if bad else why
        return why

    def _causes(self, part: Part, strict: bool, budget: Budget) -> Iterator[tuple[tuple[str, ...], Found]]:
        """Smallest sets of objects that take a part down, of those that can be down at once, and when: one of the old
        and one of the new ones, or one that is both."""
        if part.always:
            return
        old, new = dict.fromkeys(part.old), dict.fromkeys(part.new)
        if not old and not new:
            yield (), Found(Moment(), (f"nothing of {part.name} is there",))
            return
        both = [(name,) for name in old if name in new]
        left = [name for name in old if name not in new]
        right = [name for name in new if name not in old]
        # A side without objects is never up, so the other one decides alone.
        pairs: Iterable[tuple[str, ...]] = [(name,) for name in (*left, *right)]
        if old and new:
            pairs = ((one, other) for one, other in product(left, right) if not self._in_turn(one, other, strict))
        for cause in (*both, *pairs):
            if (found := self.explorer.down(cause, strict, budget)) is not None:
                yield cause, found

    def _in_turn(self, old: str, new: str, strict: bool) -> bool:
        """True if both cannot be down at once: the common case, without trying moments."""
        interrupting = any(self.world.things[name].interrupting for name in (old, new))
        return not (strict and interrupting) and self.deep.in_turn(old, new)
