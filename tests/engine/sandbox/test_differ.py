"""What changed, and what of it replaces."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.engine.sandbox.differ import Difference, differences
from sayar.engine.sandbox.schema import Property
from sayar.engine.sandbox.wire import UNKNOWN, secret

_KNOWN = {
    "name": Property("string", replace=True),
    "team": Property("string", replace="configured"),
    "size": Property("integer"),
    "mode": Property("string", computed=True),
    "flag": Property("boolean"),
    "box": Property("object", fields={"kind": Property("string", replace=True), "note": Property("string")}),
    "whole": Property("object", replace=True, fields={"note": Property("string")}),
    "rules": Property("array", items=Property("object", fields={"on": Property("string", replace=True)})),
    "hosts": Property("array", items=Property("string"), unordered=True),
    "labels": Property("map", items=Property("string")),
}
_values = st.dictionaries(
    st.sampled_from(sorted(set(_KNOWN) - {"mode"})),
    st.integers() | st.text("ab") | st.lists(st.text("ab", max_size=1), max_size=3),
)


def test_leaving_out_what_the_vendor_fills_in_is_no_difference() -> None:
    assert differences(_KNOWN, {"mode": "a"}, {}) == ()
    assert differences(_KNOWN, {}, {"mode": "a"}) == (Difference("mode", "add", False),)
    assert differences(_KNOWN, {"mode": "a"}, {"mode": "b"}) == (Difference("mode", "update", False),)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"size": 1}, {"size": 2}, ("size", "update", False)),
        ({"size": 1}, {}, ("size", "delete", False)),
        ({}, {"size": 1}, ("size", "add", False)),
        ({"name": "a"}, {"name": "b"}, ("name", "update", True)),
        ({"name": "a"}, {}, ("name", "delete", True)),
        ({"flag": True}, {"flag": 1}, ("flag", "update", False)),
        ({"team": "a"}, {"team": "b"}, ("team", "update", True)),
        # Left out by the new program, the vendor keeps what it has.
        ({"team": "a"}, {}, ("team", "delete", False)),
        ({}, {"team": "a"}, ("team", "add", True)),
        ({"box": {"note": "a"}}, {"box": {"note": "b"}}, ("box.note", "update", False)),
        ({"box": {"kind": "a"}}, {"box": {"kind": "b"}}, ("box.kind", "update", True)),
        ({"whole": {"note": "a"}}, {"whole": {"note": "b"}}, ("whole.note", "update", True)),
        ({"rules": []}, {"rules": [{"on": "a"}]}, ("rules[0]", "add", True)),
        ({"rules": [{"on": "a"}]}, {"rules": [{"on": "b"}]}, ("rules[0].on", "update", True)),
        ({"rules": [{}, {}]}, {"rules": [{}]}, ("rules[1]", "delete", False)),
        ({"labels": {"a.b": "1"}}, {"labels": {"a.b": "2"}}, ('labels["a.b"]', "update", False)),
        ({"unheard": 1}, {"unheard": 2}, ("unheard", "update", False)),
        ({"size": 1}, {"size": UNKNOWN}, ("size", "update", False)),
        ({"name": "a"}, {"name": UNKNOWN}, ("name", "update", True)),
        ({"name": "a"}, {"name": secret(UNKNOWN)}, ("name", "update", True)),
        ({"hosts": ["a", "b"]}, {"hosts": ["b", "c"]}, None),
    ],
)
def test_one_change_is_told_with_its_path_and_whether_it_replaces(old: Any, new: Any, expected: Any) -> None:
    found = differences(_KNOWN, old, new)
    if expected is None:
        assert [each.replace for each in found] == [False, False]
    else:
        assert found == (Difference(*expected),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"size": 1}, {"size": 1.0}),
        ({"name": "a"}, {"name": secret("a")}),
        ({"name": "a", "size": None}, {"name": "a"}),
        ({"hosts": ["a", "b"]}, {"hosts": ["b", "a"]}),
        ({"box": {"note": secret("x")}}, {"box": {"note": "x"}}),
    ],
)
def test_another_spelling_of_the_same_is_no_change(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert differences(_KNOWN, old, new) == ()


def test_the_order_of_a_list_counts_where_the_vendor_keeps_it() -> None:
    found = differences({"a": Property("array", items=Property("string"))}, {"a": ["x", "y"]}, {"a": ["y", "x"]})
    assert [each.path for each in found] == ["a[0]", "a[1]"]


def test_the_own_property_of_a_deep_change_is_what_the_engine_is_told_to_replace() -> None:
    assert Difference("rules[0].on", "update", True).top == "rules"
    assert Difference('labels["a.b"]', "update", False).top == "labels"


@given(_values)
def test_nothing_differs_from_itself(values: dict[str, Any]) -> None:
    assert differences(_KNOWN, values, values) == ()


@given(_values, _values)
def test_the_way_back_changes_the_same_paths(old: dict[str, Any], new: dict[str, Any]) -> None:
    there, back = differences(_KNOWN, old, new), differences(_KNOWN, new, old)
    assert [each.path for each in there] == [each.path for each in back]


@pytest.mark.parametrize(
    ("old", "new", "replaces"),
    [
        # A cluster that is known by a name of its own stays the same whatever leads to it.
        ({"name": "a", "way": "1"}, {"name": "a", "way": "2"}, False),
        ({"name": "a", "way": "1"}, {"name": "b", "way": "2"}, True),
        ({"name": "a", "way": "1"}, {"way": "2"}, True),
        ({"way": "1"}, {"name": "a", "way": "2"}, True),
        ({"way": "1"}, {"way": "2"}, True),
    ],
)
def test_a_change_that_another_property_holds_replaces_only_without_it(
    old: dict[str, Any], new: dict[str, Any], replaces: bool
) -> None:
    known = {"way": Property("string", replace=True, held_by="name"), "name": Property("string")}
    (found,) = [each for each in differences(known, old, new) if each.path == "way"]
    assert found.replace is replaces
