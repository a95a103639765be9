"""Facts and changes for forecasts, written in one line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sayar.documents.plan import Change as Told
from sayar.graph.model import Change
from tests.graph.builders import TYPE, FakeFacts, thing, urn


@dataclass
class PlanFacts(FakeFacts):
    """The facts of a comparison, and what stays behind after a delete, by type."""

    stays: Mapping[str, str] = field(default_factory=dict)

    def sticky(self, type_: str) -> str | None:
        return self.stays.get(type_)


def change(op: Any, name: str = "a", **options: Any) -> Change:
    """A change as a comparison makes it; a component where `custom` is False."""
    custom = options.pop("custom", True)
    one = thing(name, custom=custom)
    old = None if op == "create" else one
    new = None if op == "delete" else one
    return Change(urn(name), options.pop("type", TYPE), op, old=old, new=new, **options)


def told(name: str = "a", **options: Any) -> Told:
    """A change as a plan document tells it."""
    said: dict[str, Any] = {
        "urn": options.pop("urn", urn(name)),
        "type": TYPE,
        "name": name,
        "op": "update",
        "order": None,
        "properties": (),
        "replace_properties": (),
        "may_replace": False,
        "stateful": False,
        "protected": False,
        "retained": False,
        "surfaces": (),
        "effect": "unknown",
        "typical_s": None,
        "worst_s": None,
        "confidence": None,
        "source": "no downtime fact",
        **options,
    }
    return Told.model_validate(said)
