"""What a read replica needs, checked before it is ordered: the platform's own refusals come one at a time, or late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from providers.supabase.api.client import organization, project
from providers.supabase.api.views import Node
from providers.supabase.facts import facts
from providers.supabase.kinds.shared import Supabase

_FEATURE: Final = "instances.read_replicas"


async def missing(supabase: Supabase, node: Node, databases: Sequence[Node]) -> list[str]:
    """What is missing and how to get it, all of it; empty when nothing is."""
    ref = str(node["ref"])
    found: list[str] = []
    if not await _entitled(supabase, str(node["organization_slug"])):
        found.append(
            f"a plan of the organization that includes read replicas ({_FEATURE}): change it in the dashboard, see"
            " `sayar doctor`"
        )
    found += _size(databases)
    version = str(node["database"]["postgres_engine"])
    if version.isdecimal() and int(version) < facts().need("replica_postgres"):
        found.append(f"Postgres {facts().need('replica_postgres')}, not {version}: upgrade the project")
    backups = await supabase.client.get(project("/database/backups", ref))
    if not (backups["walg_enabled"] or backups["pitr_enabled"]):
        found.append("physical backups: the add-on pitr brings them")
    return found


async def _entitled(supabase: Supabase, slug: str) -> bool:
    """Whether the plan includes replicas; a platform that says nothing decides itself."""
    told = await supabase.client.get(organization("/entitlements", slug))
    return all(row["hasAccess"] for row in told["entitlements"] if row["feature"]["key"] == _FEATURE)


def _size(databases: Sequence[Node]) -> list[str]:
    """What the compute size lacks: for any replica, or for one more."""
    primary = next((row for row in databases if row["type"] == "PRIMARY"), {})
    size = primary.get("infra_compute_size")
    if size is None:
        return []
    there, most = sum(row["type"] == "READ_REPLICA" for row in databases), facts().replicas_of(size)
    if most == 0:
        return [f"compute of {facts().smallest_with_replicas} or larger, not {size}: an Addon of type compute_instance"]
    if there >= most:
        return [f"a free place: {size} may have {most} read replicas, and {there} are there"]
    return []
