"""What one resource uses of another is the same in two stacks, whatever the vendor called it there."""

from __future__ import annotations

from typing import Any

import pytest

from sayar.graph.compare import compare
from sayar.graph.model import Graph, Secret
from sayar.graph.references import referenced
from tests.graph.builders import TYPE, FakeFacts, graph, thing

FACTS = FakeFacts({TYPE: ("forced", "net")})


def side(number: int, *, net: Any, base: dict[str, Any] | None = None, outputs: dict[str, Any] | None = None) -> Graph:
    """A base with an id and outputs of its stack, and a user of it."""
    made = {"id": f"id-{number}", "arn": f"arn:{number}", **(outputs or {})}
    return graph(
        thing("base", base or {}, id=f"id-{number}", outputs=made), thing("user", {"net": net}, on={"net": ("base",)})
    )


def told(old: Graph, new: Graph) -> dict[str, str]:
    return {one.name: one.op for one in compare(*referenced(old, new), FACTS).changes}


@pytest.mark.parametrize(
    "wrap", [lambda one: one, lambda one: [one, "fixed"], lambda one: {"inner": [{"at": one}], "size": 1}]
)
@pytest.mark.parametrize("used", ["id-{}", "arn:{}"])
def test_the_same_output_of_the_same_resource_is_no_difference(used: str, wrap: Any) -> None:
    old, new = (side(number, net=wrap(used.format(number))) for number in (1, 2))
    assert [one.name for one in compare(old, new, FACTS).changes] == ["user"], "as values they differ"
    assert told(old, new) == {}


def test_another_output_of_the_same_resource_is_one() -> None:
    assert told(side(1, net="id-1"), side(2, net="arn:2")) == {"user": "replace"}
    assert told(side(1, net="id-1"), side(2, net="elsewhere")) == {"user": "replace"}


def test_what_is_used_of_a_replaced_resource_changes_with_it() -> None:
    """Also where a new document was made by hand from the old one, so that it holds the old id."""
    old, new = (side(1, net="id-1", base={"forced": number}) for number in (1, 2))
    assert told(old, new) == {"base": "replace", "user": "replace"}


def test_what_a_program_wrote_into_the_other_resource_stays_a_value() -> None:
    """An engine's version is an output too: raised in place it is another value for whoever uses it."""
    old, new = (side(1, net=f"v{n}", base={"size": f"v{n}"}, outputs={"size": f"v{n}"}) for n in (1, 2))
    assert told(old, new) == {"base": "update", "user": "replace"}


def test_a_name_that_the_provider_made_on_both_sides_is_the_vendors() -> None:
    bases = [{"__defaults": ["name"], "name": f"base-{number}"} for number in (1, 2)]
    old, new = (side(n, net=f"base-{n}", base=bases[n - 1], outputs={"name": f"base-{n}"}) for n in (1, 2))
    assert told(old, new) == {}


def test_secrets_and_what_depends_on_nothing_are_left_alone() -> None:
    old, new = (side(number, net=Secret(f"id-{number}")) for number in (1, 2))
    assert referenced(old, new) == (old, new)
    old, new = (graph(thing("user", {"net": f"id-{number}"}, id=f"id-{number}")) for number in (1, 2))
    assert told(old, new) == {"user": "replace"}


def test_an_empty_text_is_nobodys() -> None:
    old, new = (side(number, net="", outputs={"none": ""}) for number in (1, 2))
    assert referenced(old, new) == (old, new)
