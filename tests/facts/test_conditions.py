"""Conditions answer yes, no, or that nobody can tell; they never guess and never run anything."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.facts.conditions import Operands, parse_condition
from sayar.facts.values import PRESENT, equal
from sayar.graph.model import UNKNOWN, Ciphertext, Secret

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("xy", min_size=1, max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


def holds(text: str, old: Any = None, new: Any = None, **sides: Any) -> bool | None:
    return parse_condition(text).holds(Operands(old, new, **sides))


@pytest.mark.parametrize(
    ("text", "old", "new", "answer"),
    [
        ("old == null", None, 1, True),
        ("old == null", 0, 1, False),
        ("new != null", 0, None, False),
        ("new < old", 5, 4, True),
        ("new < old", 5, 5, False),
        ("new <= old", 5, 5, True),
        ("new > old", 5, 5, False),
        ("new >= old", 5, 5, True),
        ("old != null and new < old", None, 4, False),
        ("old == null or new < old", None, 4, True),
        ("not (old == null)", None, 4, False),
        ("new in ['a', 'b']", None, "b", True),
        ("new not in ['a', 'b']", None, "b", False),
        ("new == true", None, True, True),
        ("new == true", None, 1, False),  # JSON keeps 1 and true apart
        ("new == 1", None, 1.0, True),  # but 1 and 1.0 are one number
        ("new == -1", None, -1, True),
        ("0 < new < 10", None, 10, False),
        ("0 < new < 10", None, 9, True),
        ("(old == null) != (new == null)", None, 1, True),
        ("(old == null) != (new == null)", 2, 1, False),
        ("new < old", "b", "a", True),
        ("version(new) < version(old)", "17.4", "17.11", False),
        ("version(new) < version(old)", "17.11", "17.4", True),
        ("version(new) == version(old)", "3.9.x", "3.9.x", True),
        ("like(new, 'aurora*')", None, "aurora-postgresql", True),
        ("like(new, 'aurora*')", None, "mysql", False),
        ("like(new, 'aurora*')", None, None, False),
        ("count(new) == 0", None, {}, True),
        ("count(new) == 0", None, None, True),
        ("count(new) > count(old)", ["a"], ["a", "b"], True),
    ],
)
def test_a_condition_is_what_it_reads_like(text: str, old: Any, new: Any, answer: bool) -> None:
    assert holds(text, old, new) is answer


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("old == new", UNKNOWN, 1),
        ("new == null", 1, UNKNOWN),
        ("new < old", UNKNOWN, 1),
        ("new < old", None, 1),  # null has no place in an order
        ("new < old", "a", 1),  # neither has text among numbers
        ("new < old", True, 1),
        ("new < old", Ciphertext("x"), 1),
        ("new == 'a'", None, Ciphertext("x")),
        ("version(new) < version(old)", UNKNOWN, "1"),
        ("like(new, 'a*')", 1, UNKNOWN),
        ("count(new) == 0", 1, UNKNOWN),
        ("new in [old]", UNKNOWN, 1),
        ("not (new == 1)", None, UNKNOWN),
        ("new", None, "not an answer"),
    ],
)
def test_what_depends_on_something_unknown_is_left_open(text: str, old: Any, new: Any) -> None:
    assert holds(text, old, new) is None


def test_a_side_that_decides_alone_needs_no_other() -> None:
    assert holds("old == null or new == 1", None, UNKNOWN) is True
    assert holds("old == null and new == 1", 5, UNKNOWN) is False


def test_other_inputs_are_read_on_both_sides_and_are_open_where_they_are_not_at_hand() -> None:
    text = "before.engine.name == after.engine.name"
    mysql, postgres = {"engine": {"name": "mysql"}}, {"engine": {"name": Secret("postgres")}}
    assert holds(text, before=mysql, after=mysql) is True
    assert holds(text, before=mysql, after=postgres) is False
    assert holds(text, before=mysql) is None
    assert holds("after.absent == null", after={}) is True


def test_a_secret_is_compared_by_its_value() -> None:
    assert holds("new == 'x'", None, Secret("x")) is True
    assert equal(Secret({"a": 1}), {"a": Secret(1)}) is True


def test_a_ciphertext_is_not_null_and_equal_only_to_itself() -> None:
    assert equal(Ciphertext("x"), None) is False
    assert equal(Ciphertext("x"), Ciphertext("x")) is True
    assert equal(Ciphertext("x"), Ciphertext("y")) is None  # the same secret may be encrypted twice
    assert equal(PRESENT, None) is False


def test_one_known_difference_settles_it_whatever_else_is_unknown() -> None:
    assert equal([UNKNOWN, 1], [5, 2]) is False
    assert equal({"a": UNKNOWN, "b": 1}, {"a": 1, "b": 1}) is None
    assert equal([UNKNOWN], [1, 2]) is False


@given(JSON)
def test_a_value_equals_itself(value: Any) -> None:
    assert equal(value, value) is True


@given(JSON, JSON)
def test_equality_has_no_direction(old: Any, new: Any) -> None:
    assert equal(old, new) is equal(new, old)


@given(JSON, JSON, st.sampled_from(["old == new", "old == null or new == null", "not (old == new) and new != null"]))
def test_a_condition_and_its_negation_never_agree(old: Any, new: Any, text: str) -> None:
    assert holds(text, old, new) is not holds(f"not ({text})", old, new)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "old ==",
        "older == 1",
        "old + new > 1",
        "__import__('os')",
        "old.secret == 1",
        "like(new, old)",
        "like(new)",
        "version(new, old)",
        "count(key=new)",
        "open('x')",
        "[x for x in old]",
        "old is null",
        "lambda: 1",
        "old if new else 1",
        "b'x' == old",
        "True == old",
        "old == None",
    ],
)
def test_what_is_not_part_of_the_language_is_refused_when_it_is_read(text: str) -> None:
    with pytest.raises(ValueError, match="condition"):
        parse_condition(text)
