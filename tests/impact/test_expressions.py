"""Seconds as expressions: what is one, what it is worth, and that nothing else is ever evaluated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.impact.expressions import seconds

TIMINGS = {"boot_s": 20.0, "ttl": 300.0, "zero": 0.0, "max": 7.0}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (17, 17),
        (0, 0),
        (0.5, 0.5),
        ("17", 17),
        (" 1.5 ", 1.5),
        ("1e3", 1000),
        ("boot_s", 20),
        ("boot_s + ttl", 320),
        ("ttl - boot_s", 280),
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("20 - 5 - 5", 10),
        ("100 / 10 / 2", 5),
        ("2 * 3 / 4", 1.5),
        ("-5 + 10", 5),
        ("-(2 - 5)", 3),
        ("10 - -5", 15),
        ("max(boot_s, ttl)", 300),
        ("min(boot_s, ttl)", 20),
        ("max(1, 2, min(9, 8), 3)", 8),
        ("max(boot_s)", 20),
        ("min(ttl, boot_s + 5 * 2) / 3", 10),
        ("max - 2", 5),  # a name is a timing wherever it is not called
        ("zero * ttl", 0),
        ("zero / ttl", 0),
    ],
)
def test_an_expression_has_the_value_of_arithmetic(text: str | float, value: float) -> None:
    found = seconds(text, TIMINGS)
    assert found == pytest.approx(value)
    assert isinstance(found, float)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "__import__('os').system('true')",
        "().__class__.__bases__",
        "boot_s.__class__",
        "max.__self__",
        "eval('1')",
        "open('/etc/passwd')",
        "print(1)",
        "abs(1)",
        "(lambda: 1)()",
        "lambda: 1",
        "[1 for _ in range(9)]",
        "max([1, 2])",
        "max(*[1, 2])",
        "max(1, key=boot_s)",
        "max()",
        "ttl[0]",
        "f'{1}'",
        "'5'",
        "b'5'",
        "True",
        "None",
        "...",
        "1j",
        "2 ** 3",
        "7 // 2",
        "7 % 2",
        "1 << 2",
        "1 | 2",
        "~1",
        "not 1",
        "1 and 2",
        "1 < 2",
        "1 if 1 else 2",
        "(x := 1)",
        "x = 1",
        "1, 2",
        "1; 2",
        "1\n2",
        "import os",
        "await x",
        "yield",
        "",
        "   ",
        "(",
        "1 +",
        "boot_s ttl",
        "5s",
        "\0",
        "1\x00",
        "(" * 150 + "1",
        "-" * 199 + "x y",
    ],
)
def test_what_is_no_arithmetic_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        seconds(text, {**TIMINGS, "os": 1.0, "x": 1.0})
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("text", ["nowhere", "boot_s + nowhere", "max(boot_s, nowhere)", "nowhere * 0"])
def test_a_timing_that_is_not_there_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="there is no timing nowhere"):
        seconds(text, TIMINGS)


@pytest.mark.parametrize("text", ["1 / 0", "ttl / zero", "1 / (boot_s - 20)"])
def test_a_division_by_zero_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="divides by zero"):
        seconds(text, TIMINGS)


@pytest.mark.parametrize("text", ["-1", "boot_s - ttl", "1e400", "1e308 * 10", "1e400 - 1e400", "min(1, -2)"])
def test_seconds_are_finite_and_not_negative(text: str) -> None:
    with pytest.raises(ValueError, match="seconds are 0 or more"):
        seconds(text, TIMINGS)


def test_a_text_too_long_to_be_meant_is_not_even_read() -> None:
    with pytest.raises(ValueError, match="at most 200"):
        seconds("1" + "+1" * 100, TIMINGS)
    assert seconds("1" + "+1" * 99, TIMINGS) == 100


def test_the_same_text_is_worth_what_the_timings_at_hand_say() -> None:
    """Parsed texts are kept; their values must not be."""
    assert [seconds("boot_s * 2", {"boot_s": value}) for value in (1.0, 2.0, 1.0)] == [2, 4, 2]


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6))
def test_multiplication_binds_more_tightly_and_max_takes_the_largest(a: float, b: float, c: float) -> None:
    timings = {"a": a, "b": b, "c": c}
    assert seconds("a + b * c", timings) == a + b * c
    assert seconds("max(a, b) + min(b, c)", timings) == max(a, b) + min(b, c)


@given(st.text("abx1230.+-*/()[]{}'\" \n_,=:@!", max_size=30))
def test_any_text_is_a_number_of_seconds_or_refused(text: str) -> None:
    try:
        found = seconds(text, {"a": 1.0, "b": 2.0})
    except ValueError:
        return
    assert found >= 0
