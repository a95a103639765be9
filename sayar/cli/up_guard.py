"""The guard's rules, held against an update before it begins.

The guard comes last in an update, after what steers requests, so what it remembers of weights is true. A preview runs
whole before an update does; `sayar up` has its forecast in place of one, so it must ask the rules itself: an engine
that meets them in the update has done everything else by then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sayar.cli.failures import RefusedError
from sayar.verdict import EXIT_REFUSED

if TYPE_CHECKING:
    from sayar.graph.model import Graph


def refuse_illegal(export: str, target: Graph) -> None:
    """Raise RefusedError, a line for each rule, for a step from the state to a program that no move has.

    `export` is the text of a stack export that was read before; a state without a guard is judged as the first update.
    """
    from providers.guard.kinds.move import Move

    given = given_to_guard(target)
    if given is None:
        return
    state = _guard_in(export, Move.token)
    refusals = Move().refused(_part(state, "inputs"), given, _part(state, "outputs"))
    if refusals:
        lines = [f"refused by the guard: {one.path}: {one.text}" for one in refusals]
        raise RefusedError("\n".join([*lines, "nothing was changed"]), EXIT_REFUSED)


def given_to_guard(graph: Graph) -> dict[str, Any] | None:
    """What a recorded program says to the guard, as its provider gets it; None where it has none."""
    from providers.guard.kinds.move import Move

    inputs = next((one.inputs for one in graph.resources if one.type == Move.token), None)
    return None if inputs is None else {key: _plain(value) for key, value in inputs.items()}


def _guard_in(export: str, token: str) -> Mapping[str, Any]:
    deployment = json.loads(export).get("deployment") or {}
    rows = deployment.get("resources") or ()
    return next((one for one in rows if one.get("type") == token and not one.get("delete")), {})


def _part(state: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = state.get(name)
    return found if isinstance(found, Mapping) else {}


def _plain(value: Any) -> Any:
    """A recorded value, whose mappings and lists cannot be changed, as plain ones."""
    if isinstance(value, Mapping):
        return {key: _plain(inside) for key, inside in value.items()}
    return [_plain(inside) for inside in value] if isinstance(value, list | tuple) else value
