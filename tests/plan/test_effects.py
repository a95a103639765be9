"""What a change does to users while no downtime fact says it: the worst that can be, and nothing invented."""

from typing import Any

import pytest

from sayar.plan.effects import judge
from tests.plan.made import change


@pytest.mark.parametrize(
    ("op", "options", "effect", "seconds", "confidence"),
    [
        ("create", {}, "none", 0, "assumed"),
        ("create", {"stateful": True}, "none", 0, "assumed"),
        ("update", {}, "unknown", None, None),
        ("update", {"stateful": True}, "unknown", None, None),
        ("update", {"may_replace": True}, "unknown", None, None),
        ("replace", {"order": "create_first"}, "reset", 0, "assumed"),
        ("replace", {"order": "delete_first"}, "unknown", None, None),
        # A preview without replacement steps does not say the order: the worse one counts.
        ("replace", {"order": None}, "unknown", None, None),
        ("replace", {"order": "create_first", "stateful": True}, "data_loss", None, None),
        ("replace", {"order": "delete_first", "stateful": True}, "data_loss", None, None),
        ("delete", {}, "unknown", None, None),
        ("delete", {"stateful": True}, "data_loss", None, None),
        ("delete", {"retained": True}, "none", 0, "assumed"),
        ("delete", {"retained": True, "stateful": True}, "none", 0, "assumed"),
        # Retention is about deleting alone: a replaced one keeps nothing of its data in use.
        ("replace", {"order": "create_first", "stateful": True, "retained": True}, "data_loss", None, None),
    ],
)
def test_a_change_without_a_fact_has_the_effect_of_the_contract(
    op: str, options: dict[str, Any], effect: str, seconds: int | None, confidence: str | None
) -> None:
    judged, by_fact = judge(change(op, **options), None)
    assert (judged.effect, judged.typical_s, judged.worst_s) == (effect, seconds, seconds)
    assert judged.confidence == confidence
    assert judged.source
    assert not by_fact


@pytest.mark.parametrize("op", ["create", "update", "replace", "delete"])
@pytest.mark.parametrize("options", [{}, {"stateful": True}, {"retained": True}, {"custom": False}])
def test_what_the_engine_refuses_is_blocked_whatever_else_it_is(op: str, options: dict[str, Any]) -> None:
    judged, _ = judge(change(op, refused="it is protected", **options), "orders")
    assert (judged.effect, judged.typical_s, judged.worst_s) == ("blocked", None, None)
    assert judged.source == "the engine refuses: it is protected"


@pytest.mark.parametrize("op", ["create", "update", "replace", "delete"])
def test_a_component_is_nothing_at_a_vendor_so_no_change_of_it_touches_a_user(op: str) -> None:
    assert judge(change(op, custom=False), None)[0].effect == "none"


def test_lost_data_is_named_where_the_facts_name_it() -> None:
    assert judge(change("delete", stateful=True), "all orders")[0].source == "it holds all orders"
    assert judge(change("delete", stateful=True), None)[0].source == "it is stateful"
