"""The guard: one resource that says where the stack is, which its provider holds against where it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.base import Providers, SayarComponent
from providers.guard import sdk as guard


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A move under way: where from, in which of its phases, and whether the old tier is still what it was."""

    origin: str
    phase: str
    phases: tuple[str, ...]
    one_way: tuple[str, ...]
    base: str
    base_now: str
    started: str


@dataclass(frozen=True, slots=True)
class PoolShare:
    """One group of origins: percent of all requests, and whether its certificates pass strict checks."""

    percent: int
    strict_tls: bool


@dataclass(frozen=True, slots=True)
class Waived:
    """A gate that somebody decided to skip, until a day (ISO)."""

    gate: str
    by: str
    reason: str
    until: str


@dataclass(frozen=True, slots=True)
class WatchedDatabase:
    """The database that is written to: its kind, its version, and how many read replicas an upgrade would break."""

    engine: str
    version: str
    replicas: int


@dataclass(frozen=True, slots=True)
class Watched:
    """What the guard looks at. `tiers` are all of them, the smallest first; `drain_s` is in seconds.

    `database` is None where none can be broken by an update.
    """

    tier: str
    tiers: tuple[str, ...]
    spec_hash: str
    under_way: UnderWay | None
    pools: Mapping[str, PoolShare]
    drain_s: int
    origin_tls: guard.OriginTls
    database: WatchedDatabase | None
    waived: tuple[Waived, ...]


@dataclass(frozen=True, slots=True)
class GuardResources:
    """Every resource that `Guard` makes."""

    move: guard.Move


class Guard(SayarComponent):
    """The guard of a stack. It comes after what steers traffic, so what it remembers of weights is true."""

    def __init__(
        self, name: str, watched: Watched, providers: Providers, *, after: Sequence[pulumi.Resource] = ()
    ) -> None:
        """`after` is what sends traffic by the weights."""
        super().__init__(name)
        self.resources = GuardResources(
            move=guard.Move(
                "move",
                tier=watched.tier,
                order=list(watched.tiers),
                spec_hash=watched.spec_hash,
                transition=_transition(watched.under_way),
                pools={
                    pool: guard.PoolArgs(weight=share.percent, strict_tls=share.strict_tls)
                    for pool, share in watched.pools.items()
                },
                drain_s=watched.drain_s,
                origin_tls=watched.origin_tls,
                database=_database(watched.database),
                waivers=[
                    guard.WaiverArgs(gate=row.gate, by=row.by, reason=row.reason, until=row.until)
                    for row in watched.waived
                ],
                opts=self.child(providers.guard, depends_on=after),
            )
        )
        self.finish()


def _database(one: WatchedDatabase | None) -> guard.DatabaseArgs | None:
    if one is None:
        return None
    return guard.DatabaseArgs(engine=one.engine, version=one.version, replicas=one.replicas)


def _transition(move: UnderWay | None) -> guard.TransitionArgs | None:
    if move is None:
        return None
    return guard.TransitionArgs(
        from_=move.origin,
        phase=move.phase,
        phases=list(move.phases),
        one_way=list(move.one_way),
        base=move.base,
        base_now=move.base_now,
        started=move.started,
    )
