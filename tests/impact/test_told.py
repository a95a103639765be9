"""What rows say of a change as a whole, and the contract's words where no row says anything."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sayar.graph.compare import NO_ROWS
from sayar.graph.model import UNKNOWN, Resource
from sayar.impact.rows import Rows, Told
from sayar.plan.effects import judge
from tests.impact.rows import TYPE, change, row, services, urn


def told(found: Any, *facts: dict[str, Any], lost: str | None = None) -> Told:
    return judge(found, lost, Rows(services(facts=facts).rows))[0]


def said(found: Any, *facts: dict[str, Any]) -> tuple[str, float | None, float | None]:
    one = told(found, *facts)
    return one.effect, one.typical_s, one.worst_s


def test_several_paths_take_a_row_each_and_the_worst_of_all_counts() -> None:
    rows = [
        row(property="a", effect="failover", typical_s=30, worst_s=40),
        row(property="b", effect="full", typical_s=5, worst_s=90),
        row(property="c", effect="none", typical_s=0),
    ]
    assert said(change("a", "b"), *rows) == ("full", 30, 90), "worst effect, largest seconds, each by itself"
    assert said(change("a", "c"), *rows) == ("failover", 30, 40)
    assert said(change("c"), *rows) == ("none", 0, 0)


def test_a_path_without_a_row_counts_as_unknown() -> None:
    rows = [row(property="a", effect="full", typical_s=5, worst_s=9)]
    assert said(change("a", "b"), *rows) == ("unknown", None, None)
    assert said(change("a", "b"), *rows, row(property="b", effect="blocked")) == ("blocked", 5, 9)


def test_seconds_that_a_row_leaves_out_are_not_known_and_larger_than_all() -> None:
    rows = [row(property="a", typical_s=5, worst_s=9), row(property="b", typical_s=3, worst_s=None)]
    assert said(change("a", "b"), *rows) == ("full", 5, None)


def test_the_least_sure_row_says_how_sure_the_whole_is_and_all_sources_are_named() -> None:
    rows = [
        row(property="a", confidence="measured", source="staging"),
        row(property="b", confidence="documented", source="docs"),
        row(property="c", confidence="measured", source="staging"),
    ]
    assert (told(change("a", "c"), *rows).confidence, told(change("a", "c"), *rows).source) == ("measured", "staging")
    both = told(change("a", "b", "c"), *rows)
    assert (both.confidence, both.source) == ("documented", "staging; docs")
    assert told(change("a"), row()).confidence == "assumed", "a row that does not say is assumed"


def test_where_a_condition_has_no_answer_both_rows_are_possible() -> None:
    rows = [row(property="a", when="new.mode == 'fast'", effect="none", typical_s=0), row(effect="full", typical_s=8)]
    assert said(change("a", new={"mode": UNKNOWN}), *rows) == ("full", 8, 8)
    assert said(change("a", new={"mode": "fast"}), *rows) == ("none", 0, 0)
    assert said(change("a", new={"mode": UNKNOWN}), rows[0]) == ("unknown", None, None), "and so is that there is none"


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("create_first", ("degraded", 1, 2)),
        ("delete_first", ("full", 30, 60)),
        (None, ("full", 30, 60)),  # nobody knows the order, so the worst of both
    ],
)
def test_a_replacement_takes_the_row_of_its_order(order: Any, expected: tuple[Any, ...]) -> None:
    rows = [
        row(op="replace_create_first", effect="degraded", typical_s=1, worst_s=2),
        row(op="replace_delete_first", effect="full", typical_s=30, worst_s=60),
        row(op="update", effect="none", typical_s=0),
    ]
    assert said(change("a", op="replace", order=order, replace_properties=("a",)), *rows) == expected


def test_an_unknown_order_with_a_row_for_one_of_them_keeps_the_others_default() -> None:
    found = change("a", op="replace", order=None, replace_properties=("a",))
    assert said(found, row(op="replace_create_first", effect="degraded", typical_s=1)) == ("unknown", None, None)
    assert said(found, row(op="replace_delete_first", effect="full", typical_s=9)) == ("full", 9, 9)


@pytest.mark.parametrize("op", ["create", "delete"])
def test_what_is_made_or_deleted_takes_a_row_without_property(op: str) -> None:
    with_path = row(property="**", effect="full", typical_s=99)
    assert said(change(op=op), with_path, row(effect="deferred", typical_s=3)) == ("deferred", 3, 3)
    assert said(change(op=op), with_path, row(op=op, effect="reset", typical_s=2), row()) == ("reset", 2, 2)
    assert said(change(op=op), with_path) == said(change(op=op))


@pytest.mark.parametrize(
    ("found", "lost", "expected"),
    [
        (change(op="create"), None, ("none", 0, 0)),
        (change("a"), None, ("unknown", None, None)),
        (change("a", stateful=True), "rows", ("unknown", None, None)),
        (change("a", op="replace", order="create_first"), None, ("reset", 0, 0)),
        (change("a", op="replace", order="delete_first"), None, ("unknown", None, None)),
        (change("a", op="replace", order=None), None, ("unknown", None, None)),
        (change("a", op="replace", order="create_first", stateful=True), "rows", ("data_loss", None, None)),
        (change("a", op="replace", order="delete_first", stateful=True), "rows", ("data_loss", None, None)),
        (change(op="delete"), None, ("unknown", None, None)),
        (change(op="delete", stateful=True), "rows", ("data_loss", None, None)),
        (change(op="delete", retained=True), None, ("none", 0, 0)),
        (change(op="delete", stateful=True, retained=True), "rows", ("none", 0, 0)),
        (change(op="delete", refused="it is protected"), None, ("blocked", None, None)),
    ],
)
def test_without_a_row_the_contract_says_what_a_change_does(found: Any, lost: Any, expected: tuple[Any, ...]) -> None:
    one, by_fact = judge(found, lost)
    assert (one.effect, one.typical_s, one.worst_s, by_fact) == (*expected, False)


def test_what_is_lost_is_named() -> None:
    assert "the rows" in told(change(op="delete", stateful=True), lost="the rows").source


def test_no_row_goes_over_a_refusal_a_retained_delete_or_a_component() -> None:
    """The engine refuses whatever a row says, what is retained is not touched, a component is nothing at a vendor."""
    rows = [row(effect="full", typical_s=5)]
    assert said(change("a"), *rows) == ("full", 5, 5)
    assert said(change("a", refused="it is protected"), *rows) == ("blocked", None, None)
    assert said(change(op="delete", retained=True), *rows) == ("none", 0, 0)
    component = Resource(urn("a"), TYPE, custom=False)
    assert said(replace(change("a"), old=component, new=component), *rows) == ("none", 0, 0)
    assert said(replace(change(op="delete"), old=component), *rows) == ("none", 0, 0)


def test_what_may_be_a_replacement_has_the_worst_of_one() -> None:
    """The contract: `may_replace` keeps the effect and typical of the update, `worst_s` is the replacement's."""
    rows = [
        row(op="update", effect="degraded", typical_s=2, worst_s=3),
        row(op="replace_create_first", effect="full", typical_s=20, worst_s=40),
        row(op="replace_delete_first", effect="full", typical_s=50, worst_s=80),
    ]
    assert said(change("a", may_replace=True), *rows) == ("degraded", 2, 80)
    assert said(change("a", may_replace=False), *rows) == ("degraded", 2, 3)
    assert said(change("a", may_replace=True), rows[0]) == ("degraded", 2, None), "no row: nobody knows the replacement"


