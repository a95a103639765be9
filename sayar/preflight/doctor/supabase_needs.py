"""What a stack needs of Supabase: the plan, open regions, and access to everything that the database is made of."""

from __future__ import annotations

from collections.abc import Iterator

from components.backup.spec import DailyCopies
from components.database.supabase_spec import SupabaseEngine
from components.network.regions import called
from infra.config.platform import PlatformSpec
from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.plan_needs import plan_need
from sayar.preflight.doctor.wants import Entitled, HasRegion, Need, Wanted


def supabase_needs(platform: PlatformSpec) -> Iterator[Need]:
    """The organization: its plan, the regions, and access to everything that the database is made of."""
    engine = platform.database.engine
    if not isinstance(engine, SupabaseEngine):
        return
    organization = platform.accounts.supabase_organization
    yield plan_need("supabase", engine.plan, "sayar:database.engine.plan", organization=organization)
    yield from _regions(engine, platform)
    how = facts().step("supabase.entitlement", organization=organization)
    for name, text, where, wanted in _entitlements(engine, platform):
        yield Need(f"supabase.{name}", "supabase", text, where, how, wanted)


def _regions(engine: SupabaseEngine, platform: PlatformSpec) -> Iterator[Need]:
    """The primary's region and those of the replicas, each once: a replica may stand in the primary's own."""
    primary = platform.network.primary
    for name in dict.fromkeys((primary, *(row.region for row in engine.read_replicas))):
        region, is_primary = called("supabase", name), name == primary
        where = "sayar:network.regions" if is_primary else "sayar:database.engine.read_replicas"
        how = facts().step("supabase.region" if is_primary else "supabase.replica_region")
        text = f"an open region {region}" + ("" if is_primary else " for read replicas")
        yield Need(f"supabase.region.{region}", "supabase", text, where, how, HasRegion("supabase", region))


def _entitlements(engine: SupabaseEngine, platform: PlatformSpec) -> Iterator[tuple[str, str, str, Wanted]]:
    at = "sayar:database.engine"
    if engine.plan != facts().plans_of("supabase").order[0]:
        # A project of the lowest plan has the one size that no organization has to choose.
        wanted = Entitled("instances.compute_update_available_sizes", member=f"ci_{engine.compute}")
        yield "compute", f"compute size {engine.compute}", f"{at}.compute", wanted
    if engine.disk is not None:
        yield "disk", "a disk of a chosen size", f"{at}.disk", Entitled("instances.disk_modifications")
    if engine.pitr_days is not None:
        wanted = Entitled("pitr.available_variants", member=f"pitr_{engine.pitr_days}")
        yield "pitr", f"point-in-time recovery of {engine.pitr_days} days", f"{at}.pitr_days", wanted
    if engine.backup_at is not None:
        yield "backup_schedule", "backups at a chosen hour", f"{at}.backup_at", Entitled("backup.schedule")
    if engine.ipv4 == "on":
        yield "ipv4", "an IPv4 address", f"{at}.ipv4", Entitled("ipv4")
    if engine.read_replicas:
        count = sum(row.count for row in engine.read_replicas)
        text, wanted = f"read replicas, {count} of them", Entitled("instances.read_replicas", count=count)
        yield "read_replicas", text, f"{at}.read_replicas", wanted
    copies = platform.backup.database
    if isinstance(copies, DailyCopies):
        text, wanted = (
            f"daily backups kept {copies.keep_days} days",
            Entitled("backup.retention_days", least=copies.keep_days),
        )
        yield "backup_days", text, "sayar:backup.database", wanted
