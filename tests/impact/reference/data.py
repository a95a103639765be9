"""What the reference looks at: changes, events, groups, needs, surfaces, and what users feel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Capability = Literal["any", "read", "write"]
STEPS = ("full", "failover")
LOST = ("blocked", "data_loss")


@dataclass(frozen=True)
class Step:
    """A change or an event. `best` is the smallest typical that any row of a change gives; None: it has no row."""

    name: str
    nodes: frozenset[str]
    effect: str = "full"
    typical: float = 0
    worst: float = 0
    capability: Capability = "any"
    best: float | None = None
    event: bool = False
    concurrent: bool = False
    window: str | None = None
    of: frozenset[Step] = frozenset()
    """The steps that a group is down through; empty for a step itself."""

    @property
    def parts(self) -> frozenset[Step]:
        return self.of or frozenset({self})


@dataclass(frozen=True)
class KOfN:
    k: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Failover:
    primary: str
    standbys: tuple[str, ...]
    everyone: Step | None = None
    """What the row with `members: all` says; None: there is none."""


@dataclass(frozen=True)
class Need:
    on: str
    mode: str = "hard"
    weight: float = 1
    capability: Capability = "any"
    proxy: float | None = None
    pause: float | None = None
    window_s: float = 0
    hit_ratio: float = 0
    stale_if_error_s: float = 0


@dataclass(frozen=True)
class Surface:
    needs: tuple[Need, ...]
    budget: float | None = None
    budget_by: Mapping[str, float | None] | None = None


@dataclass(frozen=True)
class World:
    """Changes and events in file order. `before`: pairs of changes of which the first must be done first."""

    steps: tuple[Step, ...]
    before: frozenset[tuple[str, str]] = frozenset()
    groups: Mapping[str, KOfN | Failover] = field(default_factory=dict)
    along: tuple[frozenset[str], ...] = ()
    """Changes that are deleted along with a delete-first replacement, with it; that one is the first of the steps."""


Span = tuple[float | None, float | None]


@dataclass(frozen=True)
class Felt:
    """What the users of a surface feel; pairs are typical and worst."""

    down: Span
    error: Span
    delay: Span
    loss: Span
    read: Span
    write: Span
    resets: int
    degraded: bool
    deferred: Mapping[str, Span]
    lower_bound: float | None
    verdict: str
    over_window: bool
    unsure: bool
    """True if a step without known seconds reaches the surface."""
