"""The contract's "Seconds of a surface" once more, for the tests: slow, plain, over its own small data.

Every set of steps and every set of members is tried, so worlds must stay small. Sentences in quotes are the contract's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tests.impact.reference.data import LOST, STEPS, Capability, Felt, KOfN, Need, Span, Step, Surface, World
from tests.impact.reference.groups import at_best, members, reached
from tests.impact.reference.hits import EVER, TINY, Hit, delay, down, error, hit, impairs, loss
from tests.impact.reference.order import TooManyOrdersError, chains, joined


def meets(one: Capability, other: Capability) -> bool:
    return "any" in (one, other) or one == other


def touching(world: World, surface: Surface, capability: Capability = "any") -> dict[Step, list[Need]]:
    """ "Needs reached by the same step count once"; "a need of weight 0 counts nothing".

    Members of which some are enough are away only for what their steps touch.
    """
    found: dict[Step, list[Need]] = {}
    for need in surface.needs:
        if need.weight == 0 or not meets(need.capability, capability):
            continue
        seen = world
        if isinstance(world.groups.get(need.on), KOfN):
            seen = able(able(world, need.capability), capability)
        for step in reached(seen, need.on):
            if meets(need.capability, step.capability) and meets(capability, step.capability):
                found.setdefault(step, []).append(need)
    return found


def able(world: World, capability: Capability) -> World:
    """The world of the steps that touch a capability."""
    return replace(world, steps=tuple(one for one in world.steps if meets(one.capability, capability)))


def only(world: World, effects: Sequence[str], window: str | None = None) -> World:
    """The world of the steps of some effects alone; the order among them is what it was."""
    chosen = [one for one in world.steps if one.effect in effects and (window is None or one.window == window)]
    return replace(world, steps=tuple(chosen))


Chains = Callable[[World, Sequence[Step]], list[tuple[Step, ...]] | None]


def feel(world: World, surface: Surface, *, chains: Chains = chains) -> Felt:
    """What the users of the surface feel when all changes are made and all events happen."""
    world = joined(world)
    now = only(world, STEPS)
    found = touching(now, surface)
    known = steps_of(found)

    def typical(
        value: Callable[[Sequence[Hit]], float],
        capability: Capability = "any",
        seconds: Callable[[Step], float] = lambda one: one.typical,
    ) -> float:
        hit_by = steps_of(touching(now, surface, capability))
        weights = {step: value([hit(one, step, seconds(step)) for one in needs]) for step, needs in hit_by.items()}
        in_turn = chains(now, list(weights))
        if in_turn is None:
            raise TooManyOrdersError
        return max(sum(weights[one] for one in chain) for chain in in_turn)

    def worst(value: Callable[[Sequence[Hit]], float], capability: Capability = "any") -> float:
        hit_by = steps_of(touching(now, surface, capability))
        return sum(value([hit(one, step, step.worst) for one in needs]) for step, needs in hit_by.items())

    # A group whose members all change at once without a row for that is as unknown as a change without a row.
    blind = {step: needs for step, needs in found.items() if step.effect == "unknown"}
    blind |= touching_any(world, surface, "unknown")
    lost = {step: needs for effect in LOST for step, needs in touching_any(world, surface, effect).items()}
    reset = touching_any(world, surface, "reset")

    def unless_blind(value: Callable[[Sequence[Hit]], float], capability: Capability = "any") -> Span:
        return (None, None) if touched(value, capability) else (typical(value, capability), worst(value, capability))

    def touched(value: Callable[[Sequence[Hit]], float], capability: Capability = "any") -> bool:
        """True if a step of which nobody knows the seconds would count if it were long enough."""
        return any(
            value([hit(one, step, EVER) for one in needs if meets(capability, one.capability)]) > 0
            for step, needs in (blind | lost).items()
            if meets(capability, step.capability)
        )

    hits = {
        step: tuple([hit(one, step, seconds) for one in needs] for seconds in (step.typical, step.worst))
        for step, needs in known.items()
    }
    over = [
        any(one.need.mode == "buffered" and one.u >= one.need.window_s for pair in hits.values() for one in pair[at])
        for at in (0, 1)
    ]
    impaired = any(impairs(pair[1]) for pair in hits.values())
    nobody_knows = touched(down) or any(
        not one.event and one.best is None and down([hit(need, one, EVER) for need in needs]) > 0
        for one, needs in known.items()
    )
    felt = Felt(
        down=unless_blind(down),
        error=unless_blind(error),
        delay=unless_blind(delay),
        loss=unless_blind(loss),
        read=unless_blind(down, "read"),
        write=unless_blind(down, "write"),
        resets=len(reset),
        degraded=impaired or bool(touching_any(world, surface, "degraded")),
        deferred=deferred(world, surface, chains),
        lower_bound=None if nobody_knows else typical(down, seconds=at_best),
        verdict="",
        over_window=over[1],
        unsure=bool(blind or lost),
    )
    return replace(felt, verdict="blocked" if lost else verdict(felt, surface, over, blind=bool(blind)))


def steps_of(found: Mapping[Step, list[Need]]) -> dict[Step, list[Need]]:
    """Those with seconds."""
    return {step: needs for step, needs in found.items() if step.effect in STEPS}


def touching_any(world: World, surface: Surface, effect: str) -> dict[Step, list[Need]]:
    """Changes of an effect without seconds, and the needs on any node that they are part of, alone or in a group.

    They reach a surface through a need of any mode and capability: what is refused or unknown neither reads nor writes.
    """
    found: dict[Step, list[Need]] = {}
    for step in world.steps:
        if step.effect != effect:
            continue
        for need in surface.needs:
            if step.nodes & members(world, need.on) and need.weight > 0:
                found.setdefault(step, []).append(need)
    return found


def deferred(world: World, surface: Surface, chains: Chains) -> dict[str, Span]:
    """ "The same rules over the deferred changes alone", for each window: how long requests fail in it."""
    found: dict[str, Span] = {}
    for window in sorted({one.window for one in world.steps if one.effect == "deferred" and one.window is not None}):
        later = only(world, ("deferred",), window)
        as_steps = replace(later, steps=tuple(replace(one, effect="full") for one in later.steps))
        span = feel(as_steps, surface, chains=chains).error if touching(later, surface) else (0.0, 0.0)
        if any(span):
            found[window] = span
    return found


def verdict(felt: Felt, surface: Surface, over: Sequence[bool], *, blind: bool) -> str:
    """ "Breach if typical error_s is over the budget or typical u >= window_s; unknown; at_risk if worst is; ok." """
    held: list[tuple[float, Span]] = [] if surface.budget is None else [(surface.budget, felt.error)]
    for capability, budget in (surface.budget_by or {}).items():
        if budget is not None:
            held.append((budget, felt.read if capability == "read" else felt.write))

    def too_much(at: int) -> bool:
        return over[at] or any(span[at] is not None and span[at] > budget + TINY for budget, span in held)

    if too_much(0):
        return "breach"
    if blind:
        return "unknown"
    return "at_risk" if too_much(1) else "ok"
