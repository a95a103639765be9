"""The condition of a downtime fact: comparisons joined by `and`, with three answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.graph.model import UNKNOWN, Ciphertext, Identity, Secret
from sayar.impact.when import parse_when

OLD = {"size": 10, "class": "db.small", "on": True, "tags": {"a b": "x", "c.d": "y"}, "list": [{"v": 1}], "nil": None}
NEW = {"size": 20, "class": "db.large", "on": False, "tags": {"a b": "z"}, "list": [{"v": 1}, {"v": 2}]}


def holds(text: str, old: dict[str, Any] | None = OLD, new: dict[str, Any] | None = NEW) -> bool | None:
    return parse_when(text).holds(old, new)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("true", True),
        (" true ", True),
        ("new.size == 20", True),
        ("new.size == 20.0", True),
        ("new.size == old.size", False),
        ("new.size != old.size", True),
        ("new.size > old.size", True),
        ("new.size < old.size", False),
        ("new.size >= 20", True),
        ("new.size <= 19.5", False),
        ("20 <= new.size", True),
        ("-1 < old.size", True),
        ("old.size<new.size", True),
        ("1 == 1", True),
        ("new.on == false", True),
        ("old.on == true", True),
        ("old.on == 1", False),  # true and 1 are two values
        ("old.on > 0", False),
        # Texts, in either kind of quotes.
        ("new.class == 'db.large'", True),
        ('new.class == "db.large"', True),
        ("new.class < old.class", True),
        ("new.class == 'x and y'", False),
        ("'x == y' != new.class", True),
        ('new.class != "it\'s"', True),
        ("new.class != ''", True),
        ("new.size == '20'", False),
        ("new.size < '30'", False),  # no order between a number and a text
        ("new.class == 'null'", False),
        # Paths.
        ("old.tags[\"a b\"] == 'x'", True),
        ('new.tags["a b"]!="x"', True),
        ('old.tags["c.d"] == "y"', True),
        ("new.list[1].v == 2", True),
        ("old.list != new.list", True),
        ("old.list[0] == new.list[0]", True),
        # What is not there is null, and null has no order.
        ("old.list[1] == null", True),
        ("new.nowhere == null", True),
        ("new.nowhere.deeper[3] == null", True),
        ("old.nil == null", True),
        ("new.size.deeper == null", True),
        ("new.size != null", True),
        ("null == null", True),
        ("new.nowhere < 5", False),
        ("new.nowhere >= 5", False),
        ("new.nowhere <= null", False),
        # and
        ("new.size == 20 and old.size == 10", True),
        ("new.size == 20 and old.size == 11", False),
        ("new.size == 21 and old.size == 10", False),
        ("new.size == 20 and old.size == 10 and new.class == 'db.large'", True),
    ],
)
def test_a_condition_holds_or_does_not(text: str, answer: bool) -> None:
    assert holds(text) is answer


@pytest.mark.parametrize("hidden", [UNKNOWN, Ciphertext("v1:abc"), Identity(("", "urn:pulumi:p::q::t::n", ""))])
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("new.x == 5", None),
        ("new.x != 5", None),
        ("new.x < 5", None),
        ("new.x.deeper == 5", None),
        ("new.x == 5 and new.y == 1", None),
        ("new.y == 1 and new.x == 5", None),
        ("new.x == 5 and new.y == 2", False),  # false whatever the unknown is
        ("new.y == 2 and new.x == 5", False),
        ("new.y == 1", True),
    ],
)
def test_a_value_that_nobody_knows_gives_no_answer_where_it_counts(hidden: Any, text: str, answer: Any) -> None:
    assert holds(text, {}, {"x": hidden, "y": 1}) is answer


def test_a_secret_is_compared_by_its_value() -> None:
    assert holds("new.x == 'a' and new.x == old.x", {"x": Secret("a")}, {"x": "a"}) is True
    assert holds("new.x == 'b'", {}, {"x": Secret("a")}) is False
    assert holds("new.x == old.x", {"x": Ciphertext("1")}, {"x": Ciphertext("1")}) is True
    assert holds("new.x == null", {}, {"x": Ciphertext("1")}) is False, "a secret is something"


def test_on_the_side_that_is_not_there_everything_is_null() -> None:
    assert holds("old.size == null and new.size == 20", None, NEW) is True
    assert holds("new.size == null and old.size == 10", OLD, None) is True
    assert holds("true", None, None) is True


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "and",
        "new.size",
        "new.size == 20 and",
        "and new.size == 20",
        "new.size == 20 and and new.on == false",
        "new.size == 20 new.on == false",
        "new.size == 20 or new.on == false",
        "not new.on == true",
        "true and true",
        "(new.size == 20)",
        "new.size = 20",
        "new.size === 20",
        "new.size <> 20",
        "new.size ! 20",
        "new.size == 'open",
        'new.size == "open',
        "new.size == open",
        "size == 20",
        "new == 20",
        "new. == 20",
        "new..size == 20",
        "new.size. == 20",
        "before.size == 20",
        "new.size == [20]",
        "new.size == 020",
        "new.size == 20;",
        "new.size == NULL",
        "new.size == True",
        # JSON has no such numbers; a text that somebody forgot to quote.
        "new.size == NaN",
        "new.size < Infinity",
        "new.size == -Infinity",
        "__import__('os') == 1",
        "new.__import__('os').system('true') == 1",
        "len(new.list) == 2",
        "new.size + 1 == 21",
    ],
)
def test_what_is_not_part_of_the_language_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse_when(text)
    assert len(str(caught.value).splitlines()) == 1


def test_the_word_and_may_be_the_name_of_a_property_or_stand_in_quotes() -> None:
    assert holds("new.and == 'and' and old.and == null", {}, {"and": "and"}) is True


@given(st.integers(-5, 5), st.integers(-5, 5))
def test_the_six_operators_are_those_of_numbers(a: int, b: int) -> None:
    answers = [holds(f"old.x {op} new.x", {"x": a}, {"x": b}) for op in ("==", "!=", "<", "<=", ">", ">=")]
    assert answers == [a == b, a != b, a < b, a <= b, a > b, a >= b]
    assert answers == [holds(f"{a} {op} {b}") for op in ("==", "!=", "<", "<=", ">", ">=")]


@given(st.text("newold.=!<>'\"[]and 12*", max_size=25))
def test_any_text_is_a_condition_or_refused(text: str) -> None:
    try:
        found = parse_when(text)
    except ValueError:
        return
    assert found.holds(OLD, NEW) in (True, False, None)
