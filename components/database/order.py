"""In which order the parts of a database at Supabase are made, and what each of them waits for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from components.database.supabase_spec import SupabaseEngine

SMALLEST: Final = "nano"
"""The size that every project starts with, which no add-on stands for."""

_WAITS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "compute": (),
        "ssl": (),
        "keys": (),
        "backup-schedule": (),
        "disk": ("compute",),
        # Refused below a certain compute size, so the size comes first.
        "pitr": ("compute",),
        "ipv4": ("compute",),
        # A pool may be as large as the new size allows.
        "pooler": ("compute",),
        "postgres": ("compute",),
    }
)
"""What each part around the project waits for; none before what it waits for."""

_REPLICA_WAITS: Final = ("compute", "disk", "pitr")
"""A replica has the primary's size and disk, and is filled from the backups of point-in-time recovery."""


@dataclass(frozen=True, slots=True)
class Step:
    """A part by its logical name, and the parts that it waits for. All of them wait for the project."""

    name: str
    after: tuple[str, ...]


def order(engine: SupabaseEngine, replicas: Sequence[str]) -> tuple[Step, ...]:
    """The parts that an engine selects, each after what it waits for, and its `replicas` by name."""
    there = tuple(_selected(engine))

    def among(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name in names if name in there)

    around = [Step(name, among(_WAITS[name])) for name in there]
    # Replicas do not wait for one another: the provider orders them one by one and waits for all at once.
    return (*around, *(Step(name, among(_REPLICA_WAITS)) for name in replicas))


def backwards(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The same parts as they are removed: each after all that waited for it."""
    waiting = {step.name: tuple(row.name for row in steps if step.name in row.after) for step in steps}
    return tuple(Step(step.name, waiting[step.name]) for step in reversed(steps))


def _selected(engine: SupabaseEngine) -> Iterator[str]:
    left_out = {
        "compute": engine.compute == SMALLEST,
        "disk": engine.disk is None,
        "pitr": engine.pitr_days is None,
        "ipv4": engine.ipv4 == "off",
        "backup-schedule": engine.backup_at is None,
        "postgres": engine.postgres.empty,
    }
    yield from (name for name in _WAITS if not left_out.get(name, False))
