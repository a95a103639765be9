"""Small graphs and small facts, written in one line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sayar.graph.asked import Verdict
from sayar.graph.model import Ciphertext, Graph, Inputs, Resource, Unknown

STACK = Resource("urn:pulumi:prod::sayar::pulumi:pulumi:Stack::sayar-prod", "pulumi:pulumi:Stack", custom=False)
TYPE = "vendor:index:Thing"


def urn(name: str, type_: str = TYPE) -> str:
    return f"urn:pulumi:prod::sayar::{type_}::{name}"


def thing(
    name: str, inputs: Inputs | None = None, *, on: Mapping[str, tuple[str, ...]] | None = None, **options: Any
) -> Resource:
    """A resource; `on` names the things that a property depends on."""
    inputs = inputs or {}
    by_key = {key: tuple(sorted(urn(one) for one in (on or {}).get(key, ()))) for key in inputs}
    needed = sorted({one for urns in by_key.values() for one in urns} | set(options.pop("dependencies", ())))
    type_ = options.pop("type", TYPE)
    return Resource(
        urn(name, type_),
        type_,
        parent=STACK.urn,
        inputs=inputs,
        property_dependencies=by_key,
        dependencies=tuple(needed),
        **options,
    )


def graph(*resources: Resource) -> Graph:
    return Graph((STACK, *resources))


@dataclass
class FakeFacts:
    """Top-level names that replace, by type. A type that is not there is not known."""

    replace: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {TYPE: ("forced",)})
    first: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()

    def knows(self, type_: str) -> bool:
        return type_ in self.replace or type_.startswith("pulumi:providers:")

    def stateful(self, type_: str) -> str | None:
        return "data" if type_ in self.kept else None

    def deletes_first(self, type_: str, before: Inputs, after: Inputs) -> bool:
        return type_ in self.first

    def ignored(self, type_: str, path: str) -> bool:
        return path in self.skipped

    def verdict(
        self, type_: str, path: str, old: Any, new: Any, *, before: Inputs | None = None, after: Inputs | None = None
    ) -> Verdict:
        if not self.knows(type_):
            return "maybe"
        key = path.partition(".")[0].partition("[")[0]
        if key not in self.replace.get(type_, ()):
            return "update"
        hidden = any(isinstance(one, Unknown | Ciphertext) for one in (old, new))
        return "maybe" if hidden else "replace"
