"""Large comparisons, random ones against all their schedules, and documents that no engine has written."""

from __future__ import annotations

import random

import pytest

from sayar.graph.compare import compare
from sayar.graph.model import Graph, Resource
from sayar.impact.order.prove import prove
from sayar.impact.order.reduce import problem_of
from sayar.verdict import Effect
from tests.graph.builders import graph, thing, urn
from tests.impact.order.enumerator import broken_surfaces
from tests.impact.order.proofs import FACTS, FIRST, named, proof_of


def test_a_thousand_changes_are_decided_in_few_states_and_always_alike() -> None:
    """A new stack in layers of ten, each on the one before, and a user that moves to it from the old one."""

    def layers(kind: str, count: int) -> list[Resource]:
        found = []
        for index in range(count):
            below = index - index % 10
            on = tuple(f"{kind}{one}" for one in range(max(below - 10, 0), below))
            found.append(thing(f"{kind}{index}", {"on": index}, on={"on": on}))
        return found

    old_ones, new_ones = layers("old", 300), layers("new", 700)
    old = graph(*old_ones, thing("user", {"at": "old"}, on={"at": tuple(f"old{one}" for one in range(290, 300))}))
    new = graph(*new_ones, thing("user", {"at": "new"}, on={"at": tuple(f"new{one}" for one in range(690, 700))}))
    proof = proof_of(old, new, named("user"))
    assert proof.surfaces["api"].status == "served"
    assert (proof.reduced_from, proof.steps, proof.bounds) == (1001, 1, ())
    again = proof_of(Graph(tuple(reversed(old.resources))), Graph(tuple(reversed(new.resources))), named("user"))
    assert again == proof


def random_graph(rng: random.Random) -> Graph:
    """Up to four things, each on some before it, with a value that may change and one that replaces."""
    found: list[Resource] = []
    for name in ("a", "b", "c", "d"):
        if rng.random() < 0.7:
            below = [one.name for one in found if rng.random() < 0.5]
            values = {key: rng.randint(1, 2) for key in ("forced", "plain", "via") if key != "via" or below}
            waiting = tuple(urn(one) for one in below) if rng.random() < 0.3 else ()
            on = {} if waiting else {rng.choice(("via", "forced")): tuple(below)}
            found.append(thing(name, values, on=on, dependencies=waiting, retain_on_delete=rng.random() < 0.1))
    return graph(*found)


@pytest.mark.parametrize("seed", range(150))
def test_the_proof_of_a_comparison_agrees_with_all_its_schedules(seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - graphs that can be made again from their seed
    old, new = random_graph(rng), random_graph(rng)
    comparison = compare(old, new, rng.choice((FACTS, FIRST)))
    effects: dict[str, Effect] = {one.urn: rng.choice(("none", "full", "failover")) for one in comparison.changes}
    groups = {"group": {"kind": "k_of_n", "k": 1, "members": ["a", "b"]}}
    standing = named("c", **groups)
    parallelism = rng.choice((1, 2, None))
    problem = problem_of(comparison, old, new, standing, effects, parallelism=parallelism)
    proof = prove(comparison, old, new, standing, effects, parallelism=parallelism)
    assert {name: one.status == "broken" for name, one in proof.surfaces.items()} == broken_surfaces(problem)


def test_a_document_with_a_circle_is_judged_all_the_same() -> None:
    """No engine registers one, but a document written by hand can hold it."""
    one, other = thing("one", dependencies=(urn("other"),)), thing("other", dependencies=(urn("one"),))
    assert proof_of(graph(one, other), graph(), named("one")).surfaces["api"].status == "broken"
    assert proof_of(graph(), graph(one, other), named("one")).surfaces["api"].status == "served"
