"""Rows and changes in one line each."""

from __future__ import annotations

from typing import Any

from sayar.documents.services import ServicesDocument
from sayar.graph.model import Change, Resource
from sayar.impact.read import Services, checked

TYPE = "vendor:index:Thing"


def urn(name: str, type_: str = TYPE) -> str:
    return f"urn:pulumi:prod::shop::{type_}::{name}"


def services(**parts: Any) -> Services:
    """A services document made ready; it must hold no mistake."""
    problems: list[str] = []
    found = checked(ServicesDocument.model_validate({"format": "sayar.services/1", **parts}), problems)
    assert problems == []
    return found


def row(match: dict[str, str] | None = None, effect: str = "full", typical_s: Any = 1, **more: Any) -> dict[str, Any]:
    """A fact about the type of this file unless `match` says otherwise."""
    seconds = {"typical_s": typical_s, "worst_s": more.pop("worst_s", typical_s)}
    return {"match": match or {"type": TYPE}, "effect": effect, **seconds, **more}


def change(
    *properties: str, op: Any = "update", name: str = "a", old: Any = None, new: Any = None, **more: Any
) -> Change:
    """A change of the paths, with the inputs of both sides."""
    sides = {
        "old": None if op == "create" else Resource(urn(name), TYPE, inputs=old or {}),
        "new": None if op == "delete" else Resource(urn(name), TYPE, inputs=new or {}),
    }
    return Change(urn(name), TYPE, op, properties=properties, **{**sides, **more})
