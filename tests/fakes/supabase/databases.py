"""Settings of a project's databases: their disk, their pooler, their Postgres config, and who must use TLS."""

from __future__ import annotations

import re
from typing import Any, Final

from tests.fakes.supabase.call import Call, Handler, Reply, created, refuse_if
from tests.fakes.supabase.plans import SIZES
from tests.fakes.supabase.world import Database, Project

_POOL_SIZE: Final = 15
_POSTGRES: Final = {
    "statement_timeout": "120000ms",
    "shared_buffers": "256MB",
    "work_mem": "4MB",
    "session_replication_role": "origin",
    "track_commit_timestamp": False,
}
_KILOBYTES: Final = {"MB": 1024, "GB": 1024**2}


def get_disk(call: Call) -> Reply:
    """The disk, and when it was changed last."""
    disk = call.project.disk
    return Reply({"attributes": disk.attributes} | ({"last_modified_at": disk.changed[-1]} if disk.changed else {}))


def change_disk(call: Call) -> Reply:
    """Change the disk, within its type's limits. It never shrinks."""
    project, wanted = call.started, dict(call.body["attributes"])
    call.must_pay_for("Disk changes")
    disk = project.disk
    most = call.knobs.disk_changes
    refuse_if(most is not None and len(disk.changed) >= most, f"A disk can be changed {most} times in 24 hours")
    refuse_if(wanted["size_gb"] < disk.attributes["size_gb"], "A disk cannot shrink")
    if wanted["type"] == "gp3":
        wanted.setdefault("throughput_mibps", 125)
        _must_fit_gp3(wanted)
    else:
        _must_lie("iops", wanted["iops"], 100, min(256_000, 1000 * wanted["size_gb"]))
    disk.attributes = wanted
    disk.changed.append(call.world.now())
    return created()


def get_pooler(call: Call) -> Reply:
    """The pooler as each database has it, replicas included."""
    project = call.project
    return Reply([_pooled(project, database) for database in project.databases if _listed(database)])


def change_pooler(call: Call) -> Reply:
    """Change what is given; null returns to the platform's own size."""
    pooler = call.started.pooler
    pooler.default_pool_size = call.body.get("default_pool_size", pooler.default_pool_size)
    pooler.pool_mode = call.body.get("pool_mode", pooler.pool_mode)
    return Reply({"default_pool_size": pooler.default_pool_size, "pool_mode": pooler.pool_mode})


def get_postgres(call: Call) -> Reply:
    """The settings in force."""
    return Reply(_in_force(call, call.project))


def put_postgres(call: Call) -> Reply:
    """Replace all settings: one that is not given returns to the platform's default."""
    project = call.started
    project.postgres = {name: value for name, value in call.body.items() if name != "restart_database"}
    return Reply(_in_force(call, project))


def get_ssl(call: Call) -> Reply:
    """Whether connections without TLS are refused."""
    return Reply({"currentConfig": {"database": call.project.ssl_enforced}, "appliedSuccessfully": True})


def put_ssl(call: Call) -> Reply:
    """Refuse connections without TLS, or let them in."""
    call.started.ssl_enforced = call.body["requestedConfig"]["database"]
    return get_ssl(call)


def _must_fit_gp3(wanted: dict[str, Any]) -> None:
    _must_lie("size_gb", wanted["size_gb"], 1, 16_384)
    _must_lie("iops", wanted["iops"], 3000, max(3000, min(16_000, 500 * wanted["size_gb"])))
    _must_lie("throughput_mibps", wanted["throughput_mibps"], 125, min(1000, wanted["iops"] // 4))


def _must_lie(name: str, value: int, least: int, most: int) -> None:
    refuse_if(not least <= value <= most, f"{name} must lie between {least} and {most}")


def _listed(database: Database) -> bool:
    """Whether the pooler lists a database already."""
    listed = database.lag == database.pooler_lag == 0
    database.pooler_lag = max(0, database.pooler_lag - 1)
    return listed


def _pooled(project: Project, database: Database) -> dict[str, Any]:
    user, host, port = f"postgres.{database.identifier}", f"aws-0-{database.region}.pooler.supabase.com", 6543
    address = f"postgresql://{user}:[YOUR-PASSWORD]@{host}:{port}/postgres"
    size = project.pooler.default_pool_size
    return {
        "identifier": database.identifier,
        "database_type": database.type,
        "is_using_scram_auth": True,
        "db_user": user,
        "db_host": host,
        "db_port": port,
        "db_name": "postgres",
        "connection_string": address,
        "connectionString": address,
        "default_pool_size": _POOL_SIZE if size is None else size,
        "max_client_conn": SIZES[project.size].pooler_clients,
        "pool_mode": project.pooler.pool_mode,
    }


def _in_force(call: Call, project: Project) -> dict[str, Any]:
    settings = {"max_connections": SIZES[project.size].connections, **_POSTGRES, **project.postgres}
    if not call.knobs.other_units:
        return settings
    return {name: _in_kilobytes(value) for name, value in settings.items()}


def _in_kilobytes(value: Any) -> Any:
    """A size in the unit in which Postgres counts; anything else as it is."""
    match = re.fullmatch(r"(\d+)(MB|GB)", value) if isinstance(value, str) else None
    return value if match is None else f"{int(match[1]) * _KILOBYTES[match[2]]}kB"


HANDLERS: Final[dict[str, Handler]] = {
    "GET /v1/projects/{ref}/config/disk": get_disk,
    "POST /v1/projects/{ref}/config/disk": change_disk,
    "GET /v1/projects/{ref}/config/database/pooler": get_pooler,
    "PATCH /v1/projects/{ref}/config/database/pooler": change_pooler,
    "GET /v1/projects/{ref}/config/database/postgres": get_postgres,
    "PUT /v1/projects/{ref}/config/database/postgres": put_postgres,
    "GET /v1/projects/{ref}/ssl-enforcement": get_ssl,
    "PUT /v1/projects/{ref}/ssl-enforcement": put_ssl,
}
