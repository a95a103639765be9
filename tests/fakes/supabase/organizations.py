"""The organization: its plan, what that gives access to, its projects, and the regions it can use."""

from __future__ import annotations

from typing import Any, Final

from tests.fakes.supabase.call import Call, Handler, Reply
from tests.fakes.supabase.plans import entitlements
from tests.fakes.supabase.regions import available
from tests.fakes.supabase.world import Database, Project

_MOST: Final = 100


def list_all(call: Call) -> Reply:
    """The organizations of the token's owner."""
    slug = call.world.organization
    return Reply([{"id": slug, "slug": slug, "name": slug}])


def get(call: Call) -> Reply:
    """An organization with its plan."""
    slug = _slug(call)
    return Reply(
        {"id": slug, "name": slug, "plan": call.knobs.plan, "opt_in_tags": [], "allowed_release_channels": ["ga"]}
    )


def get_entitlements(call: Call) -> Reply:
    """What the plan gives access to."""
    _slug(call)
    return Reply(entitlements(call.knobs.plan, call.knobs.schedule_plans))


def list_projects(call: Call) -> Reply:
    """A page of the projects with their databases. Each look at them is a read of their states."""
    _slug(call)
    offset, limit = int(call.query.get("offset", 0)), int(call.query.get("limit", _MOST))
    found = _sorted([each for each in call.world.projects.values() if _wanted(each, call)], call)
    return Reply(
        {
            "projects": [_listed(project) for project in found[offset : offset + limit]],
            "pagination": {"count": len(found), "limit": limit, "offset": offset},
        }
    )


def list_regions(call: Call) -> Reply:
    """The regions in which a project can be made."""
    call.must_know_organization(call.query["organization_slug"])
    return Reply(available())


def _slug(call: Call) -> str:
    call.must_know_organization(call.path["slug"])
    return call.world.organization


def _wanted(project: Project, call: Call) -> bool:
    statuses = call.query.get("statuses")
    search = call.query.get("search", "").lower()
    named = search in project.name.lower() or search == project.ref
    return named and (statuses is None or project.status.now in statuses.split(","))


def _sorted(projects: list[Project], call: Call) -> list[Project]:
    by, _, order = call.query.get("sort", "name_asc").partition("_")
    oldest_first = sorted(projects, key=lambda each: each.number)
    named = oldest_first if by == "created" else sorted(oldest_first, key=lambda each: each.name)
    return named[::-1] if order == "desc" else named


def _listed(project: Project) -> dict[str, Any]:
    return {
        "ref": project.ref,
        "name": project.name,
        "cloud_provider": "AWS",
        "region": project.region,
        "is_branch": False,
        "status": project.status.read(),
        "inserted_at": project.created_at,
        "databases": [_database(project, each) for each in project.databases if _shown(each)],
    }


def _shown(database: Database) -> bool:
    """Whether a list shows a database already."""
    shown = database.lag == 0
    database.lag = max(0, database.lag - 1)
    return shown


def _database(project: Project, database: Database) -> dict[str, Any]:
    disk = project.disk
    told = {
        "infra_compute_size": project.size,
        "region": database.region,
        "status": project.status.now if database.type == "PRIMARY" else database.status.read(),
        "cloud_provider": "AWS",
        "identifier": database.identifier,
        "type": database.type,
        "disk_volume_size_gb": disk.attributes["size_gb"],
        "disk_type": disk.attributes["type"],
    }
    if disk.attributes["type"] == "gp3":
        told["disk_throughput_mbps"] = disk.attributes["throughput_mibps"]
    if disk.changed:
        told["disk_last_modified_at"] = disk.changed[-1]
    return told


HANDLERS: Final[dict[str, Handler]] = {
    "GET /v1/organizations": list_all,
    "GET /v1/organizations/{slug}": get,
    "GET /v1/organizations/{slug}/entitlements": get_entitlements,
    "GET /v1/organizations/{slug}/projects": list_projects,
    "GET /v1/projects/available-regions": list_regions,
}
