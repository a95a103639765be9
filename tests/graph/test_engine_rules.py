"""Rules of the engine that random pairs against it have shown (tests/engine/agreement), each alone."""

from __future__ import annotations

from typing import Any

import pytest

from sayar.graph.compare import compare
from sayar.graph.model import UNKNOWN, Change, Identity
from sayar.graph.preview import read_preview
from tests.graph.builders import TYPE, FakeFacts, graph, thing, urn
from tests.graph.test_preview import digest, step

FIRST = FakeFacts(first=frozenset({TYPE}))


def told(old: Any, new: Any, facts: FakeFacts = FIRST) -> Change:
    (change,) = compare(graph(old), graph(new), facts).changes
    return change


def test_a_provider_that_deletes_first_does_so_where_it_replaces_itself() -> None:
    change = told(thing("a", {"forced": 1}), thing("a", {"forced": 2}))
    assert (change.op, change.order) == ("replace", "delete_first")


def test_a_replacement_at_the_programs_wish_creates_first() -> None:
    """The engine makes a replacement of what the provider called an update, and the provider's wish went with that."""
    change = told(thing("a", {"size": 1}), thing("a", {"size": 2}, replace_on_changes=("size",)))
    assert (change.op, change.order) == ("replace", "create_first")
    change = told(
        thing("a", {"size": 1}), thing("a", {"size": 2}, replace_on_changes=("*",), delete_before_replace=True)
    )
    assert change.order == "delete_first", "the program's own option goes over both"


def test_a_wish_beside_a_replacement_of_the_provider_changes_no_order() -> None:
    options = {"replace_on_changes": ("*",)}
    change = told(thing("a", {"forced": 1, "size": 1}), thing("a", {"forced": 2, "size": 2}, **options))
    assert change.order == "delete_first"


def test_another_provider_creates_first_whatever_else_changes() -> None:
    """The engine asks no provider whether it would replace when it is another one that has to make the resource."""
    one, other = (urn(name, "pulumi:providers:vendor") for name in ("one", "other"))
    old = thing("a", {"forced": 1}, provider=f"{one}::id")
    change = told(old, thing("a", {"forced": 2}, provider=f"{other}::id"))
    assert (change.op, change.order) == ("replace", "create_first")


def test_a_wish_about_something_inside_of_what_comes_as_a_whole_may_replace() -> None:
    """A provider tells of `spec` or `spec.soft`; the option names the second, and the engine looks at what is told."""
    change = told(thing("a", {}), thing("a", {"spec": {"soft": 1}}, replace_on_changes=("spec.soft",)), FakeFacts())
    assert (change.op, change.may_replace) == ("update", True)


@pytest.mark.parametrize("way", [1, -1])
def test_an_id_instead_of_another_output_of_one_resource_is_a_change(way: int) -> None:
    sides = [thing("b", {"at": value}, on={"at": ("a",)}) for value in (Identity(("", urn("a"), "")), UNKNOWN)][::way]
    found = compare(*(graph(thing("a"), side) for side in sides), FakeFacts())
    assert [(one.name, one.op, bool(one.assumed)) for one in found.changes] == [("b", "update", True)]


def test_another_output_of_a_resource_that_stays_is_not_seen() -> None:
    """Neither is known, and both come from the same resource: the contract takes them as equal."""
    sides = [thing("b", {"at": UNKNOWN}, on={"at": ("a",)}) for _ in range(2)]
    assert compare(*(graph(thing("a"), side) for side in sides), FakeFacts()).changes == ()


@pytest.mark.parametrize("op", ["delete-replaced", "discard-replaced"])
def test_what_goes_with_a_replacement_and_has_no_successor_is_deleted(op: str) -> None:
    found = read_preview(digest(step(op, "gone"), step("replace", "kept"), step("create-replacement", "kept")))
    assert [(one.name, one.op, one.order) for one in found.changes][-1] == ("gone", "delete", None)


@pytest.mark.parametrize(("op", "expected"), [("same", []), ("update", ["update"])])
def test_a_leftover_of_an_earlier_update_that_goes_now_says_nothing_of_its_successor(
    op: str, expected: list[str]
) -> None:
    found = read_preview(digest(step(op), step("delete-replaced")))
    assert [one.op for one in found.changes] == expected
