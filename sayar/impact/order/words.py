"""A moment of an update in words: which steps led there, who failed, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sayar.impact.order.model import Step, StepKind, Surface, Use
from sayar.impact.order.moments import Moment, World, places_of
from sayar.urn import is_urn, name_of, type_of

_WORDS: Final[Mapping[StepKind, str]] = {
    "create": "create",
    "update": "update",
    "create_replacement": "create replacement of",
    "delete_replaced": "delete replaced",
    "delete": "delete",
}


def object_words(name: str) -> str:
    """Type and name of a URN; any other text as it is."""
    return f"{type_of(name)}::{name_of(name)}" if is_urn(name) else name


def step_words(step: Step) -> str:
    """Operation and object."""
    return f"{_WORDS[step.kind]} {object_words(step.object)}"


def fault_words(faults: Mapping[Use, Use | None], use: Use) -> str:
    """Down to what is not there: `a uses b, which uses c, which is not there`."""
    words, seen = object_words(use.object), {use}
    while (next_ := faults[use]) is not None and next_ not in seen:
        seen.add(next_)
        words += f"{', which' if len(seen) > 2 else ''} uses {object_words(next_.object)}"
        use = next_
    version = f" in its {use.version} version" if use.version else ""
    return f"{words}{', which' if len(seen) > 1 else ''} is not there{version}"


def trace_of(world: World, moment: Moment, about: int, surface: str, why: Iterable[str]) -> tuple[str, ...]:
    """One line a step that leads to a moment, and one for what is down then.

    Steps that are not on what the surface stands on here (`about`, as bits) but must come before are counted in one
    line. More steps half-done than the parallelism need a failure: one fails first, the rest is done in the rerun.
    """
    limit = world.problem.parallelism
    going = places_of(moment.going)
    others = (moment.done & ~about).bit_count()
    lines = [f"{others} more step{'s' if others > 1 else ''} that must come before: done"] if others else []
    done = moment.done & about
    if limit is not None and len(going) > limit:
        failed = going.pop(0)
        lines += _done(world, world.before[failed] & about)
        done &= ~world.before[failed]
        lines += [f"{step_words(world.problem.steps[failed])}: fails half-way, the update ends", "the update is rerun"]
    lines += _done(world, done)
    lines += [f"{step_words(world.problem.steps[place])}: under way" for place in going]
    return (*lines, f"{surface} is not served: {'; '.join(why)}")


def interruptions_of(world: World, surface: Surface) -> tuple[str, ...]:
    """Steps during which a surface is down as the forecast says, or moves to a standby.

    A redundant group hides those of its members, but for the move away from a primary.
    """
    found: dict[str, None] = {}
    for need in surface.needs:
        if not need.there:
            continue
        parts = need.parts if not need.redundant else need.parts[:1] if need.failover else ()
        names = dict.fromkeys(name for part in parts for name in (*part.old, *part.new))
        bits = 0
        for name in names:
            bits |= world.things[name].interrupting
        found |= dict.fromkeys(step_words(world.problem.steps[place]) for place in places_of(bits))
    return tuple(found)


def _done(world: World, bits: int) -> Iterator[str]:
    """Steps after all that come before them: those have fewer before themselves."""
    for place in sorted(places_of(bits), key=lambda one: (world.before[one].bit_count(), one)):
        yield f"{step_words(world.problem.steps[place])}: done"
