"""Why the engine may say something else than the forecast: a closed set of reasons, and no reason is a fault."""

from __future__ import annotations

from typing import Any

import pytest

from sayar.graph.model import Change, Ciphertext, Comparison
from sayar.reconcile import Reason, reconcile
from tests.graph.builders import TYPE, graph, thing, urn


def change(op: Any, name: str = "a", **options: Any) -> Change:
    return Change(urn(name), TYPE, op, **options)


def said(*changes: Change) -> Comparison:
    return Comparison(changes, (), ())


def reasons(forecast: Comparison, engine: Comparison, *deployed: Any) -> dict[str, Reason | None]:
    return {one.urn.rsplit("::", 1)[-1]: one.reason for one in reconcile(forecast, engine, graph(*deployed))}


def test_where_both_say_the_same_there_is_no_difference() -> None:
    one = change("replace", order="create_first")
    assert reasons(said(one), said(one)) == {}


@pytest.mark.parametrize("op", ["update", "replace"])
def test_a_secret_of_the_state_may_turn_out_to_differ(op: Any) -> None:
    secret = thing("a", {"token": Ciphertext("v1:x"), "size": 1})
    assert reasons(said(), said(change(op, properties=("token",))), secret) == {"a": Reason.SECRET_ASSUMED}
    assert reasons(said(), said(change(op, properties=("token", "size"))), secret) == {"a": None}


def test_what_another_resource_makes_may_turn_out_to_differ() -> None:
    linked = thing("a", {"at": "x", "size": 1}, on={"at": ("b",)})
    assert reasons(said(), said(change("update", properties=("at",))), linked) == {"a": Reason.UNKNOWN_ASSUMED}
    assert reasons(said(), said(change("update", properties=("size",))), linked) == {"a": None}


def test_no_such_reason_makes_a_delete_or_an_update_of_nothing_in_particular_expected() -> None:
    linked = thing("a", {"at": "x"}, on={"at": ("b",)})
    assert reasons(said(), said(change("delete", properties=("at",))), linked) == {"a": None}
    assert reasons(said(), said(change("update")), linked) == {"a": None}
    assert reasons(said(), said(change("update", properties=("at",)))) == {"a": None}, "it is not even in the state"


def test_a_forecast_that_said_it_may_replace_was_no_fault() -> None:
    engine = said(change("replace", order="create_first"))
    assert reasons(said(change("update", may_replace=True)), engine) == {"a": Reason.MAY_REPLACE}
    assert reasons(said(change("update")), engine) == {"a": None}


def test_what_comes_of_an_explained_difference_is_explained_however_long_the_chain() -> None:
    engine = said(
        change("replace", "a", order="create_first"),
        change("replace", "b", order="create_first", new=thing("b", {"at": 1}, on={"at": ("a",)})),
        change("update", "c", new=thing("c", {"at": 1}, on={"at": ("b",)})),
        change("update", "d"),
    )
    assert reasons(said(change("update", "a", may_replace=True)), engine) == {
        "a": Reason.MAY_REPLACE,
        "b": Reason.FOLLOWS,
        "c": Reason.FOLLOWS,
        "d": None,
    }


def test_nothing_follows_from_a_fault() -> None:
    engine = said(change("update", "a"), change("update", "b", new=thing("b", {"at": 1}, on={"at": ("a",)})))
    assert reasons(said(), engine) == {"a": None, "b": None}
