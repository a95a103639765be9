"""What must hold for any two graphs."""

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sayar.graph.compare import compare
from sayar.graph.model import UNKNOWN, Graph, Resource, Secret
from tests.graph.builders import STACK, FakeFacts, graph, thing

NAMES = ("a", "b", "c", "d", "e")
VALUES = st.integers(0, 2) | st.sampled_from([UNKNOWN, Secret("s"), "x"]) | st.lists(st.integers(0, 1), max_size=2)
FACTS = FakeFacts()


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Up to five things that depend only on things before them, so no circle can come up."""
    made: list[Resource] = []
    for name in draw(st.sets(st.sampled_from(NAMES))):
        inputs: dict[str, Any] = draw(st.dictionaries(st.sampled_from(["forced", "size", "zone"]), VALUES, max_size=3))
        on = {key: tuple(draw(st.sets(st.sampled_from([one.name for one in made])))) if made else () for key in inputs}
        options = draw(st.fixed_dictionaries({"delete_before_replace": st.sampled_from([None, True, False])}))
        made.append(thing(name, inputs, on=on, **options))
    return graph(*made)


@given(graphs())
def test_a_graph_does_not_differ_from_itself(one: Graph) -> None:
    result = compare(one, one, FACTS)
    assert result.changes == ()
    assert set(result.same) == {resource.urn for resource in one.counted()}


@given(graphs(), graphs())
def test_swapping_the_sides_turns_creates_into_deletes(old: Graph, new: Graph) -> None:
    def of(result_op: str, before: Graph, after: Graph) -> set[str]:
        return {one.urn for one in compare(before, after, FACTS).changes if one.op == result_op}

    assert of("create", old, new) == of("delete", new, old)
    assert of("delete", old, new) == of("create", new, old)


@given(graphs(), graphs())
def test_every_resource_is_either_changed_once_or_the_same(old: Graph, new: Graph) -> None:
    result = compare(old, new, FACTS)
    listed = [one.urn for one in result.changes] + list(result.same)
    assert len(listed) == len(set(listed))
    assert set(listed) == {one.urn for side in (old, new) for one in side.counted()}


@given(graphs(), graphs(), st.randoms(use_true_random=False))
def test_the_order_of_the_resources_says_nothing(old: Graph, new: Graph, chance: random.Random) -> None:
    def mixed(one: Graph) -> Graph:
        resources = list(one.resources)
        chance.shuffle(resources)
        return Graph(tuple(resources), one.outputs)

    assert compare(mixed(old), mixed(new), FACTS) == compare(old, new, FACTS)


@given(graphs(), graphs(), VALUES, VALUES)
def test_an_unrelated_resource_changes_nothing_else(old: Graph, new: Graph, before: Any, after: Any) -> None:
    def without(*sides: Graph) -> set[tuple[str, str]]:
        return {(one.urn, one.op) for one in compare(*sides, FACTS).changes if one.name != "unrelated"}

    with_old = Graph((*old.resources, thing("unrelated", {"size": before})), old.outputs)
    with_new = Graph((*new.resources, thing("unrelated", {"size": after})), new.outputs)
    assert without(with_old, with_new) == without(old, new)


@given(graphs(), graphs(), st.sets(st.sampled_from(["forced", "size", "zone"])))
def test_ignored_properties_never_appear(old: Graph, new: Graph, names: set[str]) -> None:
    ignoring = Graph(
        tuple(
            one if one is STACK else thing(one.name, one.inputs, ignore_changes=tuple(sorted(names)))
            for one in new.resources
        )
    )
    for change in compare(old, ignoring, FACTS).changes:
        if change.op == "update":
            assert not names & {path.partition("[")[0] for path in change.properties}


@given(graphs(), graphs())
def test_only_replacements_have_an_order_and_replacing_properties(old: Graph, new: Graph) -> None:
    for change in compare(old, new, FACTS).changes:
        assert (change.order is not None) == (change.op == "replace")
        assert bool(change.replace_properties) == (change.op == "replace")
        assert set(change.replace_properties) <= set(change.properties)
        assert not (change.may_replace and change.op != "update")
