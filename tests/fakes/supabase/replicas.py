"""Read replicas: ordered without an answer, found in the organization's list of projects, removed by identifier."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from tests.fakes.supabase.call import Call, Handler, Reply, created, refuse_if
from tests.fakes.supabase.plans import size_rank
from tests.fakes.supabase.world import HEALTHY, Database, Lasting, Project

_SUFFIX_LENGTH: Final = 5


def most_replicas(size: str) -> int:
    """How many replicas a compute size can have."""
    return 5 if size_rank(size) >= size_rank("xlarge") else 2


def set_up(call: Call) -> Reply:
    """Order a replica. The answer names none, and a second call orders a second one."""
    project, region = call.healthy, call.body["read_replica_region"]
    _must_be_possible(call, project)
    identifier = f"{project.ref}-rr-{region}-{call.world.letters('replica', _SUFFIX_LENGTH)}"
    status = Lasting("INIT_READ_REPLICA", _end(call), call.knobs.replica_reads)
    lag, pooler_lag = call.knobs.replica_lag, call.knobs.pooler_lag
    project.databases.append(Database(identifier, region, "READ_REPLICA", status, lag, pooler_lag))
    return created()


def remove(call: Call) -> Reply:
    """Remove a replica, whatever its state."""
    project, identifier = call.project, call.body["database_identifier"]
    known = {each.identifier for each in project.replicas}
    refuse_if(identifier not in known, f"Read replica {identifier} not found", HTTPStatus.NOT_FOUND)
    project.databases = [each for each in project.databases if each.identifier != identifier]
    return created()


def _must_be_possible(call: Call, project: Project) -> None:
    call.must_pay_for("Read replicas")
    refuse_if(size_rank(project.size) < size_rank("small"), "Read replicas need at least Small compute")
    physical = call.knobs.walg_enabled or project.addon("pitr")
    refuse_if(not physical, "Read replicas need physical backups: enable PITR first")
    most = most_replicas(project.size)
    refuse_if(len(project.replicas) >= most, f"A project of size {project.size} can have {most} read replicas")


def _end(call: Call) -> str:
    """How the setup of a replica ends."""
    if call.knobs.replicas_fail == 0:
        return HEALTHY
    call.knobs.replicas_fail -= 1
    return "INIT_READ_REPLICA_FAILED"


HANDLERS: Final[dict[str, Handler]] = {
    "POST /v1/projects/{ref}/read-replicas/setup": set_up,
    "POST /v1/projects/{ref}/read-replicas/remove": remove,
}
