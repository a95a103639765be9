"""Faults of inputs, each with the path that a user can find it by."""

from typing import Any

import pytest

from sayar.engine.sandbox.checks import Failure, failures, properties
from sayar.engine.sandbox.schema import Property, ResourceSchema
from sayar.engine.sandbox.wire import UNKNOWN, secret

_RULE = {"action": Property("string", required=True, enum=("block", "log")), "weight": Property("number")}
_SCHEMA = ResourceSchema(
    token="x:index:T",
    inputs={
        "name": Property("string", required=True),
        "ttl": Property("integer", minimum=1, maximum=86400),
        "mode": Property("string", enum=("Strict", "Off"), any_case=True),
        "enabled": Property("boolean"),
        "rules": Property("array", items=Property("object", fields=_RULE)),
        "labels": Property("map", items=Property("string")),
        "size": Property("union", options=(Property("integer", minimum=1), Property("string"))),
        "best": Property("union", options=(Property("string"), Property("object", fields=_RULE))),
        "zone": Property("string"),
        "account": Property("string", conflicts=("labels",)),
        "kept": Property("string", required=True, default="x"),
    },
    outputs={"url": Property("string")},
    exactly_one=(("account", "zone"),),
)
_GOOD = {"name": "n", "zone": "z"}


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"ttl": 1},
        {"ttl": 86400},
        {"mode": "strict"},
        {"size": 1},
        {"size": "big"},
        {"enabled": False},
        {"rules": []},
        {"rules": [{"action": "log", "weight": 0.5}], "labels": {"a.b": "c"}},
        {"rules": None},
    ],
)
def test_inputs_within_every_limit_are_right(extra: dict[str, Any]) -> None:
    assert failures(_SCHEMA, _GOOD | extra) == ()


@pytest.mark.parametrize(
    ("extra", "path", "reason"),
    [
        ({"ttl": 0}, "ttl", "must be at least 1"),
        ({"ttl": 86401}, "ttl", "must be at most 86400"),
        ({"ttl": 1.5}, "ttl", "must be an integer, not a number"),
        ({"ttl": True}, "ttl", "must be an integer, not a boolean"),
        ({"enabled": 1}, "enabled", "must be a boolean, not a number"),
        ({"enabled": "true"}, "enabled", "must be a boolean, not a string"),
        ({"mode": "full"}, "mode", "must be one of Strict, Off"),
        ({"rules": {}}, "rules", "must be an array, not an object"),
        ({"rules": [{"action": "log"}, {"action": "LOG"}]}, "rules[1].action", "must be one of block, log"),
        ({"rules": [{}]}, "rules[0].action", "missing, and required"),
        ({"rules": [{"action": "log", "when": 1}]}, "rules[0].when", "unknown property"),
        ({"labels": {"a.b": 1}}, 'labels["a.b"]', "must be a string, not a number"),
        ({"size": 0}, "size", "must be at least 1"),
        ({"size": []}, "size", "must be an integer, not an array"),
        # The rule fits best, so the fault is told inside it and not as a wrong kind of the whole.
        ({"best": {"action": "x"}}, "best.action", "must be one of block, log"),
        ({"url": "https://x"}, "url", "unknown property"),
        ({"TTL": 5}, "TTL", "unknown property; ttl is meant?"),
        ({"t_t_l": 5}, "t_t_l", "unknown property; ttl is meant?"),
    ],
)
def test_a_fault_is_told_at_its_own_path(extra: dict[str, Any], path: str, reason: str) -> None:
    assert failures(_SCHEMA, _GOOD | extra) == (Failure(path, reason),)


def test_a_missing_property_is_a_fault_unless_the_vendor_has_a_default() -> None:
    assert failures(_SCHEMA, {"zone": "z"}) == (Failure("name", "missing, and required"),)
    assert failures(_SCHEMA, {"zone": "z", "name": None}) == (Failure("name", "missing, and required"),)


def test_two_properties_that_exclude_each_other_are_a_fault() -> None:
    found = failures(_SCHEMA, {"name": "n", "account": "a", "labels": {}})
    assert found == (Failure("account", "conflicts with labels"),)


@pytest.mark.parametrize("given", [{"name": "n"}, {"name": "n", "zone": "z", "account": "a"}])
def test_exactly_one_of_a_group_means_neither_none_nor_both(given: dict[str, Any]) -> None:
    assert failures(_SCHEMA, given) == (Failure("account", "give exactly one of account, zone"),)


def test_what_is_not_known_yet_is_right_whatever_its_kind() -> None:
    inputs = {"name": UNKNOWN, "zone": UNKNOWN, "ttl": UNKNOWN, "rules": [UNKNOWN, {"action": UNKNOWN}]}
    assert failures(_SCHEMA, inputs) == ()


def test_a_secret_is_checked_by_its_value_and_its_value_is_in_no_message() -> None:
    found = failures(_SCHEMA, _GOOD | {"mode": secret("hunter2")})
    assert [each.path for each in found] == ["mode"]
    assert "hunter2" not in str(found)


def test_all_faults_come_at_once() -> None:
    found = properties(_SCHEMA.inputs, {"ttl": 0, "mode": "x", "wrong": 1})
    assert [each.path for each in found] == ["wrong", "name", "ttl", "mode"]
