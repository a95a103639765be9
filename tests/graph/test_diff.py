"""Paths are spelled as the engine spells them, and only what differs has one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.facts.paths import parse_path
from sayar.graph.diff import SecretCount, covers, differences, join, reaches

NAMES = st.text('ab.[]"\\/-_ ', min_size=1, max_size=4).filter(lambda name: not name.startswith("__"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.text("xy", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=10,
)
OBJECTS = st.dictionaries(NAMES, JSON, max_size=4)


def paths(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return [one.path for one in differences(old, new, lambda key, both: True, SecretCount())]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ({"a": 1}, {"a": 2}, "a"),
        ({"rules": [{"ref": "x"}]}, {"rules": [{"ref": "y"}]}, "rules[0].ref"),
        ({"rules": [1]}, {"rules": [1, 2]}, "rules[1]"),
        ({"rules": [1, 2]}, {"rules": [1]}, "rules[1]"),
        ({"m": {"app.kubernetes.io/name": 1}}, {"m": {}}, 'm["app.kubernetes.io/name"]'),
        ({"m": {'a"b': 1}}, {"m": {}}, r'm["a\"b"]'),
        ({"m": {"a": 1}}, {"m": [1]}, "m"),
        ({"a": True}, {"a": 1}, "a"),  # two values in JSON
        ({"a": ""}, {}, "a"),  # an empty text is a value
    ],
)
def test_one_difference_has_the_path_of_the_engine(old: dict[str, Any], new: dict[str, Any], path: str) -> None:
    assert paths(old, new) == [path]


@pytest.mark.parametrize(("old", "new"), [({"a": None}, {}), ({"a": 1}, {"a": 1.0}), ({"a": {}}, {"a": {"b": None}})])
def test_null_is_the_same_as_nothing_and_one_is_one(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert paths(old, new) == []


@given(OBJECTS)
def test_nothing_differs_from_itself(value: dict[str, Any]) -> None:
    assert paths(value, value) == []


@given(OBJECTS, OBJECTS)
def test_the_same_places_differ_in_both_directions(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert paths(old, new) == paths(new, old)


@given(st.lists(NAMES | st.integers(0, 9), min_size=1, max_size=4))
def test_every_path_can_be_read_back(segments: list[str | int]) -> None:
    path = ""
    for index, segment in enumerate(segments):
        path = join(path, str(segment) if index == 0 else segment)
    assert parse_path(path) == (str(segments[0]), *segments[1:])


def test_an_option_covers_what_lies_below_it_and_reaches_what_lies_above() -> None:
    assert covers(("rules[*]",), "rules[3].ref")
    assert not covers(("rules[*].ref",), "rules[3]")
    assert reaches(("rules[*].ref",), "rules[3]")
    assert not reaches(("rules[*].ref",), "rules[3].on")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"__defaults": ["n"], "n": "a-1"}, {"__defaults": ["n"], "n": "a-2"}, []),  # it keeps what it chose once
        ({"__defaults": ["n"], "n": "a-1"}, {"__defaults": []}, []),
        ({"__defaults": []}, {"__defaults": ["n"], "n": "a-1"}, []),
        ({"__defaults": ["n"], "n": "a-1"}, {"__defaults": [], "n": "mine"}, ["n"]),
        ({"__defaults": [], "n": "mine"}, {"__defaults": ["n"], "n": "a-1"}, ["n"]),
        ({"o": {"__defaults": ["n"], "n": 1}}, {"o": {"__defaults": ["n"], "n": 2}}, []),
        ({"__defaults": ["n"], "n": 1, "x": 1}, {"__defaults": ["n"], "n": 2, "x": 2}, ["x"]),
    ],
)
def test_what_a_provider_fills_in_by_itself_is_a_difference_only_against_what_a_program_wrote(
    old: dict[str, Any], new: dict[str, Any], expected: list[str]
) -> None:
    assert paths(old, new) == expected
