"""What the engine orders before each step."""

from __future__ import annotations

from sayar.graph.compare import compare
from sayar.graph.match import pair
from sayar.graph.model import Graph
from sayar.impact.order.engine_steps import steps_of
from sayar.impact.order.model import Step
from tests.graph.builders import TYPE, FakeFacts, graph, thing, urn


def steps_between(old: Graph, new: Graph, facts: FakeFacts | None = None) -> dict[str, Step]:
    """By operation and name."""
    pairs = pair(old, new)
    before = {**pairs.old, **{one.urn: one for one in pairs.gone}}
    found = list(steps_of(compare(old, new, facts or FakeFacts()).changes, before, new.by_urn(), ()))
    assert len({step.id for step in found}) == len(found)
    return {step.id.replace(urn(""), ""): step for step in found}


def after(steps: dict[str, Step], name: str) -> set[str]:
    """Everything before a step, through others too."""
    found: set[str] = set()
    left = [name]
    while left:
        for one in steps[left.pop()].after:
            short = one.replace(urn(""), "")
            if short not in found:
                found.add(short)
                left.append(short)
    return found


def test_what_needs_another_one_comes_after_it() -> None:
    new = graph(thing("a"), thing("b", {"x": 1}, on={"x": ("a",)}), thing("c", dependencies=(urn("b"),)))
    steps = steps_between(graph(), new)
    assert after(steps, "create c") == {"create b", "create a"}
    assert after(steps, "create a") == set()


def test_deletions_come_after_everything_else_and_dependents_first() -> None:
    old = graph(thing("a"), thing("b", {"x": 1}, on={"x": ("a",)}), thing("kept", {"v": 1}))
    new = graph(thing("kept", {"v": 2}), thing("made"))
    steps = steps_between(old, new)
    assert after(steps, "delete b") == {"update kept", "create made"}
    assert after(steps, "delete a") == {"update kept", "create made", "delete b"}


def test_a_deletion_waits_for_an_update_that_only_an_unchanged_resource_needs() -> None:
    after_it = thing("after", dependencies=(urn("kept"),))
    old = graph(thing("gone"), thing("kept", {"v": 1}), after_it)
    steps = steps_between(old, graph(thing("kept", {"v": 2}), after_it))
    assert after(steps, "delete gone") == {"update kept"}


def test_a_replacement_deletes_the_old_one_last() -> None:
    old = graph(thing("a", {"forced": 1}), thing("b", {"x": 1}, on={"x": ("a",)}))
    new = graph(thing("a", {"forced": 2}), thing("b", {"x": 2}, on={"x": ("a",)}))
    steps = steps_between(old, new)
    assert [step.kind for step in steps.values()] == ["create_replacement", "delete_replaced", "update"]
    assert after(steps, "update b") == {"create-replacement a"}
    assert after(steps, "delete-replaced a") == {"create-replacement a", "update b"}


def test_a_delete_first_replacement_takes_its_dependents_first_and_makes_them_anew_after_it() -> None:
    facts = FakeFacts(replace={TYPE: ("forced",)}, first=frozenset({TYPE}))
    old = graph(thing("a", {"forced": 1}), thing("b", {"forced": "x"}, on={"forced": ("a",)}))
    new = graph(thing("a", {"forced": 2}), thing("b", {"forced": "y"}, on={"forced": ("a",)}))
    steps = steps_between(old, new, facts)
    assert after(steps, "delete-replaced b") == set(), "it goes when the first of both is registered"
    assert after(steps, "delete-replaced a") == {"delete-replaced b"}
    assert after(steps, "create-replacement a") == {"delete-replaced a", "delete-replaced b"}
    assert after(steps, "create-replacement b") == {*after(steps, "create-replacement a"), "create-replacement a"}


def test_a_delete_first_replacement_begins_when_it_is_registered() -> None:
    facts = FakeFacts(replace={TYPE: ("forced",)}, first=frozenset({TYPE}))
    old = graph(thing("a", {"forced": 1}))
    new = graph(thing("made"), thing("a", {"forced": 2}, dependencies=(urn("made"),)))
    assert after(steps_between(old, new, facts), "delete-replaced a") == {"create made"}


def test_what_is_retained_has_no_deletion() -> None:
    old = graph(thing("a", {"forced": 1}, retain_on_delete=True), thing("b", retain_on_delete=True))
    assert list(steps_between(old, graph(thing("a", {"forced": 2})))) == ["create-replacement a"]
