"""How secrets and unknown values travel."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.engine.sandbox import wire

_leaves = st.booleans() | st.integers(-(2**31), 2**31) | st.text(max_size=8)
_values = st.recursive(
    _leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3)
        | inner.map(wire.secret)
    ),
    max_leaves=12,
)


@given(_values)
def test_a_value_wrapped_like_itself_is_itself_so_a_refresh_shows_no_drift_and_leaks_no_secret(value: object) -> None:
    assert wire.like(wire.plain(value), value) == value


@given(_values)
def test_a_plain_value_has_no_wrapper_at_any_depth(value: object) -> None:
    assert wire.SIGNATURE not in repr(wire.plain(value))


@given(st.dictionaries(st.text("abc", min_size=1), _values, max_size=4))
def test_what_is_encoded_is_decoded_to_the_same_values(values: dict[str, object]) -> None:
    assert wire.decoded(wire.encoded(values)) == values


def test_null_counts_as_absent_since_vendors_do_not_tell_them_apart() -> None:
    assert wire.plain({"a": None, "b": {"c": None, "d": 1}}) == {"b": {"d": 1}}


def test_keys_of_the_engine_never_reach_the_vendor() -> None:
    assert wire.decoded(wire.encoded({"__internal": {}, "name": "x"})) == {"name": "x"}


def test_an_unknown_value_is_found_inside_a_secret_list() -> None:
    assert wire.has_unknown({"a": wire.secret([1, wire.UNKNOWN])})
    assert not wire.has_unknown({"a": wire.secret([1, "x"])})


def test_a_new_item_in_a_list_with_secrets_is_kept_though_the_pattern_is_shorter() -> None:
    assert wire.like(["a", "b"], [wire.secret("a")]) == [wire.secret("a"), "b"]


@pytest.mark.parametrize(
    ("urn", "token"),
    [
        ("urn:pulumi:prod::sayar::random:index/randomId:RandomId::x", "random:index/randomId:RandomId"),
        ("urn:pulumi:prod::sayar::a:b:C$d:e:F$random:index/randomId:RandomId::x::y", "random:index/randomId:RandomId"),
    ],
)
def test_the_type_of_a_urn_is_that_of_the_resource_and_not_of_its_parents(urn: str, token: str) -> None:
    assert wire.type_of(urn) == token


def test_a_text_that_is_no_urn_has_no_type() -> None:
    with pytest.raises(ValueError, match="not a URN: hello"):
        wire.type_of("hello")
