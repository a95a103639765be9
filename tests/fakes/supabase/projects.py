"""Projects: made, named, watched until they are healthy, and deleted."""

from __future__ import annotations

from typing import Any, Final

from tests.fakes.supabase.call import Call, Handler, Reply, created, refuse_if
from tests.fakes.supabase.keys import first_keys
from tests.fakes.supabase.plans import SIZES
from tests.fakes.supabase.regions import IN_GROUP
from tests.fakes.supabase.world import HEALTHY, Database, Lasting, Project, Schedule, settled

_REF_LENGTH: Final = 20
_DEFAULT_REGION: Final = "us-east-1"


def create(call: Call) -> Reply:
    """Make a project. Names are not unique: a second call makes a second project."""
    call.must_know_organization(call.body["organization_slug"])
    base_size = "nano" if call.knobs.plan == "free" else "micro"
    size = call.body.get("desired_instance_size", base_size)
    refuse_if(size not in SIZES, f"Instance size {size} is not available")
    if size != base_size:
        call.must_pay_for(f"Instance size {size}")
    ref = call.world.letters("ref", _REF_LENGTH)
    region = _region(call.body)
    now = call.world.now()
    project = Project(
        number=call.world.number(),
        ref=ref,
        name=call.body["name"],
        region=region,
        size=size,
        base_size=base_size,
        password=call.body["db_pass"],
        created_at=now,
        status=Lasting("COMING_UP", HEALTHY, call.knobs.boot_reads),
        databases=[Database(ref, region, "PRIMARY", settled(HEALTHY))],
        keys=first_keys(call.world),
        schedule=Schedule("00:00:00", now),
    )
    call.world.projects[ref] = project
    return created(_told(call, project, "COMING_UP"))


def list_all(call: Call) -> Reply:
    """All projects; a read of the state of each."""
    return Reply([_told_whole(call, project) for project in call.world.projects.values()])


def get(call: Call) -> Reply:
    """A project; a read of its state."""
    return Reply(_told_whole(call, call.project))


def rename(call: Call) -> Reply:
    """Give a project another name."""
    project = call.project
    project.name = call.body["name"]
    return Reply(_named(project))


def delete(call: Call) -> Reply:
    """Delete a project with all that is in it, whatever its state."""
    project = call.project
    del call.world.projects[project.ref]
    return Reply(_named(project))


def health(call: Call) -> Reply:
    """How the services that are asked about do: like their project."""
    status = "COMING_UP" if call.project.status.now == "COMING_UP" else HEALTHY
    return Reply(
        [{"name": name, "healthy": status == HEALTHY, "status": status} for name in call.query.getlist("services")]
    )


def set_password(call: Call) -> Reply:
    """Give the database another password, which no call ever tells."""
    call.started.password = call.body["password"]
    return Reply({"message": "Successfully updated database password"})


def _region(body: dict[str, Any]) -> str:
    refuse_if("region" in body and "region_selection" in body, "Only one of region or region_selection can be given")
    selection = body.get("region_selection")
    if selection is None:
        return str(body.get("region", _DEFAULT_REGION))
    code = str(selection["code"])
    return code if selection["type"] == "specific" else IN_GROUP[code]


def _told(call: Call, project: Project, status: str) -> dict[str, Any]:
    return {
        "id": project.ref,
        "ref": project.ref,
        "organization_id": call.world.organization,
        "organization_slug": call.world.organization,
        "name": project.name,
        "region": project.region,
        "created_at": project.created_at,
        "status": status,
    }


def _told_whole(call: Call, project: Project) -> dict[str, Any]:
    database = {
        "host": f"db.{project.ref}.supabase.co",
        "version": "17.6.1.054",
        "postgres_engine": "17",
        "release_channel": "ga",
    }
    return {**_told(call, project, project.status.read()), "database": database}


def _named(project: Project) -> dict[str, Any]:
    return {"id": project.number, "ref": project.ref, "name": project.name}


HANDLERS: Final[dict[str, Handler]] = {
    "POST /v1/projects": create,
    "GET /v1/projects": list_all,
    "GET /v1/projects/{ref}": get,
    "PATCH /v1/projects/{ref}": rename,
    "DELETE /v1/projects/{ref}": delete,
    "GET /v1/projects/{ref}/health": health,
    "PATCH /v1/projects/{ref}/database/password": set_password,
}
