"""What an Aurora cluster is told: settings of the engine as rows, logs that leave it, and the order of its members."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from components.database.aurora_spec import AuroraEngine, LogsSpec, PrimarySpec, SecondarySpec
from components.limits import limit

Applied = Literal["immediate", "pending-reboot"]
"""Dynamic settings hold at once, static ones after a restart."""

Log = Literal["postgresql", "iam-db-auth-error"]

AUDITED: Final = "ddl,role"
"""Who changed tables and who changed rights. Every read and write would be more log than data; single tables are added
by grants to `AUDITOR`."""

AUDITOR: Final = "rds_pgaudit"
"""The role whose grants name tables to be audited; Aurora takes no other name."""

SERVERLESS: Final = "db.serverless"
"""The class of instances that grow and shrink."""

WRITER: Final = "writer"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One setting of the engine, and when a change of it holds."""

    name: str
    value: str
    applied: Applied


@dataclass(frozen=True, slots=True)
class Member:
    """One instance of a cluster, by the last part of its logical name. Of those that are well, the one with the lowest
    `tier` takes over when the writer is lost.
    """

    name: str
    tier: int


def family(version: str) -> str:
    """The family of settings that a version takes. Raises KeyError for a major version without a row."""
    return str(limit("database", "aurora", version.split(".")[0], "parameter_family").value)


def parameters(engine: AuroraEngine, region: PrimarySpec | SecondarySpec) -> tuple[Parameter, ...]:
    """The settings of the cluster in a region. A promoted cluster keeps its own, so all regions have the same, but for
    the bound on lost writes, which only the primary can keep.
    """
    return tuple(_parameters(engine, region))


def exported(logs: LogsSpec, *, iam_auth: bool) -> list[Log]:
    """The logs that leave the instances. The audit trail is written into Postgres' own."""
    wanted: dict[Log, bool] = {"postgresql": "on" in (logs.postgres, logs.audit), "iam-db-auth-error": iam_auth}
    return [log for log, on in wanted.items() if on]


def insights_mode(logs: LogsSpec) -> Literal["standard", "advanced"]:
    """The mode of Database Insights: only the advanced one keeps statistics for longer than a week."""
    least = int(limit("database", "aurora", "advanced", "insights_days").value)
    return "advanced" if logs.insights_days >= least else "standard"


def members(region: PrimarySpec | SecondarySpec) -> tuple[Member, ...]:
    """The instances of a cluster in the order in which they are made and changed: readers first, the writer last.

    Readers are counted from 1, so a further one leaves the names of all others alone. The first reader is the first to
    take over; serverless ones of tiers 0 and 1 grow with the writer, so that it takes over at the writer's size.
    """
    readers = tuple(Member(f"reader-{at}", at) for at in range(1, region.readers + 1))
    return (*readers, Member(WRITER, 0)) if isinstance(region, PrimarySpec) else readers


def _parameters(engine: AuroraEngine, region: PrimarySpec | SecondarySpec) -> Iterator[Parameter]:
    audited = engine.logs.audit == "on"
    yield Parameter("rds.force_ssl", "1" if engine.force_ssl == "on" else "0", "immediate")
    # Static: switched on later it would cost a restart, and moves to and from the cluster need it.
    yield Parameter("rds.logical_replication", "1", "pending-reboot")
    libraries = "pg_stat_statements,pgaudit" if audited else "pg_stat_statements"
    yield Parameter("shared_preload_libraries", libraries, "pending-reboot")
    if audited:
        yield Parameter("pgaudit.log", AUDITED, "immediate")
        yield Parameter("pgaudit.role", AUDITOR, "pending-reboot")
    if engine.worldwide is not None and engine.worldwide.rpo_s is not None and isinstance(region, PrimarySpec):
        yield Parameter("rds.global_db_rpo", str(engine.worldwide.rpo_s), "immediate")