def test_an_update_that_is_slower_than_its_replacement_keeps_its_own_worst() -> None:
    rows = [row(op="update", typical_s=2, worst_s=500), row(typical_s=1, worst_s=2)]
    assert said(change("a", may_replace=True), *rows) == ("full", 2, 500)


def test_a_type_without_replacement_rows_keeps_the_seconds_of_its_own_row() -> None:
    rows = [row(op="update", typical_s=2, worst_s=3), row(op="replace_delete_first", typical_s=50, worst_s=80)]
    assert said(change("a", may_replace=True, assumed=(NO_ROWS,)), *rows) == ("full", 2, 3)


@pytest.mark.parametrize("first", ["one", "all"])
def test_a_row_for_all_members_at_once_is_not_that_of_one_change(first: str) -> None:
    """Rule 3: it counts where the primary and every standby may overlap; a change of one member costs its own row."""
    one, all_ = row(typical_s=20, members="one"), row(typical_s=900, members="all")
    rows = (one, all_) if first == "one" else (all_, one)
    assert said(change("a"), *rows) == ("full", 20, 20)


@pytest.mark.parametrize("capability", ["any", "read", "write"])
def test_a_row_about_reading_or_writing_counts_for_the_change_as_a_whole(capability: str) -> None:
    assert said(change("a"), row(typical_s=20, capability=capability)) == ("full", 20, 20)


def test_what_a_row_says_counts_as_a_fact_in_the_coverage() -> None:
    facts = Rows(services(facts=[row(property="a")]).rows)
    assert judge(change("a"), None, facts)[1] is True
    assert judge(change("a", "b"), None, facts)[1] is True
    assert judge(change("b"), None, facts)[1] is False
    assert judge(change(op="create"), None, facts)[1] is False
