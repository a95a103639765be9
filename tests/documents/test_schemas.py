"""What other programs rely on: the schemas of plan and graph, closed where we write and open where they read."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from sayar.documents.base import to_json
from sayar.documents.plan import Change, PlanDocument
from sayar.documents.schemas import NAMES, schema, schema_text
from sayar.graph.document import to_document
from sayar.verdict import EFFECTS, VERDICTS
from tests.graph.builders import graph, thing, urn
from tests.plan.made import told
from tests.report.made import document, finding


def errors(name: str, value: Any) -> list[str]:
    return [".".join(map(str, one.absolute_path)) for one in Draft202012Validator(schema(name)).iter_errors(value)]


def plan() -> Any:
    changes = (
        told("a", op="replace", order="create_first", replace_properties=("x",), properties=("x",)),
        told("b", op="create", effect="none", typical_s=0, worst_s=0, confidence="assumed"),
    )
    return json.loads(to_json(document(*changes, findings=(finding("warning", "Look."),))))


def objects(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        yield at
        for key, item in value.items():
            yield from objects(item, (*at, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from objects(item, (*at, index))


def place(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one_of_draft_2020_12_and_its_text_is_stable(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    assert json.loads(schema_text(name)) == schema(name)
    assert schema_text(name) == schema_text(name)


def test_an_unknown_name_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="config, plan, graph"):
        schema("policy")


def test_a_plan_has_the_keys_of_the_contract_in_its_order() -> None:
    assert list(plan()) == [
        *("format", "source", "as_of", "from", "to", "direct", "phases", "downtime", "cost", "slo", "policy"),
        *("manual_steps", "findings", "coverage", "verdict", "exit_code", "due"),
    ]
    assert list(plan()["direct"]) == [
        *("name", "kind", "summary", "changes", "downtime", "gate", "rollback", "one_way", "released", "proof"),
    ]
    assert list(plan()["direct"]["changes"][0]) == [
        *("urn", "type", "name", "op", "order", "properties", "replace_properties", "may_replace", "stateful"),
        *("protected", "retained", "surfaces", "effect", "typical_s", "worst_s", "confidence", "source"),
    ]
    assert list(plan()["direct"]["summary"]) == ["create", "update", "replace", "delete", "same"]
    assert list(plan()["coverage"]) == ["changes", "with_fact", "assumed", "unknown", "priced", "unpriced"]
    assert list(plan()["findings"][0]) == ["id", "severity", "text", "source"]


def test_every_written_key_is_promised_to_be_there() -> None:
    """A reader may rely on a key that is null; one that may be missing as well would be two ways to say nothing."""
    whole = plan()
    assert errors("plan", whole) == []
    optional = []
    for path in objects(whole):
        # Surfaces go by their names, which nobody can promise.
        for key in place(whole, path) if path[-1:] != ("surfaces",) else ():
            less = copy.deepcopy(whole)
            del place(less, path)[key]
            optional += [] if errors("plan", less) else [".".join(map(str, (*path, key)))]
    assert optional == []


def test_keys_may_be_added_without_a_new_version_so_readers_do_not_refuse_them() -> None:
    for path in objects(plan()):
        if path[-1:] == ("surfaces",):
            continue
        more = plan()
        place(more, path)["new_key"] = 1
        assert errors("plan", more) == [], path


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format",), "sayar.plan/2"),
        (("source",), "guess"),
        (("as_of",), "24.11.2026"),
        (("verdict",), "fine"),
        (("exit_code",), 2),
        (("from",), "starter"),
        (("direct", "summary", "create"), -1),
        (("direct", "changes", 0, "op"), "same"),
        (("direct", "changes", 0, "order"), "first"),
        (("direct", "changes", 0, "effect"), "bad"),
        (("direct", "changes", 0, "worst_s"), -1),
        (("direct", "changes", 0, "confidence"), "sure"),
        (("direct", "changes", 0, "may_replace"), None),
        (("findings", 0, "severity"), "fatal"),
    ],
)
def test_a_wrong_value_is_refused_by_the_schema(path: tuple[Any, ...], value: Any) -> None:
    wrong = plan()
    place(wrong, path[:-1])[path[-1]] = value
    assert errors("plan", wrong) == [".".join(map(str, path))]


@pytest.mark.parametrize("path", [("from",), ("to",), ("cost",), ("slo",), ("policy",), ("downtime", "budget_s")])
def test_what_nobody_knows_may_be_null(path: tuple[Any, ...]) -> None:
    less = plan()
    place(less, path[:-1])[path[-1]] = None
    assert errors("plan", less) == []


def test_all_effects_and_verdicts_are_words_of_the_schema() -> None:
    for effect in EFFECTS:
        assert errors("plan", json.loads(to_json(document(told("a", effect=effect))))) == []
    for verdict in VERDICTS:
        assert errors("plan", json.loads(to_json(document(verdict=verdict)))) == []


@pytest.mark.parametrize("seconds", [-1, float("nan")])
def test_seconds_below_zero_and_no_numbers_are_no_seconds(seconds: float) -> None:
    with pytest.raises(ValidationError):
        Change.model_validate({**told("a").model_dump(), "worst_s": seconds})


def test_a_document_reads_back_as_it_was_written() -> None:
    one = document(told("a"), findings=(finding("info", "x"),))
    again = PlanDocument.model_validate_json(to_json(one))
    assert again == one
    assert to_json(again) == to_json(one)


def test_a_graph_that_we_write_is_valid() -> None:
    one = graph(thing("base", {"x": 1}, protect=True), thing("user", {"y": 2}, on={"y": ("base",)}))
    assert errors("graph", to_document(one)) == []


def test_a_graph_of_another_tool_needs_only_urn_and_type() -> None:
    row = {"urn": urn("a"), "type": "v:i:T"}
    least = {"format": "sayar.graph/1", "resources": [row]}
    assert errors("graph", least) == []
    optional = to_document(graph(thing("a")))["resources"][1]
    nothing = {**dict.fromkeys(optional), **row}
    assert errors("graph", {**least, "resources": [nothing], "outputs": None}) == []
    for key in row:
        assert errors("graph", {**least, "resources": [{k: v for k, v in row.items() if k != key}]})


@pytest.mark.parametrize(
    ("key", "value"),
    [("format", "sayar.graph/2"), ("resources", {}), ("resources", None), ("outputs", [])],
)
def test_a_graph_of_another_shape_is_refused(key: str, value: Any) -> None:
    assert errors("graph", {"format": "sayar.graph/1", "resources": [], key: value}) == [key]
