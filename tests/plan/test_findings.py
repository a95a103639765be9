"""What stands beside the changes, the gravest first and nothing twice."""

from typing import Any

import pytest

from components.findings import Finding as SpecFinding
from sayar.graph.model import Comparison, Remark
from sayar.plan.findings import findings
from tests.graph.builders import TYPE
from tests.plan.made import change


def found(*changes: Any, remarks: tuple[Remark, ...] = (), specs: Any = (), stays: str | None = None) -> list[Any]:
    return list(findings(Comparison(changes, (), remarks), specs, lambda type_: stays if type_ == TYPE else None))


def ids(*changes: Any, **options: Any) -> list[str]:
    return [one.id for one in found(*changes, **options)]


def test_nothing_that_changes_and_nothing_to_remark_is_nothing_to_say() -> None:
    assert found() == []


def test_a_forecast_with_changes_says_that_no_seconds_are_forecast() -> None:
    assert ids(change("update")) == ["seconds-not-forecast"]


def test_what_leaves_the_state_and_stays_at_the_vendor_goes_on_costing() -> None:
    one, *_ = found(change("delete", "old", retained=True), stays="the zone stays active")
    assert (one.id, one.severity) == ("retained", "warning")
    assert "old" in one.text
    assert "cost" in one.text


@pytest.mark.parametrize(
    ("op", "options", "there"),
    [
        ("delete", {}, True),
        # What stays anyway, what the engine refuses and what is not deleted leaves nothing behind.
        ("delete", {"retained": True}, False),
        ("delete", {"refused": "it is protected"}, False),
        ("replace", {"order": "create_first"}, False),
        ("update", {}, False),
    ],
)
def test_what_a_delete_does_not_undo_is_remarked_for_deletes_alone(
    op: str, options: dict[str, Any], there: bool
) -> None:
    assert ("stays-behind" in ids(change(op, **options), stays="the setting stays")) == there


def test_a_refusal_of_the_engine_is_critical_and_comes_first() -> None:
    first, *_ = found(change("update", "a"), change("delete", "b", refused="it is protected"))
    assert (first.id, first.severity) == ("refused", "critical")
    assert first.text == "The engine would refuse to delete b: it is protected."


@pytest.mark.parametrize(
    ("remark", "severity"),
    [
        ("types_without_facts", "warning"),
        ("engine_error", "critical"),
        ("secrets_assumed", "info"),
        ("new_one", "info"),
    ],
)
def test_a_remark_of_the_comparison_has_its_weight_and_an_id_in_our_spelling(remark: str, severity: str) -> None:
    (one,) = found(remarks=(Remark(remark, "a sentence."),))
    assert (one.id, one.severity, one.text) == (remark.replace("_", "-"), severity, "a sentence.")


def test_remarks_of_specs_are_taken_over_as_they_are() -> None:
    spec = SpecFinding("edge-external", "warning", "The DNS is elsewhere.", "sayar:edge.mode")
    (one,) = found(specs=[spec, spec])
    assert (one.id, one.severity, one.text, one.source) == (spec.id, spec.severity, spec.text, spec.source)


def test_all_are_ordered_by_gravity_then_id_then_text() -> None:
    specs = [
        SpecFinding(name, gravity, text, "s")
        for name, gravity, text in (  # type: ignore[arg-type]
            ("z", "critical", "1"),
            ("b", "info", "1"),
            ("a", "info", "2"),
            ("a", "info", "1"),
            ("m", "warning", "1"),
        )
    ]
    told = [(one.id, one.text) for one in found(specs=specs)]
    assert told == [("z", "1"), ("m", "1"), ("a", "1"), ("a", "2"), ("b", "1")]
    assert [(one.id, one.text) for one in found(specs=reversed(specs))] == told
