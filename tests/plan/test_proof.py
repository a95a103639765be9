"""The proof of an update's order as a forecast tells it."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from jsonschema import Draft202012Validator

from sayar.documents.plan import OrderProof, SurfaceOrder
from sayar.documents.schemas import schema
from sayar.graph.model import Comparison
from sayar.plan.felt import felt_by
from sayar.plan.proof import proved, remarks
from tests.cli.ran import Ran, sayar
from tests.impact.rows import row, services
from tests.plan.made import PlanFacts, change

BOX = {"nodes": {"box": {"match": {"name": "a"}}}, "surfaces": {"api": {"needs": [{"on": "box", "mode": "hard"}]}}}


def proof(status: Literal["served", "broken", "undecided"], **more: Any) -> OrderProof:
    one = SurfaceOrder(status=status, interruptions=(), trace=more.get("trace", ()), reasons=more.get("reasons", ()))
    return OrderProof(surfaces={"api": one}, states=2, steps=1, bounds=())


def of(*changes: Any, known: Any) -> OrderProof | None:
    comparison = Comparison(changes, ())
    return proved(comparison, felt_by(comparison, PlanFacts(), known), known)


def test_where_nobody_said_what_surfaces_stand_on_nothing_is_proved() -> None:
    assert of(change("update", properties=("size",)), known=None) is None


def test_an_update_of_nothing_needs_no_proof() -> None:
    assert of(known=services(**BOX)) is None


def test_a_surface_whose_only_origin_leaves_is_broken_and_the_trace_says_by_what() -> None:
    found = of(change("delete"), known=services(**BOX, facts=[row(typical_s=1)]))
    assert found is not None
    api = found.surfaces["api"]
    assert api.status == "broken"
    assert any("delete" in step for step in api.trace)


def test_a_broken_order_is_critical_and_one_that_is_not_decided_a_warning() -> None:
    (broken,) = remarks("phase shift", proof("broken", trace=("delete old", "create new")))
    assert (broken.id, broken.severity) == ("order-broken", "critical")
    assert "In phase shift an order that the engine may choose breaks api: delete old; create new." in broken.text
    (open_,) = remarks("phase shift", proof("undecided", reasons=("too many states",)))
    assert (open_.id, open_.severity) == ("order-undecided", "warning")
    assert "too many states" in open_.text


def test_of_what_stays_served_and_of_what_was_not_asked_there_is_nothing_to_remark() -> None:
    assert list(remarks("phase shift", proof("served"))) == []
    assert list(remarks("phase shift", None)) == []


@pytest.fixture(scope="module")
def growth() -> Ran:
    return sayar("plan", "--from", "starter", "--to", "growth", "--prove", "--format", "json")


def test_with_prove_every_update_of_a_move_has_its_proof_and_no_order_breaks_a_surface(growth: Ran) -> None:
    Draft202012Validator(schema("plan")).validate(growth.json)
    for step in growth.json["phases"]:
        assert (step["proof"] is not None) == (step["kind"] == "config"), step["name"]
        if step["proof"] is None:
            continue
        assert set(step["proof"]["surfaces"]) == {"api", "web", "webhook", "csv"}, step["name"]
        for name, one in step["proof"]["surfaces"].items():
            assert (one["status"], one["trace"]) == ("served", []), (step["name"], name)
    assert {step["proof"]["states"] > 1 for step in growth.json["phases"] if step["proof"]} == {True}
    assert not [bound for step in growth.json["phases"] if step["proof"] for bound in step["proof"]["bounds"]]


def test_the_restart_of_the_pooler_is_the_one_interruption_that_the_order_cannot_avoid(growth: Ran) -> None:
    (upgrade,) = [step for step in growth.json["phases"] if step["name"] == "upgrade"]
    api = upgrade["proof"]["surfaces"]["api"]
    assert api["interruptions"] == ["update supabase:index:PoolerConfig::pooler"]


def test_without_prove_nothing_is_explored() -> None:
    found = sayar("plan", "--from", "starter", "--to", "growth", "--format", "json")
    assert [step["proof"] for step in found.json["phases"]] == [None] * len(found.json["phases"])
    assert found.json["direct"]["proof"] is None
