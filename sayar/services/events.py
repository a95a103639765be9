"""What people do to users in a phase of a move: events of the map, with seconds that are facts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sayar.documents.services import Event, ServicesDocument, TypicalWorst
from sayar.shipped import said


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Timing(_Row):
    """One part of the seconds, and where it comes from."""

    typical: float = Field(ge=0)
    worst: float = Field(ge=0)
    source: str
    date: str
    confidence: Literal["measured", "documented", "assumed"]


class Happening(_Row):
    """What happens to which node: the first of `nodes` that a map has. `seconds` is an expression over the timings."""

    nodes: tuple[str, ...]
    capability: Literal["any", "read", "write"]
    seconds: str
    timings: dict[str, Timing]


@cache
def happenings() -> Mapping[str, Happening]:
    """All rows by name, read once."""
    rows = said(Path(__file__).parent / "events.yaml")
    return {name: Happening.model_validate(row) for name, row in rows.items()}


def event_of(name: str, document: ServicesDocument) -> dict[str, Any]:
    """The fields of a map that hold the event: events and timings. Raises KeyError for a name without row.

    Raises ValueError where the map has none of the nodes, as it would then pass for nothing.
    """
    row = happenings()[name]
    node = next((one for one in row.nodes if one in document.nodes), None)
    if node is None:
        raise ValueError(f"{name} happens to {' or '.join(row.nodes)}, and the map has neither")
    event = Event(
        name=name, node=node, capability=row.capability, effect="full", typical_s=row.seconds, worst_s=row.seconds
    )
    own = {key: TypicalWorst(typical=value.typical, worst=value.worst) for key, value in row.timings.items()}
    return {"events": (*document.events, event), "timings": {**document.timings, **own}}
