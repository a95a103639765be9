"""What the users of one surface feel, in seconds."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sayar.documents.base import Part
from sayar.verdict import Verdict

Seconds = Annotated[float, Field(ge=0)]


class Span(Part):
    """A typical and a worst number of seconds; null where nobody knows."""

    typical: Seconds | None
    worst: Seconds | None


class ByCapability(Part):
    """Hard downtime of reading and of writing."""

    read: Span
    write: Span


class Deferred(Part):
    """What a vendor does later, in a window of its own."""

    window: str
    typical: Seconds | None
    worst: Seconds | None


class Surface(Part):
    """`down_s` hard down, `error_s` weighted by share, `delay_s` late answers, `loss_s` events lost for good."""

    down_s: Span
    error_s: Span
    delay_s: Span
    loss_s: Span
    by: ByCapability
    resets: Annotated[int, Field(ge=0)]
    degraded: bool
    deferred: tuple[Deferred, ...]
    lower_bound_s: Seconds | None
    because: tuple[str, ...]
    verdict: Verdict
