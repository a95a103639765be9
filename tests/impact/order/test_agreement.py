"""The checker, on problems that it made smaller, against an enumerator that plays every schedule of the whole one."""

from __future__ import annotations

import os
import random
from itertools import product

import pytest

from sayar.impact.order.check import check
from sayar.impact.order.model import Need, Object, Part, Problem, Step, Surface, Use, Version
from tests.impact.order.enumerator import DONE, RUNNING, Situation, broken_surfaces, served

BLOCK = 100
PROBLEMS = int(os.environ.get("SAYAR_ORDER_PROBLEMS", "400"))
"""So many of up to six steps, and one of up to twelve for each 25 of them."""
KINDS = ("same", "update", "create", "delete", "create_first", "delete_first")


def uses_of(rng: random.Random, names: list[str], sides: dict[str, str], count: int) -> Version:
    found = []
    for name in rng.sample(names, min(len(names), rng.randint(0, count))):
        replaced = sides[name] in ("create_first", "delete_first", "update")
        found.append(Use(name, rng.choice((None, "old", "new")) if replaced else None))
    if len(found) > 1 and rng.random() < 0.3:
        return Version(tuple(found[2:]), (tuple(found[:2]),))
    return Version(tuple(found))


def steps_of(name: str, kind: str, interrupts: bool) -> list[Step]:
    make, take = (
        Step(f"+{name}", name, "create_replacement", (), interrupts),
        Step(f"-{name}", name, "delete_replaced", (), interrupts),
    )
    return {
        "same": [],
        "update": [Step(f"~{name}", name, "update", (), interrupts)],
        "create": [Step(f"+{name}", name, "create", (), interrupts)],
        "delete": [Step(f"-{name}", name, "delete", (), interrupts)],
        "create_first": [make, Step(take.id, name, take.kind, (make.id,), interrupts)],
        "delete_first": [take, Step(make.id, name, make.kind, (take.id,), interrupts)],
    }[kind]


def random_problem(seed: int, most: int) -> Problem:
    """Up to `most` steps over objects that use each other, in circles too, with an order that is dense or loose."""
    rng = random.Random(seed)  # noqa: S311 - problems that can be made again from their seed
    kinds: dict[str, str] = {}
    steps: list[Step] = []
    wanted = rng.randint(1, most)
    while len(steps) < wanted:
        name = f"o{len(kinds)}"
        kind = rng.choice(KINDS)
        more = steps_of(name, kind, rng.random() < 0.3)
        if len(steps) + len(more) > most:
            break
        kinds[name] = kind
        steps += more
    rng.shuffle(steps)
    steps = in_order(rng, steps, rng.choice((0.1, 0.3, 0.6, 0.9)))
    names = list(kinds) or ["o0"]
    kinds = kinds or {"o0": "same"}
    density = rng.choice((0, 1, 2, 3))
    objects = []
    for name, kind in kinds.items():
        others = [one for one in names if one != name or rng.random() < 0.1]
        old = uses_of(rng, others, kinds, density) if kind != "create" else None
        new = uses_of(rng, others, kinds, density) if kind not in ("delete", "same") else old
        objects.append(Object(name, old, None if kind == "delete" else new))
    surfaces = tuple(surface_of(rng, index, objects) for index in range(2))
    return Problem(tuple(objects), tuple(steps), surfaces, rng.choice((1, 2, 3, None)))


def in_order(rng: random.Random, steps: list[Step], density: float) -> list[Step]:
    """A random order that keeps the two steps of a replacement as they are."""
    placed: list[Step] = []
    left = list(steps)
    while left:
        step = next(one for one in left if all(any(two.id == name for two in placed) for name in one.after))
        left.remove(step)
        before = {*step.after, *(one.id for one in placed if rng.random() < density / 2)}
        placed.append(Step(step.id, step.object, step.kind, tuple(sorted(before)), step.interrupts))
    return placed


