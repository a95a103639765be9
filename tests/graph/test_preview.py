"""Digests of the engine, step by step as it prints them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sayar.graph.errors import InputError
from sayar.graph.preview import read_preview
from tests.graph.builders import STACK, TYPE, FakeFacts, urn


def step(op: str, name: str = "a", type_: str = TYPE, **more: Any) -> dict[str, Any]:
    state = {"urn": urn(name, type_), "type": type_, "custom": True}
    sides = {"create": ("newState",), "delete": ("oldState",)}.get(op, ("oldState", "newState"))
    return {"op": op, "urn": urn(name, type_), **dict.fromkeys(sides, state), **more}


def digest(*steps: dict[str, Any], **more: Any) -> str:
    return json.dumps({"config": {}, "steps": list(steps), "duration": 1, "changeSummary": {}, **more})


def test_each_operation_is_counted_as_the_contract_says() -> None:
    found = read_preview(
        digest(
            {"op": "same", "urn": STACK.urn, "newState": {"type": STACK.type}},
            step("delete", "d"),
            step("create", "c"),
            step("import", "i"),
            step("update", "u", diffReasons=["x"]),
            step("same", "s"),
            step("read", "r"),
            step("refresh", "f"),
            step("create", "default_1", "pulumi:providers:vendor"),
            step("create", "explicit", "pulumi:providers:vendor"),
        )
    )
    assert [(one.name, one.op) for one in found.changes] == [
        ("c", "create"),
        ("i", "create"),
        ("u", "update"),
        ("explicit", "create"),
        ("d", "delete"),
    ]
    assert found.same == (urn("s"),)
    assert found.remarks == ()


@pytest.mark.parametrize(
    ("ops", "order"),
    [
        (["create-replacement", "replace", "delete-replaced"], "create_first"),
        (["delete-replaced", "replace", "create-replacement"], "delete_first"),
        (["import-replacement", "replace", "delete-replaced"], "create_first"),
        # What is retained has no step that deletes it.
        (["create-replacement", "replace"], "create_first"),
    ],
)
def test_a_replacement_counts_once_and_its_order_is_that_of_the_steps(ops: list[str], order: str) -> None:
    found = read_preview(digest(*(step(op) for op in ops)))
    (change,) = found.changes
    assert (change.op, change.order) == ("replace", order)
    assert found.remarks == ()


def test_without_replacement_steps_the_order_is_not_known_and_one_remark_says_so() -> None:
    found = read_preview(digest(step("replace", "a"), step("replace", "b")))
    assert [one.order for one in found.changes] == [None, None]
    assert [(one.id, one.urns) for one in found.remarks] == [("replacement_order_unknown", (urn("a"), urn("b")))]


def test_paths_come_from_the_detailed_diff_where_there_is_one_else_from_top_level_names() -> None:
    detailed = {"rules[0].ref": {"kind": "update", "inputDiff": True}, "zoneId": {"kind": "update-replace"}}
    more = {"detailedDiff": detailed, "diffReasons": ["rules", "zoneId"], "replaceReasons": ["zoneId"]}
    (change,) = read_preview(digest(step("replace", **more))).changes
    assert (change.properties, change.replace_properties) == (("rules[0].ref", "zoneId"), ("zoneId",))
    more["detailedDiff"] = None  # type: ignore[assignment]
    (change,) = read_preview(digest(step("replace", **more))).changes
    assert (change.properties, change.replace_properties) == (("rules", "zoneId"), ("zoneId",))


def test_protection_and_retention_are_those_of_the_old_state() -> None:
    old = {"type": TYPE, "protect": True, "retainOnDelete": True}
    (change,) = read_preview(digest(step("update", oldState=old, newState={"type": TYPE}))).changes
    assert (change.protected, change.retained) == (True, True)


def test_with_facts_stateful_types_are_marked() -> None:
    text = digest(step("delete"))
    assert read_preview(text, FakeFacts(kept=frozenset({TYPE}))).changes[0].stateful
    assert not read_preview(text).changes[0].stateful


def test_what_is_only_read_does_not_count() -> None:
    state = {"type": TYPE, "external": True}
    assert read_preview(digest(step("delete", oldState=state))).changes == ()


def test_errors_of_the_engine_are_remarks_and_its_other_messages_are_not() -> None:
    diagnostics = [
        {"urn": urn("a"), "message": "must not be protected\n", "severity": "error"},
        {"message": "a line that the program printed", "severity": "info"},
    ]
    found = read_preview(digest(diagnostics=diagnostics))
    assert [(one.id, one.text, one.urns) for one in found.remarks] == [
        ("engine_error", "must not be protected", (urn("a"),))
    ]


def test_warnings_of_the_command_line_before_the_digest_do_not_matter() -> None:
    assert read_preview("warning: a newer version is there\n" + digest(step("create"))).changes


@pytest.mark.parametrize("text", ["", "error: no stack selected", "[]", "{}", '{"version": 3}'])
def test_what_is_no_preview_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_preview(text)
    assert len(caught.value.problems) == 1


def test_a_broken_step_is_named() -> None:
    with pytest.raises(InputError) as caught:
        read_preview(digest({"op": "create"}, {"op": "update", "urn": urn("a"), "diffReasons": "x"}))
    assert caught.value.problems == ("steps[0].urn: is missing", "steps[1].diffReasons: not a list")
