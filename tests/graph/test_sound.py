"""What does not hold in a graph from outside is named before anything is compared."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.graph.model import Resource
from sayar.graph.sound import faults, projects, stacks
from tests.graph.builders import STACK, TYPE, thing, urn


def test_a_graph_whose_references_lead_somewhere_holds() -> None:
    one = thing("a", {"x": 1})
    other = thing("b", {"x": 1}, on={"x": ("a",)}, deleted_with=urn("a"))
    assert faults([STACK, one, other]) == ()
    assert faults([other, one]) == (), "the order says nothing, and the root stack need not be there"
    assert faults([]) == ()


@pytest.mark.parametrize(
    ("resource", "line"),
    [
        (replace(thing("a"), parent=urn("gone")), f"{urn('a')}: its parent {urn('gone')} is not there"),
        (thing("a", dependencies=(urn("gone"),)), f"{urn('a')}: it depends on {urn('gone')}, which is not there"),
        (thing("a", deleted_with=urn("gone")), f"{urn('a')}: it depends on {urn('gone')}, which is not there"),
        # By a property and by itself: one fault, one line.
        (thing("a", {"x": 1}, on={"x": ("gone",)}), f"{urn('a')}: it depends on {urn('gone')}, which is not there"),
    ],
)
def test_a_reference_to_nothing_is_one_line(resource: Resource, line: str) -> None:
    assert faults([STACK, resource]) == (line,)


def test_aliases_lead_to_what_was_there_before_and_are_no_references() -> None:
    assert faults([STACK, thing("a", aliases=(urn("gone"),))]) == ()


def test_a_circle_is_told_from_who_needs_to_what_is_needed() -> None:
    a, b, c = (thing(name, dependencies=(urn(on),)) for name, on in (("a", "b"), ("b", "c"), ("c", "a")))
    (line,) = faults([STACK, a, b, c])
    start, *rest = line.removeprefix("a circle: ").split(" needs ")
    needed = {urn("a"): urn("b"), urn("b"): urn("c"), urn("c"): urn("a")}
    assert len(rest) == 3
    for who in rest:
        assert who == needed[start]
        start = who


def test_a_circle_through_parents_is_one_too() -> None:
    one, other = replace(thing("a"), parent=urn("b")), thing("b", dependencies=(urn("a"),))
    assert [line.startswith("a circle: ") for line in faults([STACK, one, other])] == [True]


def test_references_to_nothing_and_a_circle_come_together() -> None:
    found = faults([thing("a", dependencies=(urn("b"), urn("x"))), thing("b", dependencies=(urn("a"),))])
    assert [line.startswith("a circle") for line in found] == [False, True]


@pytest.mark.parametrize(("count", "lines"), [(19, 19), (20, 20), (21, 21), (5000, 21)])
def test_of_very_many_faults_the_first_twenty_are_told(count: int, lines: int) -> None:
    found = faults([thing(f"a{number}", dependencies=(urn("gone"),)) for number in range(count)])
    assert len(found) == lines
    assert (found[-1] == "and more of that kind") == (count > 20)


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12))
def test_references_to_earlier_resources_alone_never_make_a_circle(pairs: list[tuple[int, int]]) -> None:
    on: dict[int, set[str]] = {number: set() for number in range(8)}
    for one, other in pairs:
        if one != other:
            on[max(one, other)].add(urn(str(min(one, other))))
    assert faults([thing(str(number), dependencies=tuple(needs)) for number, needs in on.items()]) == ()


def test_projects_and_stacks_are_those_of_the_urns() -> None:
    urns = [f"urn:pulumi:{stack}::{project}::{TYPE}::a" for stack in ("prod", "dev") for project in ("shop", "blog")]
    resources = [Resource(one, TYPE) for one in urns]
    assert (projects(resources), stacks(resources)) == (("blog", "shop"), ("dev", "prod"))
    assert (projects([]), stacks([])) == ((), ())
