"""What a reader of a forecast should know about the chosen database."""

from __future__ import annotations

from collections.abc import Iterator

from components.database.aurora_findings import aurora_findings
from components.database.replicas import most_replicas
from components.database.spec import DatabaseSpec
from components.database.supabase_spec import SupabaseEngine
from components.findings import Finding, gravest_first, said_by
from components.limits import limit


def findings(spec: DatabaseSpec) -> tuple[Finding, ...]:
    """All remarks on a spec, the gravest first."""
    found = _supabase(spec.engine) if isinstance(spec.engine, SupabaseEngine) else aurora_findings(spec.engine)
    return gravest_first(found)


def _supabase(engine: SupabaseEngine) -> Iterator[Finding]:
    pauses = limit("database", "supabase", engine.plan, "pauses")
    if pauses.value:
        text = f"Supabase pauses a project on plan {engine.plan} after a quiet week, and a person must wake it."
        yield Finding("database-pauses", "warning", text, said_by(pauses))
    disk = limit("database", "supabase", engine.plan, "disk_gb")
    if disk.value is not None and disk.value < 1:
        text = f"The database becomes read-only above {disk.value * 1000:g} MB on plan {engine.plan}."
        yield Finding("database-small-disk", "warning", text, said_by(disk))
    clients = limit("database", "supabase", engine.compute, "pooler_clients")
    direct = limit("database", "supabase", engine.compute, "database_connections")
    if clients.value is not None and direct.value is not None:
        text = f"Compute {engine.compute} allows {clients.value} pooler clients and {direct.value} connections."
        yield Finding("database-connections", "info", text, said_by(clients))
    promise = limit("database", "supabase", engine.plan, "uptime_promise")
    if not promise.value:
        text = f"Supabase promises no availability by contract on plan {engine.plan}."
        yield Finding("database-no-sla", "info", text, said_by(promise))
    yield from _copies(engine)
    if engine.access.allow == "everybody":
        text = "Any network may try to log in to the database; its password is what keeps strangers out."
        yield Finding("database-open-to-networks", "warning", text, "sayar:database.engine.access.allow")


def _copies(engine: SupabaseEngine) -> Iterator[Finding]:
    if engine.pitr_days is not None:
        instead = limit("database", "supabase", "any", "pitr_replaces_daily")
        text = f"The {engine.pitr_days} days of point-in-time recovery replace daily backups: none is taken any more."
        yield Finding("database-no-daily-backups", "info", text, said_by(instead))
    there = sum(row.count for row in engine.read_replicas)
    if not there:
        return
    most = most_replicas(engine.plan, engine.compute)
    named = f"plan {engine.plan}" if most.name == "read_replicas" else f"compute {engine.compute}"
    text = f"{there} of {most.value} read replicas that {named} allows, each with the primary's compute size."
    yield Finding("database-replicas", "info", text, said_by(most))
    reads = limit("database", "supabase", "any", "replica_writes")
    text = "Read replicas take no writes and follow later than the primary: what was just written may not be there yet."
    yield Finding("database-replicas-follow", "info", text, said_by(reads))
    failover = limit("database", "supabase", "any", "replica_takes_over")
    text = "No read replica is promised to become the primary: losing the primary stops writes until it is back."
    yield Finding("database-replicas-no-failover", "warning", text, said_by(failover))
    first = limit("database", "supabase", "restore", "replicas_removed_first")
    text = "Postgres upgrades and restores need every read replica removed first and made again after them."
    yield Finding("database-replicas-removed-first", "info", text, said_by(first))
