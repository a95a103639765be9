"""What the engine's event lines say was done."""

import json

from hypothesis import given
from hypothesis import strategies as st

from sayar.engine.events import Journal, Step, counted, located

_ZONE = "urn:pulumi:test::sayar::sayar:edge:Zone$cloudflare:index/zone:Zone::zone"
_TYPE = "cloudflare:index/zone:Zone"


def _line(event: str, op: str = "create", urn: str = _ZONE, kind: str = _TYPE, *, custom: bool = True) -> str:
    state = {"urn": urn, "type": kind, **({"custom": True} if custom else {}), "inputs": {"password": "canary"}}
    old, new = (state, None) if op == "delete" else (None, state)
    return json.dumps({event: {"metadata": {"op": op, "urn": urn, "type": kind, "old": old, "new": new}}})


def _error(message: str, urn: str = "") -> str:
    return json.dumps({"diagnosticEvent": {"urn": urn, "message": message, "severity": "error"}})


_END = json.dumps({"summaryEvent": {"durationSeconds": 7, "resourceChanges": {"create": 1}}})


def _read(*lines: str) -> Journal:
    journal = Journal()
    for line in lines:
        journal.read(line)
    return journal


def test_a_step_is_begun_and_then_done() -> None:
    journal = Journal()
    assert journal.read(_line("resourcePreEvent")) == Step("create", _ZONE, _TYPE, "begun")
    assert journal.with_outcome("done") == ()
    assert journal.read(_line("resOutputsEvent")) == Step("create", _ZONE, _TYPE, "done")
    assert journal.with_outcome("begun") == ()
    journal.read(_END)
    assert (journal.seconds, journal.ended) == (7, True)
    assert counted(journal.with_outcome("done")) == {"create": 1}


def test_the_two_halves_of_a_replacement_are_two_steps_and_its_heading_is_none() -> None:
    ops = ("create-replacement", "replace", "delete-replaced")
    journal = _read(*(_line("resOutputsEvent", op) for op in ops))
    assert [step.op for step in journal.with_outcome("done")] == ["create-replacement", "delete-replaced"]


def test_what_exists_in_the_state_alone_is_no_step() -> None:
    provider = "pulumi:providers:cloudflare"
    journal = _read(
        _line("resourcePreEvent", custom=False),
        _line("resourcePreEvent", kind=provider, urn=f"urn:pulumi:test::sayar::{provider}::cloudflare"),
        _line("resourcePreEvent", "same"),
    )
    assert journal.steps == {}


def test_the_account_of_a_failure_tells_done_failed_and_unclear_apart() -> None:
    other = _ZONE.replace("::zone", "::other")
    third = _ZONE.replace("::zone", "::third")
    lines = [
        _line("resourcePreEvent"),
        _line("resOutputsEvent"),
        _line("resourcePreEvent", "update", other),
        _line("resOpFailedEvent", "update", other),
        _line("resourcePreEvent", "delete", third),
    ]
    account = _read(*lines).account()
    assert account == (
        "done: 1 x create; failed: update cloudflare:index/zone:Zone other; "
        "begun, and it is not known how they ended: delete cloudflare:index/zone:Zone third"
    )
    assert _read(*lines, _END).account().endswith("nothing else was touched"), "only an engine that ended knows that"
    assert _read(_END).account() == "done: nothing; nothing else was touched"


def test_errors_name_their_resource_and_come_once() -> None:
    journal = _read(_error("out of order\n", _ZONE), _error("out of order\n", _ZONE), _error("update failed\n"))
    assert journal.problems == ["cloudflare:index/zone:Zone zone: out of order", "update failed"]
    assert located("not an urn", "text") == "not an urn: text"


def test_values_of_properties_are_never_kept() -> None:
    journal = _read(_line("resourcePreEvent"), _line("resOpFailedEvent"))
    assert "canary" not in repr(journal) + journal.account()


@given(
    st.one_of(
        st.text(),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: (
                st.lists(inner)
                | st.dictionaries(
                    st.sampled_from(
                        [
                            "resourcePreEvent",
                            "metadata",
                            "diagnosticEvent",
                            "severity",
                            "urn",
                            "summaryEvent",
                            "durationSeconds",
                            "new",
                        ]
                    ),
                    inner,
                )
            ),
            max_leaves=8,
        ).map(json.dumps),
    )
)
def test_lines_of_another_version_are_passed_over(line: str) -> None:
    # The engine promises no version for its events: what is not understood must not end an update that runs.
    Journal().read(line)
