"""The proof of an update's order, as its step tells it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from components.findings import Finding
from sayar.documents.plan import OrderProof, SurfaceOrder
from sayar.graph.model import Comparison

if TYPE_CHECKING:
    from sayar.impact.read import Services
    from sayar.plan.felt import FeltByUsers

BROKEN: Final = "order-broken"
UNDECIDED: Final = "order-undecided"
_SOURCE: Final = "proof of order"


def proved(comparison: Comparison, felt: FeltByUsers, services: Services | None) -> OrderProof | None:
    """The proof of one update; None where no surface is known, or nothing changes."""
    if services is None or not comparison.changes:
        return None
    from sayar.impact.order.prove import prove

    effects = {one.change.urn: one.told.effect for one in felt.judged}
    found = prove(comparison, *comparison.graphs(), services, effects)
    return OrderProof(
        surfaces={
            name: SurfaceOrder(status=one.status, interruptions=one.interruptions, trace=one.trace, reasons=one.reasons)
            for name, one in found.surfaces.items()
        },
        states=found.states,
        steps=found.steps,
        bounds=found.bounds,
    )


def remarks(step: str, proof: OrderProof | None) -> Iterator[Finding]:
    """What a reader must know of a proof: each surface that an order breaks, and each that was not decided."""
    for name, one in proof.surfaces.items() if proof else ():
        if one.status == "broken":
            text = f"In {step} an order that the engine may choose breaks {name}: {'; '.join(one.trace)}."
            yield Finding(BROKEN, "critical", text, _SOURCE)
        elif one.status == "undecided":
            text = f"Whether every order of {step} keeps {name} served is not decided: {'; '.join(one.reasons)}."
            yield Finding(UNDECIDED, "warning", text, _SOURCE)