def surface_of(rng: random.Random, index: int, objects: list[Object]) -> Surface:
    needs = []
    for number in range(rng.randint(1, 2)):
        parts = []
        for place in range(rng.randint(1, 3)):
            chosen = rng.sample(objects, min(len(objects), rng.randint(0 if place else 1, 2)))
            parts.append(
                Part(
                    f"p{place}",
                    tuple(one.id for one in chosen if one.old),
                    tuple(one.id for one in chosen if one.new),
                    always=rng.random() < 0.05,
                )
            )
        needs.append(Need(f"n{number}", tuple(parts), rng.randint(1, len(parts)), failover=False))
    return Surface(f"s{index}", tuple(needs))


def agree(problem: Problem) -> None:
    proof = check(problem)
    expected = broken_surfaces(problem)
    found = {name: one.status == "broken" for name, one in proof.surfaces.items()}
    assert found == expected, problem
    assert not proof.bounds
    for surface in problem.surfaces:
        verdict = proof.surfaces[surface.name]
        if verdict.status == "broken":
            moments = [replayed(problem, verdict.done, verdict.under_way)]
            if (
                not verdict.under_way
            ):  # what begins with the update is judged once steps that touch nothing are done too
                moments.append(Situation(tuple(DONE for _ in problem.steps)))
            assert not all(served(problem, surface, moment) for moment in moments), problem


def replayed(problem: Problem, done: tuple[str, ...], under_way: tuple[str, ...]) -> Situation:
    """The moment of a trace in the enumerator's world, with what had to come before done as well."""
    by_id = {step.id: step for step in problem.steps}
    finished = set(done)
    left = [one for name in (*done, *under_way) for one in by_id[name].after]
    while left:
        name = left.pop()
        if name not in finished:
            finished.add(name)
            left += by_id[name].after
    assert not finished & set(under_way), "a step under way cannot come before another one of the moment"
    status = tuple(
        "done" if step.id in finished else RUNNING if step.id in under_way else "waiting" for step in problem.steps
    )
    return Situation(status)


@pytest.mark.parametrize("block", range(PROBLEMS // BLOCK))
def test_both_agree_on_random_problems_of_a_few_steps(block: int) -> None:
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        agree(random_problem(seed, 6))


@pytest.mark.parametrize("seed", range(PROBLEMS // 25))
def test_both_agree_on_random_problems_of_up_to_twelve_steps(seed: int) -> None:
    agree(random_problem(10**6 + seed, 12))


@pytest.mark.parametrize("parallelism", [1, None])
def test_both_agree_on_every_pair_of_operations_in_every_order(parallelism: int | None) -> None:
    """All kinds of one object that uses a second one of all kinds, each order between them, each way to use it."""
    for user, used, interrupts, version in product(KINDS, KINDS, (False, True), (None, "old", "new")):
        if version is not None and used in ("same", "create", "delete"):
            continue
        mine, other = steps_of("a", user, False), steps_of("b", used, interrupts)
        for order in ("none", "a first", "b first"):
            first, later = (mine, other) if order == "a first" else (other, mine)
            after = () if order == "none" else tuple(step.id for step in first)
            steps = [*first, *(Step(x.id, x.object, x.kind, (*x.after, *after), x.interrupts) for x in later)]
            agree(pair_of(user, used, version, steps, parallelism))


def pair_of(user: str, used: str, version: object, steps: list[Step], parallelism: int | None) -> Problem:
    using = Version((Use("b", version),))  # type: ignore[arg-type]
    objects = (
        Object("a", None if user == "create" else using, None if user == "delete" else using),
        Object("b", None if used == "create" else Version(), None if used == "delete" else Version()),
    )
    old = ("a",) if user != "create" else ()
    new = ("a",) if user != "delete" else ()
    spare = Part("b", ("b",) if used != "create" else (), ("b",) if used != "delete" else ())
    surfaces = (
        Surface("alone", (Need("a", (Part("a", old, new),)),)),
        Surface("group", (Need("g", (Part("a", old, new), spare)),)),
    )
    return Problem(objects, tuple(steps), surfaces, parallelism)
