"""Which databases there are, what they need, and in which order they are made and taken back. Nothing is made here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from components.database.order import Step, backwards, order
from components.database.replicas import ReplicaSpec, most_replicas
from components.database.supabase_spec import Compute, DiskSpec, SupabaseEngine
from components.limits import Limit, limit

PRIMARY: Final = "project"

Removal = Literal["postgres_upgrade", "restore"]
"""A change that no replica may be there for."""

Restart = Literal["compute"]
"""A change that starts every database again."""


@dataclass(frozen=True, slots=True)
class Primary:
    """The database that takes writes, by its logical name and the platform's name of its region."""

    name: str
    region: str
    compute: Compute
    disk: DiskSpec | None


@dataclass(frozen=True, slots=True)
class Replica:
    """One read replica by its logical name. Services of its region read from it up to `max_lag_s` seconds of lag."""

    name: str
    region: str
    max_lag_s: int


@dataclass(frozen=True, slots=True)
class Precondition:
    """What replicas need, whether the spec brings it, and who says so."""

    name: Literal["paid_plan", "compute", "physical_backups"]
    met: bool
    source: str


@dataclass(frozen=True, slots=True)
class Topology:
    """The databases of a platform at Supabase.

    `most` replicas may be there, None where nobody says; `most_by` is what bounds them, the plan or the compute size.
    `order` is how the parts around the project are made.
    """

    primary: Primary
    replicas: tuple[Replica, ...]
    most: int | None
    most_by: Literal["plan", "compute"]
    preconditions: tuple[Precondition, ...]
    order: tuple[Step, ...]

    def after(self, name: str) -> tuple[str, ...]:
        """What a part waits for. Raises KeyError for a part that this topology does not have."""
        return {step.name: step.after for step in self.order}[name]

    @property
    def way_back(self) -> tuple[Step, ...]:
        """How the parts are removed: replicas first, and each part after all that waited for it."""
        return backwards(self.order)

    def removed_first(self, change: Removal) -> tuple[str, ...]:
        """The replicas that must be gone before a change; they are made again after it."""
        return tuple(row.name for row in self.replicas) if _says(change, "replicas_removed_first").value else ()

    def restarts(self, change: Restart) -> tuple[tuple[str, ...], ...]:
        """What a change starts again, one wave after the other: the primary while replicas answer, then all of them."""
        names = tuple(row.name for row in self.replicas)
        if not _says(change, "replicas_restart_last").value:
            return ((self.primary.name, *names),)
        return ((self.primary.name,), names) if names else ((self.primary.name,),)


def topology(engine: SupabaseEngine, primary: str) -> Topology:
    """The databases of an engine whose project is in the region `primary`, by the platform's name.

    Postgres 15, which replicas need too, is not of the spec: the provider asks for it.
    """
    replicas = tuple(replica for row in engine.read_replicas for replica in _replicas(row))
    most = most_replicas(engine.plan, engine.compute)
    return Topology(
        primary=Primary(PRIMARY, primary, engine.compute, engine.disk),
        replicas=replicas,
        most=most.value,
        most_by="plan" if most.name == "read_replicas" else "compute",
        preconditions=tuple(_preconditions(engine)),
        order=order(engine, tuple(replica.name for replica in replicas)),
    )


def source_of(change: Removal | Restart) -> str:
    """Who says what a change does to replicas."""
    return _says(change, "replicas_restart_last" if change == "compute" else "replicas_removed_first").source


def _replicas(row: ReplicaSpec) -> Iterator[Replica]:
    """The first one is named after its region only, so that a higher count renames nothing."""
    for number in range(1, row.count + 1):
        name = f"replica-{row.region}" if number == 1 else f"replica-{row.region}-{number}"
        yield Replica(name, row.region, row.max_lag_s)


def _preconditions(engine: SupabaseEngine) -> Iterator[Precondition]:
    by_plan = limit("database", "supabase", engine.plan, "read_replicas")
    by_size = limit("database", "supabase", engine.compute, "size_read_replicas")
    backups = limit("database", "supabase", "any", "replica_backups")
    yield Precondition("paid_plan", by_plan.value != 0, by_plan.source)
    yield Precondition("compute", by_size.value != 0, by_size.source)
    yield Precondition("physical_backups", engine.pitr_days is not None, backups.source)


def _says(change: Removal | Restart, name: str) -> Limit:
    return limit("database", "supabase", change, name)
