"""Holds the engine's preview against the forecast from the same state: every difference has a reason, or is a fault.

Operations and the order of replacements are compared, resource by resource. The reasons are a closed set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sayar.graph.model import Change, Ciphertext, Comparison, Graph, Inputs, Resource, Secret


class Reason(StrEnum):
    """Why the engine may say something else than the forecast."""

    MAY_REPLACE = "may_replace"
    """The forecast could not tell whether the update replaces; the engine's provider could."""
    ASSUMED_CHANGE = "assumed_change"
    """The forecast counted an unknown or encrypted value as changed, and the engine saw that it is not."""
    SECRET_ASSUMED = "secret_assumed"  # noqa: S105 - a word, no secret
    """A ciphertext was taken as equal to the secret of the program, and the engine, which can read it, saw a change."""
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
    return tuple(found)


def _said(change: Change | None) -> str:
    if change is None:
        return "same"
    return f"{change.op} {change.order}" if change.op == "replace" else change.op


def _reason(forecast: Change | None, engine: Change | None, deployed: Resource | None) -> Reason | None:
    if forecast is None:
        return Reason.SECRET_ASSUMED if engine is not None and _only_secrets(engine, deployed) else None
    if engine is None:
        return Reason.ASSUMED_CHANGE if forecast.op in ("update", "replace") and forecast.assumed else None
    if forecast.op == "update" and engine.op == "replace" and forecast.may_replace:
        return Reason.MAY_REPLACE
    if forecast.op == "replace" and engine.op == "update" and forecast.assumed:
        return Reason.ASSUMED_CHANGE
    if forecast.op == engine.op == "replace" and engine.order is None:
        return Reason.ORDER_NOT_SHOWN
    return None


def _only_secrets(change: Change, deployed: Resource | None) -> bool:
    """True if the engine updates nothing but properties that the state holds encrypted."""
    if deployed is None or change.op != "update" or not change.properties:
        return False
    keys = {path.partition(".")[0].partition("[")[0] for path in change.properties}
    return all(_hidden(deployed.inputs, key) for key in keys)


def _hidden(inputs: Inputs, key: str) -> bool:
    return key in inputs and _holds_secret(inputs[key])


def _holds_secret(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_holds_secret(one) for one in value.values())
    if isinstance(value, list | tuple):
        return any(_holds_secret(one) for one in value)
    return isinstance(value, Ciphertext | Secret)
