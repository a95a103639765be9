"""Disk, pooler, Postgres, TLS and backups over the provider's own protocol."""

from typing import Any

import pytest

from tests.fakes.supabase.world import Lasting, settled
from tests.providers.supabase.conftest import Cloud
from tests.support.plugin import FailedError, Secret

DISK = {"type": "gp3", "sizeGb": 20, "iops": 3000, "throughputMibps": 250}

SETTINGS = [
    ("Disk", DISK, {**DISK, "sizeGb": 30}),
    ("PoolerConfig", {"poolMode": "session", "defaultPoolSize": 20}, {"poolMode": "session", "defaultPoolSize": 30}),
    ("PostgresConfig", {"workMem": "8MB", "maxConnections": 70}, {"workMem": "16MB", "maxConnections": 70}),
    ("SslEnforcement", {"database": True}, {"database": False}),
    ("BackupSchedule", {"scheduleFor": "04:30"}, {"scheduleFor": "05:00:10"}),
    ("NetworkRestrictions", {"allowedCidrs": ["10.0.0.0/8"]}, {"allowedCidrs": ["11.0.0.0/8"]}),
]
EACH = pytest.mark.parametrize(("kind", "first", "then"), SETTINGS, ids=[row[0] for row in SETTINGS])
WRITE = {
    "Disk": "POST /v1/projects/{ref}/config/disk",
    "PoolerConfig": "PATCH /v1/projects/{ref}/config/database/pooler",
    "PostgresConfig": "PUT /v1/projects/{ref}/config/database/postgres",
    "SslEnforcement": "PUT /v1/projects/{ref}/ssl-enforcement",
    "BackupSchedule": "PATCH /v1/projects/{ref}/database/backups/schedule",
    "NetworkRestrictions": "POST /v1/projects/{ref}/network-restrictions/apply",
}


@pytest.fixture
def team(ready: Cloud) -> Cloud:
    """A project on a plan with backup schedules."""
    ready.fake.plan = "team"
    return ready


@EACH
def test_a_setting_is_set_changed_and_left(team: Cloud, kind: str, first: dict[str, Any], then: dict[str, Any]) -> None:
    assert team.up(kind, **first) == "create"
    assert team.up(kind, **first) == "same"
    assert team.stack.refresh("it") is not None
    assert team.up(kind, **first) == "same"
    assert team.up(kind, **then) == "update"
    live = team.fake.live()
    state = team.stack["it"]
    team.stack.plugin.delete(state)
    team.stack.plugin.delete(state)
    assert team.fake.live() == live


@EACH
def test_a_setting_is_imported(team: Cloud, kind: str, first: dict[str, Any], then: dict[str, Any]) -> None:
    team.up(kind, "before", **first)
    identity = team.stack["before"].id
    state = team.stack.imported("it", f"supabase:index:{kind}", team.ref)
    assert state.id == identity
    assert state.inputs["projectRef"] == team.ref
    assert team.stack.imported("it", f"supabase:index:{kind}", identity).id == identity
    assert team.up(kind, **{**_inputs(state.inputs), **first}) in ("same", "update")


@EACH
def test_a_setting_of_a_project_that_is_gone_is_gone(
    team: Cloud, kind: str, first: dict[str, Any], then: dict[str, Any]
) -> None:
    team.up(kind, **first)
    team.fake.world.projects.clear()
    assert team.stack.refresh("it") is None


@EACH
@pytest.mark.parametrize("effect", ["429", "500", "drop_before", "drop_after", "hang"])
def test_a_passing_fault_is_survived(
    team: Cloud, kind: str, first: dict[str, Any], then: dict[str, Any], effect: str
) -> None:
    more: dict[str, Any] = {"hang": {"seconds": 1.1}, "429": {"retry_after_s": 0.1}}.get(effect, {})
    team.fault(WRITE[kind], effect, **more)
    assert team.up(kind, **first) == "create"
    assert team.up(kind, **first) == "same"
    assert team.stack.refresh("it") is not None
    # What came late was applied again, and an update waits for that.
    assert team.up(kind, **first) in (("same", "update") if effect == "hang" else ("same",))
    assert team.up(kind, **first) == "same"


