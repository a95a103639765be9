"""What changes is told property by property, with what makes another object."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from providers.kit.differ import differences, same
from providers.kit.values import UNKNOWN
from tests.providers.kit.models import Box


def told(old: dict[str, Any], new: dict[str, Any], **state: Any) -> dict[str, tuple[str, bool]]:
    return {each.path: (each.kind, each.replaces) for each in differences(Box, old, new, {**old, **state})}


def test_the_same_inputs_differ_in_nothing() -> None:
    inputs = {"name": "a", "ports": [2, 1], "parts": {"p": {"sizeGb": 1}}}
    assert told(inputs, {**inputs, "ports": [1, 2]}) == {}


def test_a_name_makes_another_object_and_a_count_does_not() -> None:
    assert told({"name": "a", "count": 1}, {"name": "b", "count": 2}) == {
        "name": ("update", True),
        "count": ("update", False),
    }


def test_maps_are_compared_entry_by_entry_with_quoted_names_where_needed() -> None:
    old = {"name": "a", "parts": {"us-east": {"sizeGb": 1}, "gone": {"sizeGb": 1}}}
    new = {"name": "a", "parts": {"us-east": {"sizeGb": 2}, "new": {"sizeGb": 1}}}
    assert told(old, new) == {
        'parts["us-east"].sizeGb': ("update", False),
        "parts.gone": ("delete", False),
        "parts.new": ("add", False),
    }


def test_an_empty_list_is_not_the_same_as_none() -> None:
    assert told({"name": "a"}, {"name": "a", "ports": []}) == {"ports": ("add", False)}


def test_what_is_not_known_differs_from_everything() -> None:
    assert told({"name": "a"}, {"name": UNKNOWN}) == {"name": ("update", True)}


def test_what_the_platform_chose_stays_where_the_program_does_not_say() -> None:
    assert told({"name": "a", "place": "east"}, {"name": "a"}) == {}
    assert told({"name": "a"}, {"name": "a", "place": "east"}, place="east") == {}
    assert told({"name": "a"}, {"name": "a", "place": "west"}, place="east") == {"place": ("update", True)}


def test_true_is_not_one_but_one_is_one_point_zero() -> None:
    assert not same(1, True)
    assert same(1, 1.0)


@given(st.lists(st.integers(), max_size=5))
def test_an_unordered_list_is_the_same_in_any_order(ports: list[int]) -> None:
    assert told({"name": "a", "ports": ports}, {"name": "a", "ports": list(reversed(ports))}) == {}
