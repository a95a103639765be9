"""Refusals name the limit, its source and its month."""

from components.limits import Limit
from components.network.checks import at_least, at_most, known, one_of, unique


def row(value: object, plan: str = "any") -> Limit:
    return Limit("railway", plan, "volume_gb", value, "railwayapp/docs@c2a634f volumes", "2026-05-27", "documented")


def test_the_limit_itself_is_allowed() -> None:
    assert list(at_most(row(5), "x", 5)) == []
    assert list(at_least(row(5), "x", 5)) == []
    assert next(at_least(row(5), "x", 4.9)).allowed.startswith("at least 5")


def test_a_refusal_says_plan_source_and_month() -> None:
    (problem,) = at_most(row(5, "hobby"), "x", 5.1)
    assert problem.allowed == "at most 5 for railway hobby (railwayapp/docs@c2a634f, 2026-05)"


def test_an_unknown_limit_is_not_checked() -> None:
    assert [*at_most(row(None), "x", 1e9), *at_least(row(None), "x", 0), *one_of(row(None), "x", "y")] == []


def test_an_empty_list_allows_nothing() -> None:
    assert next(one_of(row([]), "x", 7)).allowed.startswith("none")


def test_the_second_of_two_equal_values_is_reported_where_it_stands() -> None:
    assert [problem.path for problem in unique("x", ["a", "b", "a"])] == ["x[2]"]
    assert [problem.path for problem in unique("x[{}].name", ["a", "a"])] == ["x[1].name"]


def test_an_unknown_name_is_refused_with_those_that_are_there() -> None:
    assert next(known("x", "c", ["a", "b"], "pool")).allowed == "a pool: one of a, b"
