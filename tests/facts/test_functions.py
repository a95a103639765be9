"""Each function of the condition language: spellings of one value, and values that stay apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayar.facts.conditions import Operands, parse_condition
from sayar.facts.functions import FUNCTIONS, is_number
from sayar.graph.model import UNKNOWN, Ciphertext, Secret

ALLOW = {"Effect": "Allow", "Action": ["s3:Get", "s3:Put"], "Resource": "*"}
DENY = {"Effect": "Deny", "Action": "s3:Delete", "Resource": ["a", "b"]}


def policy(*statements: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def same(name: str, old: Any, new: Any) -> bool | None:
    """What a row such as `json(old) == json(new)` answers."""
    return parse_condition(f"{name}(old) == {name}(new)").holds(Operands(old, new))


EQUAL = [
    ("version", "1.10", "1-10"),
    ("version", 15, "15"),
    ("count", {}, None),
    ("count", [1, 2], {"a": 1, "b": 2}),
    ("lower", "AbC", "aBc"),
    ("lower", None, None),
    ("number", "1.50", 1.5),
    ("number", "5", 5),
    ("json", '{"a": 1, "b": [2]}', '{"b":[2],"a":1}'),
    ("json", '{"a": 1}', {"a": 1}),
    ("json", "no json", "no json"),
    ("set", ["a", "b"], ["b", "a"]),
    ("set", [{"x": 1, "y": 2}], [{"y": 2, "x": 1}]),
    ("set", [Secret("a"), "b"], ["b", "a"]),  # a secret compares by its value
    ("set", [["b", Secret("c")]], [["b", "c"]]),
    ("set", [{"k": Secret("v")}], [{"k": "v"}]),
    ("set", None, None),
    ("json_bag", '{"a": [1, {"b": [3, 2]}]}', '{"a": [{"b": [2, 3]}, 1]}'),
    ("json_bag", [2, 1], [1, 2]),
    ("parts", "a, b,c", "a,b , c"),
    ("parts", "a,b", ["a", "b"]),
    ("tail", "arn:aws:iam::1:role/path/reader", "reader"),
    ("tail", "arn:aws:sns:eu:1:topic", "topic"),
    ("trim", "  a b\n", "a b"),
    ("cidr", "10.0.0.7/24", "10.0.0.0/24"),
    ("cidr", "2001:DB8:0::/32", "2001:db8::/32"),
    ("cidr", "192.0.2.1", "192.0.2.1/32"),
    ("policy", policy(ALLOW, DENY), policy(DENY, ALLOW)),
    ("policy", policy(ALLOW), policy({**ALLOW, "Action": ["s3:Put", "s3:Get"], "Resource": ["*"]})),
    ("policy", policy({**DENY, "Condition": {"x": {"y": "z"}}}), policy({**DENY, "Condition": {"x": {"y": ["z"]}}})),
    ("policy", json.dumps({"Statement": ALLOW}), json.dumps({"Statement": [ALLOW]})),
    ("quantity", "1000m", "1"),
    ("quantity", "1000m", 1),
    ("quantity", 0.5, "500m"),
    ("quantity", "1Gi", "1024Mi"),
    ("quantity", "1.5Gi", "1536Mi"),
    ("quantity", "1e3", "1k"),
    ("quantity", "2E3", "2000"),
    ("quantity", "1E", "1000P"),
    ("quantity", "+.5", "0.50"),
    ("quantity", "100n", "0.1u"),
]  # fmt: skip

DIFFERENT = [
    ("version", "1.10", "1.1"),
    ("version", "1.9", "1.9.0"),
    ("version", "1.rc1", "1.rc2"),
    ("count", [], [None]),
    ("lower", "a", "b"),
    ("lower", 1, "1"),
    ("number", "1.5", 1),
    ("number", "one", 1),
    ("number", None, 0),
    ("json", '{"a": [1, 2]}', '{"a": [2, 1]}'),  # the order of a list counts here
    ("json", '{"a": true}', '{"a": 1}'),
    ("json", None, "{}"),
    ("set", ["a", "a"], ["a"]),  # as often as it is there
    ("set", ["a", "b"], ["a", "c"]),
    ("set", None, []),
    ("set", "ab", "ba"),
    ("json_bag", '{"a": [1, 1]}', '{"a": [1]}'),
    ("json_bag", '{"a": 1}', '{"b": 1}'),
    ("parts", "a,b", "b,a"),
    ("parts", "a b", "a,b"),
    ("tail", "arn:aws:iam::1:role/reader", "writer"),
    ("trim", "a b", "ab"),
    ("trim", None, ""),
    ("cidr", "10.0.0.0/24", "10.0.0.0/25"),
    ("cidr", "anywhere", "0.0.0.0/0"),
    ("policy", policy(ALLOW), policy(DENY)),
    ("policy", policy(ALLOW), policy(ALLOW, ALLOW)),
    ("policy", policy({**ALLOW, "Condition": {"Bool": {"x": "true"}}}), policy(ALLOW)),
    ("policy", None, policy()),
    ("quantity", "1G", "1Gi"),
    ("quantity", "1Gi", "1073741824"),  # decimal and binary stay apart in the API's canonical form
    ("quantity", "1m", "1M"),
    ("quantity", True, 1),
    ("quantity", "1 Gi", "1Gi"),
    # Ten times as much is another amount, also where it ends in a zero.
    ("quantity", "1Ki", "10Ki"),
    ("quantity", "2Mi", "200Mi"),
    ("quantity", "1", "10"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new"), EQUAL)
def test_spellings_of_one_value_are_the_same(name: str, old: Any, new: Any) -> None:
    assert same(name, old, new) is True
    assert same(name, new, old) is True


@pytest.mark.parametrize(("name", "old", "new"), DIFFERENT)
def test_two_values_stay_different(name: str, old: Any, new: Any) -> None:
    assert same(name, old, new) is False
    assert same(name, new, old) is False


def test_every_function_of_the_language_is_tried_with_equal_and_with_different_spellings() -> None:
    assert {name for name, _, _ in EQUAL} == {name for name, _, _ in DIFFERENT} == set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("hidden", [UNKNOWN, Ciphertext("v1:abc")])
def test_of_what_nobody_knows_nobody_can_tell(name: str, hidden: Any) -> None:
    assert same(name, hidden, "a") is None
    assert same(name, "a", hidden) is None


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - {"count", "version"}))
@pytest.mark.parametrize("value", [None, True, 7, 0.25, {"a": 1}])
def test_what_has_no_such_spelling_stays_as_it_is(name: str, value: Any) -> None:
    """A row must not make two different values the same only because they are of a kind it does not expect."""
    assert same(name, value, value) is True
    assert same(name, value, "else") is False


@pytest.mark.parametrize("value", [None, True, ["1.0"], {"v": 1}])
def test_only_a_text_or_a_number_has_a_version(value: Any) -> None:
    assert FUNCTIONS["version"](value) is UNKNOWN


@pytest.mark.parametrize("value", ["abc", 3, True])
def test_only_lists_and_maps_have_a_count(value: Any) -> None:
    assert FUNCTIONS["count"](value) is UNKNOWN


@pytest.mark.parametrize(
    ("low", "high"), [("1.9", "1.10"), ("1.rc1", "1.1"), ("9.6", "13"), ("5.7.aurora.2.9", "5.7.aurora.2.11")]
)  # fmt: skip
def test_versions_have_an_order_by_the_size_of_their_numbers(low: str, high: str) -> None:
    condition = parse_condition("version(new) < version(old)")
    assert condition.holds(Operands(high, low)) is True
    assert condition.holds(Operands(low, high)) is False


@pytest.mark.parametrize("hidden", [UNKNOWN, Ciphertext("v1:abc")])
@pytest.mark.parametrize("wrap", [lambda one: one, lambda one: {"k": one}, lambda one: [one], Secret])
def test_a_list_with_something_unknown_in_it_has_no_order_that_could_be_left_out(
    hidden: Any, wrap: Callable[[Any], Any]
) -> None:
    assert same("set", ["a", wrap(hidden)], ["b", "a"]) is None


@pytest.mark.parametrize("name", ["json_bag", "policy"])
@pytest.mark.parametrize("hidden", [UNKNOWN, Ciphertext("v1:abc")])
def test_a_document_written_as_an_object_with_something_unknown_in_it_is_not_told(name: str, hidden: Any) -> None:
    """A program may hand over an object instead of a JSON text; a name in it may be known only afterwards."""
    old = {"Statement": [{"Effect": "Allow", "Action": "a", "Resource": ["x", hidden]}]}
    new = {"Statement": [{"Effect": "Allow", "Action": "a", "Resource": ["x", "y"]}]}
    assert same(name, old, new) is None


@pytest.mark.parametrize("name", ["json_bag", "policy"])
def test_a_secret_inside_of_a_document_compares_by_its_value(name: str) -> None:
    old = {"Statement": [{"Action": ["b", Secret("a")]}]}
    assert same(name, old, {"Statement": [{"Action": ["a", "b"]}]}) is True
    assert same(name, old, {"Statement": [{"Action": ["c", "b"]}]}) is False


@pytest.mark.parametrize("name", ["json", "json_bag", "policy"])
@pytest.mark.parametrize("depth", [900, 100_000])
def test_a_text_of_endless_brackets_is_a_text_and_no_crash(name: str, depth: int) -> None:
    """An input of a foreign stack may hold anything; a RecursionError would end as a bug of the program."""
    text = f'{{"Statement": {"[" * depth}{"]" * depth}}}'
    assert same(name, text, "{}") is False


@pytest.mark.parametrize("text", ["1e1000000", "1E-1000000", "9e999999999"])
def test_a_quantity_beyond_all_numbers_is_a_text_and_no_crash(text: str) -> None:
    assert same("quantity", text, "1") is False


@given(st.integers(0, 10**12), st.sampled_from(["Ki", "Mi", "Gi"]))
def test_a_binary_amount_is_1024_of_the_next_smaller_one(amount: int, unit: str) -> None:
    smaller = {"Ki": "", "Mi": "Ki", "Gi": "Mi"}[unit]
    if smaller:
        assert same("quantity", f"{amount}{unit}", f"{amount * 1024}{smaller}") is True
    assert same("quantity", f"{amount}{unit}", f"{amount + 1}{unit}") is False


@given(st.integers(1, 10**9), st.integers(1, 10**9), st.sampled_from(["Ki", "Mi", "", "k", "m"]))
def test_two_amounts_of_one_unit_are_the_same_only_if_their_numbers_are(one: int, other: int, unit: str) -> None:
    assert same("quantity", f"{one}{unit}", f"{other}{unit}") is (one == other)
    assert same("quantity", f"{one}{unit}", f"{one * 10}{unit}") is False


@given(st.lists(st.text(max_size=3) | st.integers() | st.booleans() | st.none(), max_size=5), st.randoms())
def test_a_shuffled_list_is_the_same_set(values: list[Any], random: Any) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)
    assert same("set", values, shuffled) is True
    assert same("set", values, [*shuffled, "one more"]) is False


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab1:/, {}[]KiMeE.", max_size=6) | st.just(UNKNOWN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["Statement", "a"]), inner, max_size=2),
    max_leaves=6,
)


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(max_examples=30)
@given(value=JSON)
def test_no_value_of_a_stack_makes_a_function_fail(name: str, value: Any) -> None:
    assert same(name, value, value) in (True, None)


def test_true_is_no_number() -> None:
    assert [is_number(one) for one in (1, 1.5, True, "1", None)] == [True, True, False, False, False]
