"""Postgres at Supabase."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from components.database.replicas import ReplicaSpec, replica_rules
from components.limits import Limit, limit
from components.network import cidr
from components.network.checks import Switch, at_least, at_most, cited, one_of, unique
from components.network.cidr import Cidr
from components.spec import Problem, Spec

SupabasePlan = Literal["free", "pro", "team", "enterprise"]
Compute = Literal[
    "nano", "micro", "small", "medium", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"
]
TimeOfDay = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""Hours and minutes in UTC."""
PostgresSize = Annotated[str, StringConstraints(pattern=r"^[1-9]\d*(kB|MB|GB)$")]
PostgresTime = Annotated[str, StringConstraints(pattern=r"^[1-9]\d*(ms|s|min|h)$")]


class PoolerSpec(Spec):
    """The shared pooler. `pool_size` is connections to the database for each user."""

    mode: Literal["transaction", "session"]
    pool_size: Annotated[int, Field(ge=1)]


class AccessSpec(Spec):
    """Who may connect: everybody, or the services' fixed addresses (`services`), each with the networks of `cidrs`."""

    allow: Literal["everybody", "services", "listed"]
    cidrs: tuple[Cidr, ...]

    def rules(self) -> Iterator[Problem]:
        """Networks are named where they count, and none of them is everybody."""
        yield from unique("cidrs", self.cidrs, "each network once")
        for index, text in enumerate(self.cidrs):
            yield from cidr.sound(f"cidrs[{index}]", text)
            if text.endswith("/0"):
                yield Problem(f"cidrs[{index}]", text, "a network; everybody is said by allow")
        if self.allow == "everybody" and self.cidrs:
            yield Problem("cidrs", list(self.cidrs), "none while everybody may connect")
        if self.allow == "listed" and not self.cidrs:
            yield Problem("cidrs", [], "at least one network, or nobody may connect")


class PostgresSpec(Spec):
    """Settings of Postgres; null leaves the vendor's, which grow with the compute size."""

    statement_timeout: PostgresTime | None
    work_mem: PostgresSize | None
    max_connections: Annotated[int, Field(ge=1)] | None
    track_commit_timestamp: Switch | None

    @property
    def empty(self) -> bool:
        """True where nothing is set."""
        return all(getattr(self, name) is None for name in type(self).model_fields)


class DiskSpec(Spec):
    """The disk of the primary: GB, operations a second, and MiB a second for gp3."""

    type: Literal["gp3", "io2"]
    size_gb: Annotated[int, Field(ge=1)]
    iops: Annotated[int, Field(ge=1)]
    throughput_mibps: Annotated[int, Field(ge=1)] | None

    def rules(self) -> Iterator[Problem]:
        """io2 has no throughput of its own; gp3 has at least what is included."""
        if (self.type == "gp3") != (self.throughput_mibps is not None):
            allowed = "a number of MiB a second for gp3" if self.type == "gp3" else "null for io2"
            yield Problem("throughput_mibps", self.throughput_mibps, allowed)
        if self.type == "gp3":
            yield from at_least(limit("database", "supabase", "any", "gp3_iops"), "iops", self.iops)


class SupabaseEngine(Spec):
    """One project in the platform's primary region, and its read replicas.

    The organization's plan holds for every project in it; it is bought by hand.
    """

    kind: Literal["supabase"]
    plan: SupabasePlan
    compute: Compute
    pooler: PoolerSpec
    tls_only: Switch
    access: AccessSpec
    postgres: PostgresSpec
    disk: DiskSpec | None
    pitr_days: int | None
    backup_at: TimeOfDay | None
    ipv4: Switch
    read_replicas: tuple[ReplicaSpec, ...]

    def rules(self) -> Iterator[Problem]:
        """Nothing beyond the plan or the compute size."""
        yield from one_of(self._row("compute"), "compute", self.compute)
        yield from at_most(limit("database", "supabase", "any", "pool_size"), "pooler.pool_size", self.pooler.pool_size)
        yield from self._connections()
        yield from self._addons()
        yield from self._backups()
        yield from replica_rules(self.read_replicas, plan=self.plan, compute=self.compute, pitr_days=self.pitr_days)

    @property
    def connections(self) -> int | None:
        """All connections that Postgres takes: its own setting, else what the size carries; None where nobody says."""
        carried: int | None = limit("database", "supabase", self.compute, "database_connections").value
        return carried if self.postgres.max_connections is None else self.postgres.max_connections

    def _connections(self) -> Iterator[Problem]:
        direct = limit("database", "supabase", self.compute, "database_connections")
        most = self.postgres.max_connections
        if most is not None and direct.value is not None and most > direct.value:
            yield Problem(
                "postgres.max_connections", most, f"at most {direct.value} on {self.compute} ({cited(direct)})"
            )
        ceiling = self.connections
        if ceiling is not None and self.pooler.pool_size >= ceiling:
            # A pool that takes every connection locks out migrations and the vendor's own services.
            yield Problem(
                "pooler.pool_size", self.pooler.pool_size, f"less than {ceiling}, all that {self.compute} has"
            )

    def _addons(self) -> Iterator[Problem]:
        row = self._row("addons")
        for name, bought in (("disk", self.disk is not None), ("ipv4", self.ipv4 == "on")):
            if bought and not row.value:
                allowed = "null" if name == "disk" else "off"
                yield Problem(name, "on" if name == "ipv4" else "set", f"{allowed} on plan {self.plan} ({cited(row)})")
        included = self._row("disk_gb")
        if self.disk is not None and included.value is not None and self.disk.size_gb < included.value:
            yield Problem(
                "disk.size_gb", self.disk.size_gb, f"at least {included.value}, which plan {self.plan} includes"
            )

    def _backups(self) -> Iterator[Problem]:
        if self.pitr_days is not None:
            yield from one_of(self._row("pitr_days"), "pitr_days", self.pitr_days)
            fit = limit("database", "supabase", "any", "pitr_compute")
            if self.compute not in fit.value:
                yield Problem("pitr_days", self.pitr_days, f"null on compute {self.compute} ({cited(fit)})")
        if self.backup_at is not None:
            row = self._row("backup_schedule")
            if row.value is False:
                yield Problem("backup_at", self.backup_at, f"null on plan {self.plan} ({cited(row)})")
            if self.pitr_days is not None:
                yield Problem("backup_at", self.backup_at, "null with pitr_days, which replaces daily backups")

    def _row(self, name: str) -> Limit:
        return limit("database", "supabase", self.plan, name)
