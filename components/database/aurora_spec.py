"""Postgres on Aurora: a cluster in the primary region and, by a global cluster, copies elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from components.database.capacity_spec import Capacity
from components.database.cells_spec import CellDatabaseSpec
from components.limits import limit
from components.network.checks import Switch, at_least, at_most, cited, listed, one_of, unique
from components.spec import Label, Problem, Spec


class ProxySpec(Spec):
    """RDS Proxy: at most `max_connections_percent` of the instance's connections, an idle client kept for seconds."""

    max_connections_percent: Annotated[int, Field(ge=1, le=100)]
    idle_client_s: Annotated[int, Field(ge=1)]

    def rules(self) -> Iterator[Problem]:
        """An idle client is kept no longer than the service does."""
        yield from at_most(
            limit("database", "rds_proxy", "any", "most_idle_client_s"), "idle_client_s", self.idle_client_s
        )


class PrimarySpec(Spec):
    """The region that takes writes: one writer, and readers in other zones that can take over."""

    region: Label
    capacity: Capacity
    readers: Annotated[int, Field(ge=0)]
    proxy: ProxySpec | None

    def rules(self) -> Iterator[Problem]:
        """As many readers as a cluster holds, and one at least: without it, losing a zone is an outage."""
        yield from at_most(limit("database", "aurora", "any", "most_readers"), "readers", self.readers)
        if self.readers < 1:
            yield Problem("readers", self.readers, "at least 1, in another zone than the writer")


class SecondarySpec(Spec):
    """A region that follows. Without readers it is headless: storage only, cheap and slow to take over."""

    IDENTITY: ClassVar[tuple[str, ...]] = ("region",)

    region: Label
    capacity: Capacity | None
    readers: Annotated[int, Field(ge=0)]
    proxy: ProxySpec | None

    def rules(self) -> Iterator[Problem]:
        """Readers have a size; a proxy has somebody behind it."""
        yield from at_most(limit("database", "aurora", "any", "most_readers"), "readers", self.readers)
        if (self.readers > 0) != (self.capacity is not None):
            size = None if self.capacity is None else self.capacity.kind
            yield Problem("capacity", size, "a size for its readers" if self.readers else "null without readers")
        if self.proxy is not None and not self.readers:
            yield Problem("proxy", "set", "null without readers")


class GlobalSpec(Spec):
    """The global cluster. A proxy in a secondary region answers reads only, so writers must know where to go."""

    secondaries: Annotated[tuple[SecondarySpec, ...], Field(min_length=1)]
    writes_from_secondary: Literal["to_primary_region", "forwarded"]
    rpo_s: Annotated[int, Field(ge=1)] | None

    def rules(self) -> Iterator[Problem]:
        """A region follows once; a hard bound on lost writes is one that the engine can hold."""
        yield from unique("secondaries[{}].region", [row.region for row in self.secondaries], "each region once")
        most = limit("database", "aurora", "any", "most_secondary_regions")
        yield from at_most(most, "secondaries", len(self.secondaries))
        if self.rpo_s is not None:
            yield from at_least(limit("database", "aurora", "any", "rpo_least_s"), "rpo_s", self.rpo_s)


class LogsSpec(Spec):
    """What is written down: Postgres' log, an audit trail, query statistics kept for days."""

    postgres: Switch
    audit: Switch
    insights_days: int

    def rules(self) -> Iterator[Problem]:
        """Statistics are kept for the days of one of the modes of Database Insights."""
        modes = [limit("database", "aurora", mode, "insights_days") for mode in ("standard", "advanced")]
        if self.insights_days not in [row.value for row in modes]:
            allowed = f"{listed(row.value for row in modes)} ({cited(modes[0])})"
            yield Problem("insights_days", self.insights_days, allowed)


class AuroraEngine(Spec):
    """A cluster that AWS runs, at its door nobody with a password: applications log in by IAM.

    The master password is AWS' own secret, but for a worldwide database, for which AWS keeps none.
    """

    IMMUTABLE: ClassVar[tuple[str, ...]] = ("kind", "primary.region", "encryption")
    """Fields that cannot change in place: a change makes a new, empty database. Whether it is worldwide cannot change
    by a deploy either, but the provider refuses that before anything is lost.
    """

    kind: Literal["aurora"]
    version: str
    storage: Literal["standard", "io_optimized"]
    primary: PrimarySpec
    worldwide: GlobalSpec | None
    retention_days: int
    encryption: Literal["own_key", "aws_key"]
    iam_auth: Switch
    force_ssl: Switch
    logs: LogsSpec
    deletion_protection: Switch
    minor_upgrades: Literal["automatic", "by_hand"]
    cells: CellDatabaseSpec

    def rules(self) -> Iterator[Problem]:
        """A version that proxies serve, a key that every region can be told, backups within what is kept, and no region
        twice.
        """
        yield from one_of(limit("database", "aurora", "any", "versions"), "version", self.version)
        if self.worldwide is not None or any(region.proxy for region in self._regions()):
            proven = limit("database", "aurora", "any", "proxied_versions")
            yield from one_of(proven, "version", self.version)
        kind = "regional" if self.worldwide is None else "global"
        yield from one_of(limit("database", "aurora", kind, "encryption"), "encryption", self.encryption)
        for check, name in ((at_least, "least_retention_days"), (at_most, "most_retention_days")):
            yield from check(limit("database", "aurora", "any", name), "retention_days", self.retention_days)
        for index, row in enumerate(self.worldwide.secondaries if self.worldwide else ()):
            if row.region == self.primary.region:
                yield Problem(f"worldwide.secondaries[{index}].region", row.region, "another region than the primary")

    def _regions(self) -> tuple[PrimarySpec | SecondarySpec, ...]:
        return (self.primary, *(self.worldwide.secondaries if self.worldwide else ()))

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions of all clusters, the primary one first."""
        return tuple(row.region for row in self._regions())
