"""Four configs as rows: every leaf once, in an order that a reader knows from the files."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.report.contrast import ABSENT, Row, contrast, shown

VALUES = (
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2) | st.lists(st.integers(0, 2), max_size=2)
)
CONFIGS = st.recursive(
    VALUES, lambda inner: st.dictionaries(st.sampled_from("abcd"), inner, min_size=1, max_size=3), max_leaves=8
).filter(lambda one: isinstance(one, dict))


def leaves(value: Any, at: str = "") -> dict[str, Any]:
    if isinstance(value, dict) and value:
        return {k: v for key, item in value.items() for k, v in leaves(item, f"{at}.{key}" if at else key).items()}
    return {at: value}


def test_a_leaf_is_a_row_with_one_value_a_tier() -> None:
    rows = contrast([{"a": {"b": 1, "c": "x"}}, {"a": {"b": 2}}], [{}, {}])
    assert rows == (Row("a.b", ("1", "2"), ("", "")), Row("a.c", ("x", ABSENT), ("", "")))
    assert [row.differs for row in rows] == [True, True]
    assert not contrast([{"a": 1}, {"a": 1}], [{}, {}])[0].differs


def test_what_only_a_later_config_has_stands_where_it_stands_there() -> None:
    rows = contrast([{"a": 1, "z": 1}, {"a": 1, "m": 1, "z": 1}, {"first": 1, "a": 1}], [{}, {}, {}])
    assert [row.path for row in rows] == ["first", "a", "m", "z"]


@given(st.lists(CONFIGS, min_size=1, max_size=4))
def test_every_leaf_of_every_config_has_exactly_one_row(configs: list[Any]) -> None:
    rows = contrast(configs, [{} for _ in configs])
    paths = [row.path for row in rows]
    assert len(set(paths)) == len(paths)
    assert set(paths) == {path for config in configs for path in leaves(config)}
    for row in rows:
        assert row.values == tuple(
            shown(leaves(config)[row.path]) if row.path in leaves(config) else ABSENT for config in configs
        )


@given(CONFIGS)
def test_the_order_of_a_single_config_is_kept(config: Any) -> None:
    assert [row.path for row in contrast([config], [{}])] == list(leaves(config))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ABSENT),
        ([], ABSENT),
        ({}, ABSENT),
        (0, "0"),
        (False, "no"),
        (True, "yes"),
        (2.0, "2"),
        (0.5, "0.5"),
        ("off", "off"),
        (["a", "b"], "a, b"),
        ([1, 2.0], "1, 2"),
        ([{"name": "x", "size": 1}], "x"),
        ([{"host": "api", "ref": "login"}], "login"),
        ([{"size": 1, "on": True}], "1 yes"),
        (list("abcdef"), "a, b, c, d, e, f"),
        (list("abcdefgh"), "a, b, c, d, e, f +2"),
    ],
)
def test_a_value_is_shown_in_words(value: Any, text: str) -> None:
    assert shown(value) == text


def test_zero_and_off_are_not_shown_as_nothing() -> None:
    """A limit of 0 and no limit are two things."""
    assert ABSENT not in (shown(0), shown(0.0), shown(False), shown("off"))


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"a.b": "own"}, "own"),
        ({"a.b": "own", "a": "parent"}, "own"),
        ({"a.b[0]": "first", "a.b[1]": "second"}, "first; second"),
        ({"a.b[0]": "same", "a.b[1]": "same"}, "same"),
        ({"a.b[0].c": "inner"}, ""),
        ({"a.bc[0]": "another list"}, ""),
        ({}, ""),
    ],
)
def test_a_reason_is_the_fields_own_or_that_of_its_items(said: dict[str, str], reason: str) -> None:
    (row,) = contrast([{"a": {"b": [1, 2]}}], [said])
    assert row.reasons == (reason,)


def test_a_field_without_a_reason_takes_that_of_the_mapping_around_it_but_not_the_concerns() -> None:
    config = {"edge": {"dns": {"ttl_s": 1}, "mode": "x"}}
    found = {row.path: row.reasons for row in contrast([config], [{"edge": "concern", "edge.dns": "names"}])}
    assert found == {"edge.dns.ttl_s": ("names",), "edge.mode": ("",)}


def test_a_tier_that_does_not_have_a_field_has_no_reason_for_it() -> None:
    (row, _) = contrast([{"a": 1, "b": 1}, {"b": 1}], [{"a": "why"}, {"a": "left over"}])
    assert row.reasons == ("why", "")
