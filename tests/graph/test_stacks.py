"""A graph under another stack's name differs from the other stack's own graph in nothing but what really differs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sayar.graph.compare import compare
from sayar.graph.model import Graph, Resource
from sayar.graph.sound import stacks
from sayar.graph.stacks import under_stack
from tests.graph.builders import TYPE, FakeFacts


def urn(stack: str, name: str, type_: str = TYPE) -> str:
    return f"urn:pulumi:{stack}::shop::{type_}::{name}"


def stacked(stack: str) -> Graph:
    """A graph with a reference in every field that can hold one."""
    root = Resource(urn(stack, f"shop-{stack}", "pulumi:pulumi:Stack"), "pulumi:pulumi:Stack", custom=False)
    provider = Resource(urn(stack, "p", "pulumi:providers:vendor"), "pulumi:providers:vendor", parent=root.urn)
    base = Resource(urn(stack, "base"), TYPE, parent=root.urn)
    child = Resource(
        urn(stack, f"shop-{stack}", f"acme:x:Group${TYPE}"),
        TYPE,
        parent=base.urn,
        inputs={"size": 1},
        dependencies=(base.urn,),
        property_dependencies={"size": (base.urn,)},
        provider=f"{provider.urn}::id-1",
        aliases=(urn(stack, "older"),),
        deleted_with=base.urn,
    )
    return Graph((root, provider, base, child), {"url": f"https://{stack}.example"})


def test_every_reference_moves_along() -> None:
    found = under_stack(stacked("dev"), "dev", "prod")
    # The name of a resource is its own, even where it looks like the root's.
    expected = stacked("prod").resources
    assert found.resources[:3] == expected[:3]
    child = found.resources[3]
    assert child.urn == urn("prod", "shop-dev", f"acme:x:Group${TYPE}")
    for name in ("parent", "dependencies", "property_dependencies", "provider", "aliases", "deleted_with", "inputs"):
        assert getattr(child, name) == getattr(expected[3], name), name


def test_the_roots_own_name_moves_only_where_it_is_that_of_the_stack() -> None:
    root = Resource(urn("dev", "other", "pulumi:pulumi:Stack"), "pulumi:pulumi:Stack")
    (found,) = under_stack(Graph((root,)), "dev", "prod").resources
    assert found.urn == urn("prod", "other", "pulumi:pulumi:Stack")


def test_what_is_no_reference_stays() -> None:
    one = Resource(urn("dev", "a"), TYPE, inputs={"stack": "dev", "urn": urn("dev", "a")})
    (found,) = under_stack(Graph((one,), {"stack": "dev"}), "dev", "prod").resources
    assert found.inputs == one.inputs, "an input is a value of the program, and a difference of it is one"
    assert under_stack(Graph((one,), {"stack": "dev"}), "dev", "prod").outputs == {"stack": "dev"}


def test_a_stack_whose_name_begins_like_another_is_another() -> None:
    one = Resource(urn("dev-2", "a"), TYPE, parent=urn("dev", "b"))
    (found,) = under_stack(Graph((one,)), "dev", "prod").resources
    assert (found.urn, found.parent) == (urn("dev-2", "a"), urn("prod", "b"))


def test_under_its_own_name_a_graph_is_itself() -> None:
    graph = stacked("dev")
    assert under_stack(graph, "dev", "dev") is graph


def test_two_stacks_of_one_program_compare_as_the_same() -> None:
    moved = under_stack(Graph(stacked("dev").resources[:3]), "dev", "prod")
    assert compare(moved, Graph(stacked("prod").resources[:3]), FakeFacts()).changes == ()


@given(st.from_regex(r"[a-z0-9._-]{1,8}", fullmatch=True), st.from_regex(r"[a-z0-9._-]{1,8}", fullmatch=True))
def test_there_and_back_is_where_it_was(one: str, other: str) -> None:
    graph = Graph(stacked(one).resources[:3])
    moved = under_stack(graph, one, other)
    assert stacks(moved.resources) == (other,)
    assert under_stack(moved, other, one) == graph
