"""Bad inputs are refused before anything is made: all at once, each with its path, and no secret is repeated."""

from __future__ import annotations

from typing import Any

import pytest

from providers.kit.checks import failures
from providers.kit.values import UNKNOWN
from tests.providers.kit.models import Box


def told(**given: Any) -> dict[str, str]:
    return {each.path: each.reason for each in failures(Box, given)}


def test_good_inputs_have_no_fault() -> None:
    assert not told(name="a", mode="fast", count=3, ports=[1], parts={"p.q": {"sizeGb": 1}}, labels={"x": "y"})


@pytest.mark.parametrize(
    ("given", "path", "reason"),
    [
        ({"count": 0}, "count", "must be greater than or equal to 1, not 0"),
        ({"count": 10}, "count", "must be less than or equal to 9, not 10"),
        ({"count": "3"}, "count", "must be a valid integer, not '3'"),
        ({"mode": "slow"}, "mode", "must be 'fast' or 'safe', not 'slow'"),
        ({"ports": [1, "x"]}, "ports[1]", "must be a valid integer, not 'x'"),
        ({"parts": {"p.q": {"sizeGb": 0}}}, 'parts["p.q"].sizeGb', "must be greater than or equal to 1, not 0"),
        ({"parts": {"p": {}}}, "parts.p.sizeGb", "missing, and required"),
        ({"cuont": 1}, "cuont", "unknown property; count is meant?"),
        ({"mode": "safe", "count": 1}, "count", "at least 2 in mode safe"),
    ],
)
def test_each_fault_has_its_path_and_says_what_is_allowed(given: dict[str, Any], path: str, reason: str) -> None:
    assert told(name="a", **given) == {path: reason}


def test_a_missing_name_and_every_other_fault_come_at_once() -> None:
    assert set(told(count=0, mode="slow")) == {"name", "count", "mode"}


def test_a_secret_is_not_repeated_by_its_own_refusal() -> None:
    reason = told(name="a", password="abc")["password"]
    assert "abc" not in reason
    assert "at least 4" in reason


@pytest.mark.parametrize("given", [{"name": UNKNOWN}, {"name": "a", "parts": {"p": {"sizeGb": UNKNOWN}}}])
def test_what_is_not_known_yet_is_taken_as_right(given: dict[str, Any]) -> None:
    assert not told(**given)


def test_what_is_known_is_checked_beside_what_is_not() -> None:
    assert set(told(name=UNKNOWN, count=0, ports=[UNKNOWN, 1])) == {"count"}
