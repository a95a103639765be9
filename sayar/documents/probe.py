"""What a probe measured, `format: "sayar.probe/1"`. Seconds throughout; times are RFC 3339 in UTC."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sayar.documents.base import Part
from sayar.documents.services import Event, Fact

FORMAT: Literal["sayar.probe/1"] = "sayar.probe/1"

Seconds = Annotated[float, Field(ge=0)]


class MoveId(Part):
    """Which move was under way: tiers, and when the transition was started."""

    origin: str = Field(alias="from")
    to: str
    started: str


class Interval(Part):
    """Seconds in a row in which a surface was not served, each reason once in the order in which it came.

    `end` is the first second after it; `phase` the one in force at its start, null outside of a move.
    """

    start: str
    end: str
    seconds: Seconds
    reasons: tuple[str, ...]
    phase: str | None


class Latency(Part):
    """From the request to the head of the answer, of the served seconds, by nearest rank."""

    p50_s: Seconds
    p95_s: Seconds


class PhaseSeconds(Part):
    """What was measured while one phase was in force."""

    phase: str | None
    measured_s: Seconds
    down_s: Seconds
    longest_s: Seconds


class SurfaceSeconds(Part):
    """One surface. `down_s` is part of `measured_s`; `unmeasured_s` is what nobody asked or nobody heard of."""

    method: str
    url: str
    expect_status: tuple[int, ...]
    measured_s: Seconds
    down_s: Seconds
    unmeasured_s: Seconds
    longest_s: Seconds
    down: tuple[Interval, ...]
    latency: Latency | None
    phases: tuple[PhaseSeconds, ...]


class Offered(Part):
    """Rows for a services file. A gap between two requests can be longer than what was seen by one period, so the worst
    seconds hold one for each gap. `facts` are there for a change that was named."""

    facts: tuple[Fact, ...]
    events: tuple[Event, ...]


class ProbeDocument(Part):
    """A probe of a stack from start to end. `exit_code`: 0, or 4 where a surface has no measured second."""

    format: Literal["sayar.probe/1"]
    stack: str
    started: str
    ended: str
    period_s: Annotated[float, Field(gt=0)]
    move: MoveId | None
    surfaces: dict[str, SurfaceSeconds]
    unasked: tuple[str, ...]
    offered: Offered
    exit_code: Literal[0, 4]
