"""What a stack needs of Railway, Supabase and Vercel: plans, regions and what a plan has to include."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from components.backup.spec import DailyCopies
from components.cache.railway_spec import RailwayRedis
from components.database.supabase_spec import SupabaseEngine
from components.hosting.railway_spec import RailwaySpec
from components.hosting.vercel_spec import VercelSpec
from components.hosting.words import ROLES
from components.limits import limits_of
from components.network.regions import called
from infra.config.platform import PlatformSpec
from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.wants import (
    BillsPaid,
    Entitled,
    HasRegion,
    Need,
    PlanAtLeast,
    RoleMayWrite,
    Vendor,
    Wanted,
)


def railway_needs(platform: PlatformSpec) -> Iterator[Need]:
    """The workspace: its plan, its bills, its regions, and what needs a plan by itself."""
    spec = platform.hosting.railway
    if spec is None:
        return
    yield _plan("railway", spec.plan, "sayar:hosting.railway.plan")
    if spec.plan != facts().plans_of("railway").order[0]:
        how = facts().step("railway.subscription")
        text = "a workspace whose bills are paid"
        yield Need("railway.subscription", "railway", text, "sayar:accounts.railway_workspace", how, BillsPaid())
    for name in spec.regions:
        region, how = called("railway", name), facts().step("railway.region")
        text = f"an open region {region}"
        where = "sayar:hosting.railway.regions"
        yield Need(f"railway.region.{region}", "railway", text, where, how, HasRegion("railway", region))
    yield from _railway_features(spec, platform)


def _railway_features(spec: RailwaySpec, platform: PlatformSpec) -> Iterator[Need]:
    at = "sayar:hosting.railway"
    if spec.static_egress == "on":
        yield from _feature(
            "railway",
            "hosting",
            "static_egress",
            "fixed outgoing addresses",
            f"{at}.static_egress",
            lambda has: "on" in has,
        )
    most = max(row.count for role in ROLES for row in spec.services.of(role).replicas)
    if most > 1:
        yield from _feature(
            "railway", "hosting", "replicas", f"{most} replicas of a service", f"{at}.services", lambda has: has >= most
        )
    # Each service has the one host of its surface.
    yield from _feature(
        "railway",
        "hosting",
        "custom_domains",
        "a domain of its own for each service",
        f"{at}.services",
        lambda has: has >= 1,
    )
    store = platform.cache.store
    if isinstance(store, RailwayRedis) and (count := sum(row.volume_count for row in store.stores)):
        text = f"{count} volumes"
        yield from _feature("railway", "cache", "volumes", text, "sayar:cache.store.stores", lambda has: has >= count)


def vercel_needs(platform: PlatformSpec) -> Iterator[Need]:
    """The team: its plan, the role of the token's user, and what needs a plan by itself."""
    if platform.accounts.vercel_team is None:
        return  # a personal account is on the lowest plan, which is all that a stack without a team may need
    spec: VercelSpec = platform.hosting.vercel
    at = "sayar:hosting.vercel"
    yield _plan("vercel", spec.plan, f"{at}.plan")
    how = facts().step("vercel.role")
    yield Need(
        "vercel.role",
        "vercel",
        "a token whose user may make projects",
        "sayar:accounts.vercel_team",
        how,
        RoleMayWrite(),
    )
    if spec.rolling_release is not None:
        yield from _feature("vercel", "hosting", "rolling_release", "rolling releases", f"{at}.rolling_release", bool)
    if spec.skew_protection is not None:
        yield from _feature("vercel", "hosting", "skew_protection", "skew protection", f"{at}.skew_protection", bool)
    if spec.firewall.owasp != "off":
        owasp, where = spec.firewall.owasp, f"{at}.firewall.owasp"
        text = "managed rules of the firewall"
        yield from _feature("vercel", "hosting", "firewall_owasp", text, where, lambda has: owasp in has)


def supabase_needs(platform: PlatformSpec) -> Iterator[Need]:
    """The organization: its plan, the region, and access to everything that the database is made of."""
    engine = platform.database.engine
    if not isinstance(engine, SupabaseEngine):
        return
    organization = platform.accounts.supabase_organization
    yield _plan("supabase", engine.plan, "sayar:database.engine.plan", organization=organization)
    region, how = called("supabase", platform.network.primary), facts().step("supabase.region")
    where = "sayar:network.regions"
    yield Need(
        f"supabase.region.{region}", "supabase", f"an open region {region}", where, how, HasRegion("supabase", region)
    )
    how = facts().step("supabase.entitlement", organization=organization)
    for name, text, where, wanted in _entitlements(engine, platform):
        yield Need(f"supabase.{name}", "supabase", text, where, how, wanted)


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
        yield "read_replicas", "read replicas", f"{at}.read_replicas", Entitled("instances.read_replicas")
    copies = platform.backup.database
    if isinstance(copies, DailyCopies):
        text, wanted = (
            f"daily backups kept {copies.keep_days} days",
            Entitled("backup.retention_days", least=copies.keep_days),
        )
        yield "backup_days", text, "sayar:backup.database", wanted


def _plan(vendor: Vendor, plan: str, source: str, **filled: str) -> Need:
    how = facts().step(f"{vendor}.plan", plan=plan.capitalize(), **filled)
    return Need(f"{vendor}.plan", vendor, f"plan {plan} or higher", source, how, PlanAtLeast(vendor, plan))


def _feature(
    vendor: Vendor, concern: str, name: str, text: str, source: str, enough: Callable[[Any], bool]
) -> Iterator[Need]:
    """What needs a plan by itself: the lowest whose limit is enough; none where that is the lowest of all.

    A limit that is not known is enough.
    """
    rows, order = limits_of(concern), facts().plans_of(vendor).order
    for plan in order:
        row = rows[(vendor, plan, name)]
        if row.value is None or enough(row.value):
            if plan == order[0]:
                return
            how = facts().step(f"{vendor}.plan", plan=plan.capitalize())
            wanted = PlanAtLeast(vendor, plan)
            yield Need(f"{vendor}.{name}", vendor, f"{text}: plan {plan} or higher", source, how, wanted)
            return
