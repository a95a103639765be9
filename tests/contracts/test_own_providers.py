"""What the project's own providers do is told in four places, and all four say the same.

The kinds check and compare; the typed classes are what programs use; the sandbox stands in for them in rehearsals; the
facts are what a forecast goes by. Each is written by itself, so that none of them is its own judge.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from providers.guard import sdk as guard_sdk
from providers.guard.kinds.move import Move
from providers.kit.kind import Kind
from providers.kit.model import Mark, marked
from providers.railway import sdk as railway_sdk
from providers.railway.plugin import KINDS as RAILWAY
from providers.resource import snake
from providers.supabase import sdk as supabase_sdk
from providers.supabase.plugin import KINDS as SUPABASE
from sayar.facts.replacement import load_facts

ROOT = Path(__file__).resolve().parents[2]
SDKS = {"railway": railway_sdk, "supabase": supabase_sdk, "guard": guard_sdk}
KINDS: tuple[type[Kind[Any]], ...] = (*RAILWAY, *SUPABASE, Move)


def short(kind: type[Kind[Any]]) -> str:
    return kind.token.rsplit(":", 1)[1]


def package(kind: type[Kind[Any]]) -> str:
    return kind.token.split(":", 1)[0]


def inputs(kind: type[Kind[Any]]) -> dict[str, bool]:
    """Every input with whether it must be given."""
    fields = kind.arguments.model_fields
    return {field.alias or name: field.is_required() for name, field in fields.items()}


def stand_in(kind: type[Kind[Any]]) -> Mapping[str, Any]:
    text = (ROOT / "sayar/engine/sandbox/schemas" / f"{package(kind)}.json").read_text(encoding="utf-8")
    row: Mapping[str, Any] = json.loads(text)["resources"][kind.token]
    return row


def flag(row: Any, name: str) -> bool:
    return isinstance(row, dict) and bool(row.get(name))


each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.token)


@each_kind
def test_the_typed_class_takes_what_the_provider_takes(kind: type[Kind[Any]]) -> None:
    parameters = inspect.signature(getattr(SDKS[package(kind)], short(kind)).__init__).parameters
    own = {name: each.default is each.empty for name, each in parameters.items()}
    wanted = {snake(name): required for name, required in inputs(kind).items()}
    assert {name: own[name] for name in own if name not in ("self", "resource_name", "opts")} == wanted


@each_kind
def test_the_typed_class_gives_what_the_provider_gives(kind: type[Kind[Any]]) -> None:
    told = inspect.get_annotations(getattr(SDKS[package(kind)], short(kind)))
    assert set(told) == {snake(name) for name in (*inputs(kind), *kind.outputs)}


@each_kind
def test_the_stand_in_takes_and_gives_the_same(kind: type[Kind[Any]]) -> None:
    row = stand_in(kind)
    assert {name: flag(each, "required") for name, each in row["inputs"].items()} == inputs(kind)
    assert set(row["outputs"]) == set(kind.outputs)


@each_kind
def test_stand_in_and_provider_make_another_object_for_the_same_properties(kind: type[Kind[Any]]) -> None:
    row = stand_in(kind)
    replacing = {name for name, each in row["inputs"].items() if flag(each, "replace")}
    assert replacing == set(marked(kind.arguments, Mark.REPLACES))
    assert bool(row.get("deleteBeforeReplace")) == kind.delete_first


@each_kind
def test_stand_in_and_provider_keep_the_same_secrets(kind: type[Kind[Any]]) -> None:
    row = stand_in(kind)
    secret = {name for part in ("inputs", "outputs") for name, each in row[part].items() if flag(each, "secret")}
    assert secret == {
        *marked(kind.arguments, Mark.SECRET),
        *(name for name, each in kind.outputs.items() if each.secret),
    }


@each_kind
def test_the_forecast_replaces_what_the_provider_replaces(kind: type[Kind[Any]]) -> None:
    facts = load_facts()
    assert facts.knows(kind.token)
    replacing = {name for name in inputs(kind) if facts.verdict(kind.token, name, "old", "new") == "replace"}
    assert replacing == set(marked(kind.arguments, Mark.REPLACES))
    assert facts.deletes_first(kind.token, {}, {}) == kind.delete_first


@each_kind
def test_left_out_it_stays_says_each_of_them_of_the_same_properties(kind: type[Kind[Any]]) -> None:
    kept = set(marked(kind.arguments, Mark.KEPT))
    facts, row = load_facts(), stand_in(kind)
    assert {name for name, each in row["inputs"].items() if flag(each, "computed")} == kept
    gone = {name: facts.verdict(kind.token, name, "x", None, before={name: "x"}, after={}) for name in inputs(kind)}
    assert {name for name, verdict in gone.items() if verdict == "same"} == kept
