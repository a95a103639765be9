"""What a probe hands from asking to judging. A second is a number: how many periods after the start it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil


@dataclass(frozen=True, slots=True)
class Target:
    """One request to one surface, and the statuses that count as served."""

    surface: str
    method: str
    url: str
    expect_status: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """How one request ended. `reason` says why the surface counts as not served, and is None where it is."""

    reason: str | None
    latency_s: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The answer to the request of one second. A second without a reading was not measured."""

    second: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Mark:
    """From this second on a phase was in force; None: no move was under way."""

    second: int
    phase: str | None


@dataclass(frozen=True, slots=True)
class Pace:
    """How often is asked and how long is waited, in seconds."""

    period_s: float = 1.0
    timeout_s: float = 3.0

    @property
    def at_once(self) -> int:
        """How many requests to one surface can be on their way: those of one timeout, and the one that follows."""
        return ceil(self.timeout_s / self.period_s) + 1


@dataclass(frozen=True, slots=True)
class Run:
    """A whole probe: `seconds` were to be asked from `started` on; the first mark is that of second 0."""

    started: datetime
    period_s: float
    seconds: int
    readings: Mapping[str, tuple[Reading, ...]]
    marks: tuple[Mark, ...]
