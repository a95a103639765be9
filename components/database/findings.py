"""What a reader of a forecast should know about the chosen database."""

from __future__ import annotations

from collections.abc import Iterator

from components.database.aurora_spec import AuroraEngine
from components.database.spec import DatabaseSpec
from components.database.supabase_spec import SupabaseEngine
from components.findings import Finding
from components.limits import Limit, limit


def findings(spec: DatabaseSpec) -> tuple[Finding, ...]:
    """All remarks on a spec, the gravest first."""
    order = {"critical": 0, "warning": 1, "info": 2}
    found = _supabase(spec.engine) if isinstance(spec.engine, SupabaseEngine) else _aurora(spec.engine)
    return tuple(sorted(found, key=lambda finding: order[finding.severity]))


def _supabase(engine: SupabaseEngine) -> Iterator[Finding]:
    pauses = limit("database", "supabase", engine.plan, "pauses")
    if pauses.value:
        text = f"Supabase pauses a project on plan {engine.plan} after a quiet week, and a person must wake it."
        yield Finding("database-pauses", "warning", text, _from(pauses))
    disk = limit("database", "supabase", engine.plan, "disk_gb")
    if disk.value is not None and disk.value < 1:
        text = f"The database becomes read-only above {disk.value * 1000:g} MB on plan {engine.plan}."
        yield Finding("database-small-disk", "warning", text, _from(disk))
    clients = limit("database", "supabase", engine.compute, "pooler_clients")
    direct = limit("database", "supabase", engine.compute, "database_connections")
    if clients.value is not None and direct.value is not None:
        text = f"Compute {engine.compute} allows {clients.value} pooler clients and {direct.value} connections."
        yield Finding("database-connections", "info", text, _from(clients))
    promise = limit("database", "supabase", engine.plan, "uptime_promise")
    if not promise.value:
        text = f"Supabase promises no availability by contract on plan {engine.plan}."
        yield Finding("database-no-sla", "info", text, _from(promise))
    if engine.access.allow == "everybody":
        text = "Any network may try to log in to the database; its password is what keeps strangers out."
        yield Finding("database-open-to-networks", "warning", text, "sayar:database.engine.access.allow")


def _aurora(engine: AuroraEngine) -> Iterator[Finding]:
    if engine.worldwide is None:
        text = "All copies of the database are in one region: losing the region loses it until a restore."
        yield Finding("database-one-region", "warning", text, "sayar:database.engine.worldwide")
    elif any(row.proxy is not None for row in engine.worldwide.secondaries):
        text = "A proxy in a secondary region answers reads only and does not become the writer when it is promoted."
        source = "docs.aws.amazon.com AmazonRDS/latest/AuroraUserGuide/rds-proxy-gdb"
        yield Finding("database-proxy-reads-only", "info", text, source)


def _from(row: Limit) -> str:
    return f"{row.source} ({row.date})"
