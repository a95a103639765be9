"""Every schedule of a small update, played out step by step on a world of objects. Written apart from the checker.

It knows only `sayar.impact.order.model`. Nothing is reduced: every step runs, every failure has each outcome that a
half-done step can have, the rerun is a second run. Situations that are equal in every field are played once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sayar.impact.order.model import Need, Object, Part, Problem, Step, Surface, Use, Version

WAITING, RUNNING, DONE = "waiting", "running", "done"
OLD, NEW, BETWEEN = "as before", "as after", "between"
"""What a failed step has left; for a creation or deletion, `between` is there but of no use."""


@dataclass(frozen=True)
class Situation:
    """Where a run is. `outcome` belongs to the failed step until the rerun starts it again."""

    status: tuple[str, ...]
    failed: int | None = None
    outcome: str | None = None
    stopped: bool = False
    rerun: bool = False


def broken_surfaces(problem: Problem) -> dict[str, bool]:
    """By surface: whether some schedule leaves it unserved at some moment."""
    found = {surface.name: False for surface in problem.surfaces}
    first = Situation(tuple(WAITING for _ in problem.steps))
    seen = {first}
    left = [first]
    while left:
        situation = left.pop()
        for surface in problem.surfaces:
            if not found[surface.name] and not served(problem, surface, situation):
                found[surface.name] = True
        if all(found.values()):
            break
        for following in moves(problem, situation):
            if following not in seen:
                seen.add(following)
                left.append(following)
    return found


def moves(problem: Problem, now: Situation) -> Iterator[Situation]:
    """What the engine may do next: end a step, fail one (once), start one, or be run again."""
    running = [place for place, status in enumerate(now.status) if status == RUNNING and place != now.failed]
    for place in running:
        ended = with_status(now, place, DONE)
        yield ended
        if now.failed is None and not now.rerun:
            for outcome in outcomes(problem.steps[place]):
                yield replace(now, failed=place, outcome=outcome, stopped=True)
    if now.stopped:
        if not running:
            yield replace(now, stopped=False, rerun=True)
        return
    if problem.parallelism is not None and len(running) >= problem.parallelism:
        return
    by_id = {step.id: place for place, step in enumerate(problem.steps)}
    for place, step in enumerate(problem.steps):
        if not all(now.status[by_id[one]] == DONE for one in step.after):
            continue
        if place == now.failed:
            yield replace(with_status(now, place, RUNNING), failed=None, outcome=None)
        elif now.status[place] == WAITING:
            yield with_status(now, place, RUNNING)


def outcomes(step: Step) -> tuple[str, ...]:
    """An interrupting step that failed is still interrupting, however far it came."""
    return (BETWEEN,) if step.interrupts and step.kind not in ("create", "delete") else (OLD, NEW, BETWEEN)


def with_status(now: Situation, place: int, status: str) -> Situation:
    return replace(now, status=(*now.status[:place], status, *now.status[place + 1 :]))


def served(problem: Problem, surface: Surface, now: Situation) -> bool:
    over = all(status == DONE for status in now.status)
    for need in surface.needs:
        began = [part for part in need.parts if part.old]
        if not began and not over:
            continue
        spare = len([part for part in need.parts if part.old or part.always]) > need.enough
        if not met(problem, need, now, interruptions_count=spare and bool(began)):
            return False
    return True


def met(problem: Problem, need: Need, now: Situation, *, interruptions_count: bool) -> bool:
    return sum(up(problem, part, now, interruptions_count) for part in need.parts) >= need.enough


def up(problem: Problem, part: Part, now: Situation, interruptions_count: bool) -> bool:
    if part.always:
        return True

    def all_up(names: tuple[str, ...]) -> bool:
        return bool(names) and all(
            answers(problem, Use(name), now, ()) and not (interruptions_count and interrupted(problem, name, now))
            for name in names
        )

    return all_up(part.old) or all_up(part.new)


def state_of(problem: Problem, kinds: tuple[str, ...], name: str, now: Situation) -> str | None:
    """How far the step of these kinds on an object is: before, between or after; None without such a step."""
    for place, step in enumerate(problem.steps):
        if step.object == name and step.kind in kinds:
            if place == now.failed:
                return now.outcome
            return {WAITING: OLD, RUNNING: BETWEEN, DONE: NEW}[now.status[place]]
    return None


def interrupted(problem: Problem, name: str, now: Situation) -> bool:
    on_it = [(place, step) for place, step in enumerate(problem.steps) if step.object == name]
    telling = [(place, step) for place, step in on_it if step.interrupts and step.kind not in ("create", "delete")]
    if any(now.status[place] == RUNNING for place, _ in telling):
        return True
    made = state_of(problem, ("create", "create_replacement"), name, now)
    gone = state_of(problem, ("delete", "delete_replaced"), name, now)
    return bool(telling) and made is not None and gone in (NEW, BETWEEN) and made != NEW


def answers(problem: Problem, use: Use, now: Situation, path: tuple[Use, ...]) -> bool:
    """True if what is used serves; a use that leads back to itself fails by nothing."""
    if use in path or interrupted(problem, use.object, now):
        return True
    one = next(candidate for candidate in problem.objects if candidate.id == use.object)
    path = (*path, use)
    edit = state_of(problem, ("update",), one.id, now)
    if edit is not None:
        if edit == BETWEEN:
            return use.version is None and all(whole(problem, side, now, path) for side in (one.old, one.new))
        there = "old" if edit == OLD else "new"
        return use.version in (None, there) and whole(problem, one.old if edit == OLD else one.new, now, path)
    return any(
        whole(problem, side, now, path)
        for which, side in present(problem, one, now)
        if use.version in (None, which) or not any(step.object == one.id for step in problem.steps)
    )


def present(problem: Problem, one: Object, now: Situation) -> Iterator[tuple[str, Version]]:
    made = state_of(problem, ("create", "create_replacement"), one.id, now)
    gone = state_of(problem, ("delete", "delete_replaced"), one.id, now)
    if one.old is not None and gone in (None, OLD):
        yield "old", one.old
    if one.new is not None and made == NEW:
        yield "new", one.new


def whole(problem: Problem, version: Version | None, now: Situation, path: tuple[Use, ...]) -> bool:
    if version is None:
        return False
    return all(answers(problem, use, now, path) for use in version.uses) and all(
        any(answers(problem, use, now, path) for use in choice) for choice in version.choices
    )
