"""Values cross the protocol and come back with what was unknown and what was secret."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pulumi.provider.experimental.property_value import PropertyValue

from providers.kit.values import SENTINEL, UNKNOWN, plain, plain_map, secrets, wrapped

NAMES = st.text(min_size=1, max_size=8)
PLAIN = st.recursive(
    st.booleans() | st.integers(-(2**50), 2**50) | st.text() | st.just(UNKNOWN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)


@given(PLAIN)
def test_what_is_wrapped_and_sent_comes_back_as_it_was(value: Any) -> None:
    assert plain(PropertyValue.unmarshal(wrapped(value).marshal())) == value


def test_a_whole_number_is_an_int_again_because_the_protocol_has_one_kind_of_number() -> None:
    back = plain(PropertyValue.unmarshal(wrapped(300).marshal()))
    assert back == 300
    assert isinstance(back, int)
    assert plain(PropertyValue(0.5)) == 0.5


def test_the_wire_text_for_what_is_not_known_is_no_text() -> None:
    assert plain(PropertyValue(SENTINEL)) is UNKNOWN
    assert plain(PropertyValue(SENTINEL, is_secret=True)) is UNKNOWN


def test_a_null_is_the_same_as_nothing() -> None:
    assert plain_map({"a": PropertyValue(None), "b": PropertyValue("x")}) == {"b": "x"}


def test_a_value_stays_as_secret_as_it_was() -> None:
    before = PropertyValue({"A": PropertyValue("1"), "S": PropertyValue("hidden", is_secret=True)})
    after = wrapped({"A": "2", "S": "other", "new": "3"}, before)
    assert isinstance(after.value, dict | type(before.value))
    marks = {name: each.is_secret for name, each in dict(after.value).items()}  # type: ignore[arg-type]
    assert marks == {"A": False, "S": True, "new": False}


def test_one_secret_in_a_list_hides_the_list_because_entries_move() -> None:
    before = PropertyValue([PropertyValue("a"), PropertyValue("hidden", is_secret=True)])
    assert wrapped(["hidden", "a"], before).is_secret


def test_every_secret_text_is_found_wherever_it_lies() -> None:
    values = {
        "token": PropertyValue("one", is_secret=True),
        "map": PropertyValue({"inner": PropertyValue("two", is_secret=True), "open": PropertyValue("x")}),
        "whole": PropertyValue([PropertyValue("three")], is_secret=True),
    }
    assert sorted(secrets(values)) == ["one", "three", "two"]
