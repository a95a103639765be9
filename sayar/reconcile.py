"""Holds the engine's preview against the forecast from the same state: every difference has a reason, or is a fault.

Operations and the order of replacements are compared, resource by resource. The reasons are a closed set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sayar.facts.paths import top_of
from sayar.graph.model import Change, Ciphertext, Comparison, Graph, Inputs, Resource, Secret
from sayar.graph.order import provider_urn


class Reason(StrEnum):
    """Why the engine may say something else than the forecast."""

    MAY_REPLACE = "may_replace"
    """The forecast could not tell whether the update replaces; the engine's provider could."""
    ASSUMED_CHANGE = "assumed_change"
    """The forecast counted an unknown or encrypted value as changed, and the engine saw that it is not."""
    SECRET_ASSUMED = "secret_assumed"  # noqa: S105 - a word, no secret
    """A ciphertext was taken as equal to the secret of the program, and the engine, which can read it, saw a change."""
    UNKNOWN_ASSUMED = "unknown_assumed"
    """What another resource makes was taken as what is there now, since that one stays; the engine saw a change."""
    FOLLOWS = "follows"
    """It depends on another resource on which they differ for a reason."""
    ORDER_NOT_SHOWN = "order_not_shown"
    """The preview was made without replacement steps."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One resource on which forecast and engine do not agree; `reason` None is a fault of one of them."""

    urn: str
    forecast: str
    engine: str
    reason: Reason | None

    def __str__(self) -> str:
        """One line."""
        why = self.reason.value if self.reason else "NO REASON"
        return f"{self.urn}: forecast {self.forecast}, engine {self.engine}: {why}"


def reconcile(forecast: Comparison, engine: Comparison, deployed: Graph) -> tuple[Difference, ...]:
    """All differences in the order of their URNs. `deployed` is the state that both started from."""
    expected = {change.urn: change for change in forecast.changes}
    seen = {change.urn: change for change in engine.changes}
    before = deployed.by_urn()
    found = []
    for urn in sorted(expected.keys() | seen.keys()):
        one, other = expected.get(urn), seen.get(urn)
        if _said(one) != _said(other):
            found.append(Difference(urn, _said(one), _said(other), _reason(one, other, before.get(urn))))
    return tuple(_followed(found, seen))


def _followed(found: Sequence[Difference], engine: Mapping[str, Change]) -> list[Difference]:
    """The same, with what comes of a difference that has a reason explained by it, however long the chain."""
    explained = {one.urn for one in found if one.reason is not None}
    while True:
        more = {
            one.urn for one in found if one.urn not in explained and not explained.isdisjoint(_depends(engine, one.urn))
        }
        if not more:
            break
        explained |= more
    return [replace(one, reason=Reason.FOLLOWS) if not one.reason and one.urn in explained else one for one in found]


def _depends(engine: Mapping[str, Change], urn: str) -> set[str]:
    """What the inputs of a resource come from, and its provider, on both sides of the engine's preview."""
    change = engine.get(urn)
    sides = () if change is None else (one for one in (change.old, change.new) if one is not None)
    return {
        on
        for side in sides
        for on in (provider_urn(side.provider), *(on for urns in side.property_dependencies.values() for on in urns))
        if on
    }


def _said(change: Change | None) -> str:
    if change is None:
        return "same"
    return f"{change.op} {change.order}" if change.op == "replace" else change.op


def _reason(forecast: Change | None, engine: Change | None, deployed: Resource | None) -> Reason | None:
    if forecast is None:
        return None if engine is None or deployed is None else _taken_as_same(engine, deployed)
    if engine is None:
        return Reason.ASSUMED_CHANGE if forecast.op in ("update", "replace") and forecast.assumed else None
    if forecast.op == "update" and engine.op == "replace" and forecast.may_replace:
        return Reason.MAY_REPLACE
    if forecast.op == "replace" and engine.op == "update" and forecast.assumed:
        return Reason.ASSUMED_CHANGE
    if forecast.op == engine.op == "replace" and engine.order is None:
        return Reason.ORDER_NOT_SHOWN
    return None


def _taken_as_same(change: Change, deployed: Resource) -> Reason | None:
    """Why the forecast may have seen no change: all that changes is encrypted in the state, or made by another."""
    keys = {top_of(path) for path in change.properties}
    if change.op not in ("update", "replace") or not keys:
        return None
    made = {key for key in keys if deployed.property_dependencies.get(key)}
    if all(key in made or _hidden(deployed.inputs, key) for key in keys):
        return Reason.UNKNOWN_ASSUMED if made else Reason.SECRET_ASSUMED
    return None


def _hidden(inputs: Inputs, key: str) -> bool:
    return key in inputs and _holds_secret(inputs[key])


def _holds_secret(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_holds_secret(one) for one in value.values())
    if isinstance(value, list | tuple):
        return any(_holds_secret(one) for one in value)
    return isinstance(value, Ciphertext | Secret)
