"""A comparison folded into the document: counts, verdict, order, what is released, the way back."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayar.documents.plan import PlanDocument
from sayar.graph.model import Comparison, Graph
from sayar.plan.forecast import Move, fold, forecast, ordered, released
from sayar.verdict import EFFECTS
from tests.graph.builders import TYPE, graph, thing, urn
from tests.plan.made import PlanFacts, change, told

MOVE = Move(source="offline", as_of="2026-11-24", origin="starter", to="growth", budget_s=300)
PROVIDER = "pulumi:providers:vendor"


def planned(old: Graph, new: Graph, facts: PlanFacts | None = None, move: Move = MOVE) -> PlanDocument:
    return forecast(old, new, facts or PlanFacts(), move)


def folded(*changes: Any, same: tuple[str, ...] = (), secrets: int = 0) -> PlanDocument:
    return fold(Comparison(changes, same, (), secrets), (), PlanFacts(), MOVE)


def test_two_equal_graphs_are_an_empty_plan_that_is_ok() -> None:
    one = graph(thing("a", {"size": 1}))
    document = planned(one, one)
    assert (document.verdict, document.exit_code, document.direct.changes) == ("ok", 0, ())
    assert document.direct.summary.model_dump() == {"create": 0, "update": 0, "replace": 0, "delete": 0, "same": 1}
    assert document.direct.gate == "open"
    assert "nothing would have changed" in document.direct.rollback


def test_components_and_explicit_providers_count_and_the_root_and_default_providers_do_not() -> None:
    new = graph(
        thing("group", custom=False),
        thing("vendor", type=PROVIDER),
        thing("default_1_2_3", type=PROVIDER),
        thing("leaf"),
    )
    assert planned(graph(), new).direct.summary.create == 3


def test_a_replacement_counts_once() -> None:
    old, new = graph(thing("a", {"forced": 1})), graph(thing("a", {"forced": 2}))
    document = planned(old, new)
    assert document.direct.summary.model_dump() == {"create": 0, "update": 0, "replace": 1, "delete": 0, "same": 0}
    (one,) = document.direct.changes
    assert (one.op, one.order, one.replace_properties) == ("replace", "create_first", ("forced",))


@pytest.mark.parametrize(
    ("changes", "verdict", "code"),
    [
        ((), "ok", 0),
        ((change("create"),), "ok", 0),
        ((change("replace", order="create_first"),), "ok", 0),
        ((change("create"), change("update", "b")), "unknown", 4),
        ((change("delete", stateful=True),), "blocked", 3),
        ((change("delete", refused="no"),), "blocked", 3),
        ((change("update"), change("delete", "b", refused="no")), "blocked", 3),
        ((change("delete", retained=True, stateful=True),), "ok", 0),
    ],
)
def test_the_worst_effect_is_the_verdict_and_the_verdict_the_exit_code(changes: Any, verdict: str, code: int) -> None:
    document = folded(*changes)
    assert (document.verdict, document.exit_code, document.downtime.verdict) == (verdict, code, verdict)


def test_lost_data_makes_a_step_one_way_and_says_so_in_the_way_back() -> None:
    document = folded(change("delete", "orders", stateful=True))
    assert document.direct.one_way is True
    assert "The data of orders does not come back" in document.direct.rollback
    assert folded(change("update")).direct.one_way is False


def test_what_is_not_known_is_null_and_never_zero() -> None:
    document = folded(change("update"))
    (one,) = document.direct.changes
    assert (one.typical_s, one.worst_s, one.confidence) == (None, None, None)
    assert (document.cost, document.slo, document.policy) == (None, None, None)
    assert (document.downtime.surfaces, document.direct.downtime.surfaces) == ({}, {})


def test_an_assumption_of_the_comparison_is_told_in_the_change_and_counted() -> None:
    document = folded(change("update", assumed=("a value counts as changed",)), change("create", "b"), secrets=4)
    by_name = {one.name: one for one in document.direct.changes}
    assert by_name["a"].confidence == "assumed"
    assert by_name["a"].source == "no downtime fact; a value counts as changed"
    # The update and the create (which nothing depends on, as far as anybody knows), and four secrets.
    assert document.coverage.assumed == 6
    assert (document.coverage.changes, document.coverage.unknown) == (2, 1)
    assert (document.coverage.with_fact, document.coverage.priced, document.coverage.unpriced) == (0, 0, 0)


def test_the_ends_of_a_move_may_be_unknown() -> None:
    document = planned(graph(), graph(), move=Move(source="engine", as_of="2026-11-24"))
    assert (document.origin, document.to, document.downtime.budget_s) == (None, None, None)
    assert "bring the former config back" in document.direct.rollback


def test_a_protection_that_goes_while_the_resource_stays_is_released() -> None:
    old = graph(thing("b", protect=True), thing("a", protect=True), thing("gone", protect=True), thing("free"))
    new = graph(thing("b"), thing("a", protect=False), thing("free", protect=True))
    assert released(old, new) == (urn("a"), urn("b"))
    assert planned(old, new).direct.released == (urn("a"), urn("b"))


def test_protection_on_both_sides_is_not_released() -> None:
    both = graph(thing("a", protect=True))
    assert released(both, both) == ()


def test_a_protected_resource_that_goes_is_blocked_with_a_finding() -> None:
    document = planned(graph(thing("a", protect=True)), graph())
    (one,) = document.direct.changes
    assert (one.effect, one.protected) == ("blocked", True)
    assert document.findings[0].id == "refused"
    assert document.direct.gate.startswith("closed")


def test_a_stateful_type_is_marked_and_its_loss_named() -> None:
    facts = PlanFacts(kept=frozenset({TYPE}))
    (one,) = planned(graph(thing("a")), graph(), facts).direct.changes
    assert (one.stateful, one.effect, one.source) == (True, "data_loss", "it holds data")


SECONDS = st.none() | st.sampled_from([0, 1, 5.5, 300])
CHANGES = st.lists(
    st.builds(
        lambda name, effect, typical, worst: told(name, effect=effect, typical_s=typical, worst_s=worst),
        st.text("abc", min_size=1, max_size=2),
        st.sampled_from(EFFECTS),
        SECONDS,
        SECONDS,
    ),
    max_size=8,
    unique_by=lambda one: one.urn,
)


@given(CHANGES, st.randoms(use_true_random=False))
def test_the_order_of_changes_does_not_depend_on_the_order_in_which_they_were_found(changes: Any, chance: Any) -> None:
    expected = ordered(changes)
    chance.shuffle(changes)
    assert ordered(changes) == expected
    assert sorted(one.urn for one in expected) == sorted(one.urn for one in changes)


@given(CHANGES)
def test_worse_comes_before_better_and_unknown_before_every_number(changes: Any) -> None:
    found = ordered(changes)
    for one, next_one in pairwise(found):
        first, second = EFFECTS.index(one.effect), EFFECTS.index(next_one.effect)
        assert first <= second
        if first < second:
            continue
        for seconds, other in ((one.worst_s, next_one.worst_s), (one.typical_s, next_one.typical_s)):
            if seconds == other:
                continue
            assert seconds is None or (other is not None and seconds > other)
            break
        else:
            assert one.urn < next_one.urn