@EACH
@pytest.mark.parametrize(
    ("effect", "text"),
    [("not_authorized", "the token is not valid .401: Unauthorized.; see docs/providers.md"), ("refuse", "402: no")],
)
def test_a_lasting_fault_names_resource_call_and_way_out(
    team: Cloud, kind: str, first: dict[str, Any], then: dict[str, Any], effect: str, text: str
) -> None:
    team.fault(WRITE[kind], effect, message="no")
    with pytest.raises(FailedError, match=text) as raised:
        team.up(kind, **first)
    assert f"creating supabase:index:{kind} 'it': {WRITE[kind]} at Supabase" in str(raised.value)
    assert "it" not in team.stack.resources
    assert team.up(kind, **first) == "create"


@EACH
def test_a_project_that_is_resized_is_waited_for(
    team: Cloud, kind: str, first: dict[str, Any], then: dict[str, Any]
) -> None:
    team.live.status = Lasting("RESIZING", "ACTIVE_HEALTHY", 3)
    assert team.up(kind, **first) == "create"
    team.live.status = settled("RESIZING")
    with pytest.raises(FailedError, match=r"is RESIZING and cannot be changed meanwhile; run the update again later"):
        team.up(kind, **then)


def test_a_disk_never_shrinks(ready: Cloud) -> None:
    ready.up("Disk", **DISK)
    ready.fake.seen.clear()
    with pytest.raises(FailedError, match=r"sizeGb: the disk of project .* has 20 GB and never shrinks, so not to 10"):
        ready.up("Disk", **{**DISK, "sizeGb": 10})
    assert ready.written() == []
    assert ready.stack["it"].inputs["sizeGb"] == 20


def test_a_disk_that_is_so_already_costs_no_change(ready: Cloud) -> None:
    ready.live.disk.attributes = {"type": "gp3", "size_gb": 20, "iops": 3000, "throughput_mibps": 250}
    assert ready.up("Disk", **DISK) == "create"
    assert ready.written() == []


def test_a_throughput_that_is_not_declared_stays(ready: Cloud) -> None:
    ready.up("Disk", **DISK)
    rest = {name: value for name, value in DISK.items() if name != "throughputMibps"}
    ready.up("Disk", **{**rest, "sizeGb": 40})
    assert ready.live.disk.attributes["throughput_mibps"] == 250
    ready.up("Disk", type="io2", sizeGb=40, iops=3000)
    assert ready.live.disk.attributes == {"type": "io2", "size_gb": 40, "iops": 3000}


def test_io2_has_no_throughput(ready: Cloud) -> None:
    given = {**DISK, "type": "io2", "projectRef": ready.ref}
    assert list(ready.stack.plugin.check("supabase:index:Disk", given)) == ["throughputMibps"]


def test_changes_that_are_used_up_are_told(ready: Cloud) -> None:
    ready.fake.disk_changes = 0
    with pytest.raises(FailedError, match=r"refused \(400: A disk can be changed 0 times in 24 hours\)"):
        ready.up("Disk", **DISK)


def test_the_pooler_of_the_primary_is_told_as_a_secret(ready: Cloud) -> None:
    ready.fake.walg_enabled, ready.live.size = True, "small"
    ready.up("ReadReplica", "replica", region="eu-west-1")
    ready.live.databases.reverse()
    ready.up("PoolerConfig", poolMode="transaction")
    state = ready.stack["it"]
    assert state.outputs["host"] == "aws-0-us-east-1.pooler.supabase.com"
    assert state.outputs["port"] == 6543
    assert isinstance(state.outputs["connectionString"], Secret)
    assert f"postgres.{ready.ref}:" in state.plain("connectionString")


def test_of_the_pooler_only_what_is_declared_is_sent_and_compared(ready: Cloud) -> None:
    ready.up("PoolerConfig", defaultPoolSize=20)
    (sent,) = ready.fake.asked(WRITE["PoolerConfig"])
    assert sent.body == {"default_pool_size": 20}
    ready.live.pooler.pool_mode = "session"
    ready.stack.refresh("it")
    assert ready.up("PoolerConfig", defaultPoolSize=20) == "same"


