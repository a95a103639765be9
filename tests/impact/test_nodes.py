"""Which surfaces stand on a resource."""

from __future__ import annotations

from typing import Any

from sayar.graph.model import Resource
from sayar.impact.nodes import reach_of, unmatched
from tests.impact.rows import TYPE, services, urn

NODES: dict[str, Any] = {
    "writer": {"match": {"urn": "*::writer"}},
    "readers": {"match": {"type": TYPE, "name": "reader-*"}},
    "vendor": {"match": {"type": TYPE}},
    "api": {"match": {"name": "api"}},
    "dns": {},
}
GROUPS: dict[str, Any] = {
    "db": {"kind": "failover", "primary": "writer", "standbys": ["readers"]},
    "web": {"kind": "k_of_n", "k": 1, "members": ["api", "dns"]},
}


def hard(on: str, **more: Any) -> dict[str, Any]:
    return {"on": on, "mode": "hard", **more}


def surfaces(name: str, *, type_: str = "other:index:Thing", **needs: list[dict[str, Any]]) -> tuple[str, ...]:
    """The surfaces of one resource where each surface has these needs."""
    found = services(nodes=NODES, groups=GROUPS, surfaces={key: {"needs": value} for key, value in needs.items()})
    return reach_of(found).surfaces_of(urn(name, type_), name, type_)


def test_a_surface_stands_on_the_nodes_that_it_needs() -> None:
    assert surfaces("api", one=[hard("api")], two=[hard("writer")]) == ("one",)
    assert surfaces("writer", one=[hard("api")], two=[hard("writer")]) == ("two",)
    assert surfaces("else", one=[hard("api")], two=[hard("writer")]) == ()


def test_a_need_of_a_group_is_one_of_all_its_members() -> None:
    needs = {"data": [hard("db")], "site": [hard("web")]}
    assert surfaces("writer", **needs) == ("data",)
    assert surfaces("reader-2", type_=TYPE, **needs) == ("data",)
    assert surfaces("api", **needs) == ("site",)


def test_a_need_of_weight_zero_is_none() -> None:
    assert surfaces("api", one=[hard("api", weight=0)], two=[hard("api", weight=0.01)]) == ("two",)
    assert surfaces("api", one=[hard("web", weight=0)]) == ()
    assert surfaces("api", one=[hard("web", weight=0), hard("api")]) == ("one",), "another need reaches it all the same"


def test_every_mode_of_a_need_makes_a_surface_stand_on_it() -> None:
    found = surfaces(
        "api",
        soft=[{"on": "api", "mode": "soft"}],
        late=[{"on": "api", "mode": "buffered", "window_s": 60}],
        kept=[{"on": "api", "mode": "cached", "hit_ratio": 0.9, "stale_if_error_s": 60}],
        hard=[hard("api")],
    )
    assert found == ("hard", "kept", "late", "soft"), "sorted, whatever the order of the file"


def test_a_resource_may_be_in_several_nodes_and_has_the_surfaces_of_all() -> None:
    needs = {"a": [hard("readers")], "b": [hard("vendor")], "c": [hard("api")]}
    assert surfaces("reader-1", type_=TYPE, **needs) == ("a", "b")
    reach = reach_of(services(nodes=NODES))
    assert reach.nodes_of(urn("reader-1"), "reader-1", TYPE) == ("readers", "vendor")
    assert reach.nodes_of(urn("writer"), "writer", TYPE) == ("writer", "vendor")
    assert reach.nodes_of(urn("x", "other"), "x", "other") == ()


def test_a_surface_that_needs_a_node_twice_is_named_once() -> None:
    assert surfaces("api", one=[hard("api"), hard("web"), hard("api", capability="read")]) == ("one",)


def test_a_node_without_a_match_is_reached_by_no_resource() -> None:
    assert surfaces("dns", one=[hard("dns")], two=[hard("web")]) == ()


def test_nodes_whose_match_finds_nothing_are_named_and_those_without_match_are_not() -> None:
    found = services(nodes=NODES)
    writer, reader = Resource(urn("writer", "x"), "x"), Resource(urn("reader-1"), TYPE)
    assert unmatched(found, []) == ("writer", "readers", "vendor", "api")
    assert unmatched(found, [writer]) == ("readers", "vendor", "api")
    assert unmatched(found, [writer, reader]) == ("api",)
    assert unmatched(found, [writer, reader, Resource(urn("api", "y"), "y")]) == ()
    assert unmatched(services(), [writer]) == ()
