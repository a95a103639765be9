"""What a comparison asks of the replacement facts; `sayar.facts.replacement` answers it."""

from __future__ import annotations

from typing import Any, Literal, Protocol

from sayar.graph.model import Inputs

Verdict = Literal["replace", "update", "maybe", "same"]


class Facts(Protocol):
    """Facts of the resource types, by type token and by the engine's property path."""

    def knows(self, type_: str) -> bool:
        """True if there is a row for the type."""

    def stateful(self, type_: str) -> str | None:
        """What is lost with a resource of the type; None for a stateless or unknown type."""

    def deletes_first(self, type_: str, before: Inputs, after: Inputs) -> bool:
        """True if the provider itself deletes before it replaces, given all inputs of both sides."""

    def ignored(self, type_: str, path: str) -> bool:
        """True if a difference at the path is no change."""

    def verdict(
        self, type_: str, path: str, old: Any, new: Any, *, before: Inputs | None = None, after: Inputs | None = None
    ) -> Verdict:
        """What a change from `old` to `new` does; `before` and `after` are all inputs of both sides."""
