"""A preview printed as lines of events says what the digest of the same preview says."""

import json
from typing import Any

import pytest

from sayar.graph.errors import InputError
from sayar.graph.preview import read_preview, read_whole_preview
from tests.graph.builders import TYPE, urn

STATE = {"urn": urn("a"), "type": TYPE, "custom": True, "inputs": {"forced": 1}, "protect": True}


def line(number: int, **event: Any) -> str:
    return json.dumps({"sequence": number, "timestamp": 1, **event})


def step(op: str, **more: Any) -> dict[str, Any]:
    both = {"old": STATE, "new": {**STATE, "inputs": {"forced": 2}}}
    return {"resourcePreEvent": {"metadata": {"op": op, "urn": urn("a"), "type": TYPE, **both, **more}}}


LINES = "\n".join(
    [
        line(0, preludeEvent={"config": {}}),
        line(1, diagnosticEvent={"severity": "debug", "message": "noise"}),
        line(2, **step("create-replacement")),
        line(3, **step("replace", keys=["forced"], detailedDiff={"forced": {"diffKind": "update-replace"}})),
        line(4, **step("delete-replaced")),
        line(5, summaryEvent={"resourceChanges": {"replace": 1}}),
    ]
)


def test_events_are_read_like_the_steps_of_a_digest() -> None:
    detail = {"forced": {"kind": "update-replace"}}
    digest = {
        "steps": [
            {"op": "create-replacement", "urn": urn("a"), "oldState": STATE, "newState": STATE},
            {"op": "replace", "urn": urn("a"), "oldState": STATE, "newState": STATE, "detailedDiff": detail},
            {"op": "delete-replaced", "urn": urn("a"), "oldState": STATE},
        ],
        "changeSummary": {},
    }
    (told,), (expected,) = read_preview(LINES).changes, read_preview(json.dumps(digest)).changes
    assert (told.op, told.order, told.replace_properties) == ("replace", "create_first", ("forced",))
    assert (told.op, told.order, told.properties, told.protected) == (
        expected.op,
        expected.order,
        expected.properties,
        expected.protected,
    )


def test_what_the_program_prints_before_the_first_event_does_not_matter() -> None:
    assert len(read_preview(f"warning: something\n{LINES}\n").changes) == 1


def test_an_event_that_was_cut_off_is_no_preview() -> None:
    with pytest.raises(InputError, match="not a JSON document"):
        read_preview(LINES[:-5])


def test_an_error_among_the_events_is_a_preview_that_failed() -> None:
    failed = f"{LINES}\n{line(6, diagnosticEvent={'severity': 'error', 'message': 'out of order'})}"
    with pytest.raises(InputError, match="half-way: out of order"):
        read_whole_preview(failed)
