"""What leaves unused in a phase of a move, as facts of the map: the phase before led nobody there any more."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from components.database.supabase_spec import SupabaseEngine
from sayar.documents.services import Fact, Match
from sayar.shipped import said

if TYPE_CHECKING:
    from infra.config.platform import PlatformSpec

When = Literal["balancer", "region", "replica", "open", "stores", "edge"]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Named(_Row):
    """Resources by type and a pattern of names, in which `{region}` is a region that is left."""

    type: str
    name: str | None = None


class Leaving(_Row):
    """What deleting some resources does in a situation, and where that is known from."""

    when: When
    rows: tuple[Named, ...]
    effect: Literal["none", "degraded"]
    source: str
    date: str
    confidence: Literal["measured", "documented", "assumed"]


@cache
def situations() -> tuple[Leaving, ...]:
    """All rows, read once."""
    return tuple(Leaving.model_validate(row) for row in said(Path(__file__).parent / "leaving.yaml"))


def unused(old: PlatformSpec, new: PlatformSpec) -> tuple[Fact, ...]:
    """The facts about deletes that hold between two platforms of one vendor, and in no other update."""
    found: list[Fact] = []
    for when, region in _situations(old, new):
        for row in (one for one in situations() if one.when == when):
            for named in row.rows:
                name = named.name.format(region=region) if named.name is not None else None
                found.append(
                    Fact(
                        match=Match(type=named.type, name=name),
                        op="delete",
                        effect=row.effect,
                        typical_s=0,
                        worst_s=0,
                        confidence=row.confidence,
                        source=f"{row.source}, {row.date}",
                    )
                )
    return tuple(found)


def _situations(old: PlatformSpec, new: PlatformSpec) -> Iterator[tuple[When, str]]:
    """Each situation with the region that it is about; empty for those that are about none."""
    before, after = old.edge.large.balancing, new.edge.large.balancing
    if before is not None and after is None and new.edge.mode == old.edge.mode:
        yield "balancer", ""
    if before is None:
        for region in old.hosting.service_regions:
            if region not in new.hosting.service_regions:
                yield "region", region
    one, other = old.database.engine, new.database.engine
    if isinstance(one, SupabaseEngine) and isinstance(other, SupabaseEngine):
        kept = {row.region for row in other.read_replicas} | set(old.hosting.service_regions)
        for region in {row.region for row in one.read_replicas} - kept:
            yield "replica", region
        if one.access.allow == other.access.allow == "everybody":
            yield "open", ""
    if old.cache.store.kind == "railway" and new.cache.store.kind == "none":
        yield "stores", ""
    if old.edge.proxied and not new.edge.proxied:
        yield "edge", ""