def test_the_postgres_settings_that_are_not_declared_stay(ready: Cloud) -> None:
    ready.live.postgres = {"max_wal_size": "2GB", "work_mem": "5MB"}
    ready.up("PostgresConfig", workMem="8MB")
    assert ready.live.postgres["max_wal_size"] == "2GB"
    assert ready.live.postgres["work_mem"] == "8MB"


def test_a_postgres_setting_that_is_no_longer_declared_returns_to_the_vendor_s(ready: Cloud) -> None:
    ready.up("PostgresConfig", workMem="8MB", statementTimeout="30s")
    ready.up("PostgresConfig", statementTimeout="30s")
    assert "work_mem" not in ready.live.postgres
    assert ready.live.postgres["statement_timeout"] == "30s"


def test_a_size_in_other_units_is_no_drift(ready: Cloud) -> None:
    ready.fake.other_units = True
    ready.up("PostgresConfig", workMem="64MB", statementTimeout="2min")
    ready.live.postgres["statement_timeout"] = "120000"
    refreshed = ready.stack.refresh("it")
    assert refreshed is not None
    assert refreshed.inputs == {"projectRef": ready.ref, "workMem": "64MB", "statementTimeout": "2min"}
    ready.live.postgres["work_mem"] = "32MB"
    ready.stack.refresh("it")
    assert ready.stack["it"].inputs["workMem"] == "32768kB"
    assert ready.up("PostgresConfig", workMem="64MB", statementTimeout="2min") == "update"


def test_a_restart_is_asked_for_where_it_is_declared(ready: Cloud) -> None:
    ready.up("PostgresConfig", maxConnections=70, restartDatabase=True)
    (sent,) = ready.fake.asked(WRITE["PostgresConfig"])
    assert sent.body["restart_database"] is True
    ready.stack.refresh("it")
    assert ready.up("PostgresConfig", maxConnections=70, restartDatabase=True) == "same"


def test_a_setting_out_of_its_bounds_is_refused_with_its_path(ready: Cloud) -> None:
    given = {"projectRef": ready.ref, "workMem": "64 megs", "maxConnections": 0, "maxWalSise": "1GB"}
    assert set(ready.stack.plugin.check("supabase:index:PostgresConfig", given)) == {
        "workMem",
        "maxConnections",
        "maxWalSise",
    }


def test_a_plan_without_backup_schedules_is_told_and_its_schedule_is_gone(team: Cloud) -> None:
    team.up("BackupSchedule", scheduleFor="04:30")
    team.fake.plan = "pro"
    assert team.stack.refresh("it") is None
    with pytest.raises(FailedError, match=r"402: Backup schedule: upgrade.*; the plan does not include it"):
        team.up("BackupSchedule", scheduleFor="04:30")


def test_a_time_with_seconds_is_no_drift(team: Cloud) -> None:
    team.up("BackupSchedule", scheduleFor="04:30")
    assert team.live.schedule.at == "04:30:00"
    refreshed = team.stack.refresh("it")
    assert refreshed is not None
    assert refreshed.inputs["scheduleFor"] == "04:30"


def test_drift_in_disk_pooler_and_backups_is_seen_and_mended(team: Cloud) -> None:
    given = {kind: first for kind, first, _ in SETTINGS if kind in ("Disk", "PoolerConfig", "BackupSchedule")}
    for kind, inputs in given.items():
        team.up(kind, kind, **inputs)
    team.live.disk.attributes["iops"] = 4000
    team.live.pooler.pool_mode = "transaction"
    team.live.schedule.at = "23:00:00"
    for kind in given:
        team.stack.refresh(kind)
    assert team.stack["Disk"].inputs["iops"] == 4000
    assert team.stack["PoolerConfig"].inputs["poolMode"] == "transaction"
    assert team.stack["BackupSchedule"].inputs["scheduleFor"] == "23:00:00"
    assert {team.up(kind, kind, **inputs) for kind, inputs in given.items()} == {"update"}
    assert {team.up(kind, kind, **inputs) for kind, inputs in given.items()} == {"same"}


def test_drift_in_tls_is_seen_and_mended(ready: Cloud) -> None:
    ready.up("SslEnforcement", database=True)
    ready.live.ssl_enforced = False
    ready.stack.refresh("it")
    assert ready.up("SslEnforcement", database=True) == "update"
    assert ready.live.ssl_enforced


def _inputs(given: Any) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "projectRef"}
