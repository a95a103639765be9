"""The Supabase stand-in: a project's disk, pooler, Postgres config, network, backups."""

import pytest

from tests.providers.fakes.supabase.conftest import Api


@pytest.fixture
def ref(api: Api) -> str:
    """A project of Small compute that is up."""
    return api.ready("small")


def _gp3(size_gb: int, iops: int = 3000, throughput_mibps: int = 125) -> dict:
    return {
        "attributes": {"type": "gp3", "size_gb": size_gb, "iops": iops, "throughput_mibps": throughput_mibps},
    }


def test_a_disk_grows_and_tells_when(api: Api, ref: str) -> None:
    disk = f"projects/{ref}/config/disk"
    assert api.ok("GET", disk) == _gp3(8)
    assert api.ok("POST", disk, _gp3(20, 4000, 250)) is None
    changed = api.ok("GET", disk)
    assert changed["attributes"] == _gp3(20, 4000, 250)["attributes"]
    assert changed["last_modified_at"].startswith("2026-")
    (project,) = api.listed()
    assert project["databases"][0]["disk_volume_size_gb"] == 20


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (_gp3(7), "A disk cannot shrink"),
        (_gp3(8, iops=2999), "iops must lie between 3000 and 4000"),
        (_gp3(8, iops=4001), "iops must lie between 3000 and 4000"),
        (_gp3(20_000), "size_gb must lie between 1 and 16384"),
        (_gp3(8, throughput_mibps=751), "throughput_mibps must lie between 125 and 750"),
        ({"attributes": {"type": "io2", "size_gb": 8, "iops": 99}}, "iops must lie between 100 and 8000"),
    ],
)
def test_a_disk_keeps_within_its_limits(api: Api, ref: str, wanted: dict, message: str) -> None:
    assert api.no("POST", f"projects/{ref}/config/disk", wanted) == (400, message)


def test_a_disk_may_be_io2(api: Api, ref: str) -> None:
    wanted = {"attributes": {"type": "io2", "size_gb": 8, "iops": 5000}}
    api.ok("POST", f"projects/{ref}/config/disk", wanted)
    assert api.ok("GET", f"projects/{ref}/config/disk")["attributes"] == wanted["attributes"]
    assert api.listed()[0]["databases"][0]["disk_type"] == "io2"


def test_changes_of_a_disk_can_be_counted_and_must_be_paid_for(api: Api, ref: str) -> None:
    disk = f"projects/{ref}/config/disk"
    api.fake.disk_changes = 1
    api.ok("POST", disk, _gp3(9))
    assert api.no("POST", disk, _gp3(10)) == (400, "A disk can be changed 1 times in 24 hours")
    api.fake.plan = "free"
    assert api.no("POST", disk, _gp3(10))[0] == 402


def test_the_pooler_is_told_for_each_database(api: Api, ref: str) -> None:
    api.fake.walg_enabled = True
    api.ok("POST", f"projects/{ref}/read-replicas/setup", {"read_replica_region": "eu-west-1"})
    pooler = f"projects/{ref}/config/database/pooler"
    assert api.ok("PATCH", pooler, {"default_pool_size": 25}) == {"default_pool_size": 25, "pool_mode": "transaction"}
    primary, replica = api.ok("GET", pooler)
    assert (primary["identifier"], primary["database_type"]) == (ref, "PRIMARY")
    assert (replica["database_type"], replica["db_user"]) == ("READ_REPLICA", f"postgres.{replica['identifier']}")
    assert {primary["default_pool_size"], replica["default_pool_size"]} == {25}
    assert primary["max_client_conn"] == 400
    assert "[YOUR-PASSWORD]" in primary["connection_string"]


def test_a_pool_size_of_null_returns_to_the_platforms_own(api: Api, ref: str) -> None:
    pooler = f"projects/{ref}/config/database/pooler"
    api.ok("PATCH", pooler, {"default_pool_size": 25, "pool_mode": "session"})
    assert api.ok("PATCH", pooler, {"default_pool_size": None})["default_pool_size"] is None
    (primary,) = api.ok("GET", pooler)
    assert (primary["default_pool_size"], primary["pool_mode"]) == (15, "session")


def test_postgres_settings_are_replaced_as_a_whole(api: Api, ref: str) -> None:
    config = f"projects/{ref}/config/database/postgres"
    assert api.ok("GET", config)["max_connections"] == 90
    api.ok("PUT", config, {"max_connections": 120, "statement_timeout": "60s"})
    api.ok("PUT", config, {"work_mem": "64MB", "restart_database": True})
    settings = api.ok("GET", config)
    assert (settings["max_connections"], settings["statement_timeout"]) == (90, "120000ms")
    assert settings["work_mem"] == "64MB"
    assert api.fake.live()["projects"][ref]["postgres"] == {"work_mem": "64MB"}


def test_sizes_may_come_back_in_another_unit(api: Api, ref: str) -> None:
    api.fake.other_units = True
    settings = api.ok("PUT", f"projects/{ref}/config/database/postgres", {"work_mem": "64MB", "max_wal_size": "1GB"})
    assert (settings["work_mem"], settings["max_wal_size"]) == ("65536kB", "1048576kB")
    assert settings["statement_timeout"] == "120000ms"


def test_tls_can_be_enforced(api: Api, ref: str) -> None:
    path = f"projects/{ref}/ssl-enforcement"
    assert api.ok("GET", path)["currentConfig"] == {"database": False}
    told = api.ok("PUT", path, {"requestedConfig": {"database": True}})
    assert told == api.ok("GET", path) == {"currentConfig": {"database": True}, "appliedSuccessfully": True}


def test_restrictions_are_stored_before_they_are_applied(api: Api, ref: str) -> None:
    path = f"projects/{ref}/network-restrictions"
    before = api.ok("GET", path)
    assert before["config"] == {"dbAllowedCidrs": ["0.0.0.0/0"], "dbAllowedCidrsV6": ["::/0"]}
    assert (before["status"], before["entitlement"]) == ("applied", "allowed")
    told = api.ok("POST", f"{path}/apply", {"dbAllowedCidrs": ["203.0.113.0/24"]})
    assert (told["status"], told["old_config"]) == ("stored", before["config"])
    first, second = api.ok("GET", path), api.ok("GET", path)
    assert (first["status"], second["status"]) == ("stored", "applied")
    assert second["config"] == {"dbAllowedCidrs": ["203.0.113.0/24"], "dbAllowedCidrsV6": []}
    assert "old_config" not in second


def test_restrictions_can_be_added_and_removed_one_by_one(api: Api, ref: str) -> None:
    path = f"projects/{ref}/network-restrictions"
    add = {"dbAllowedCidrs": ["203.0.113.0/24"], "dbAllowedCidrsV6": ["2001:db8::/32"]}
    told = api.ok("PATCH", path, {"add": add, "remove": {"dbAllowedCidrs": ["0.0.0.0/0"]}})
    assert {"address": "2001:db8::/32", "type": "v6"} in told["config"]["dbAllowedCidrs"]
    assert api.ok("GET", path)["config"] == {
        "dbAllowedCidrs": ["203.0.113.0/24"],
        "dbAllowedCidrsV6": ["::/0", "2001:db8::/32"],
    }


def test_restrictions_must_be_networks_and_paid_for(api: Api, ref: str) -> None:
    path = f"projects/{ref}/network-restrictions"
    refused = api.no("POST", f"{path}/apply", {"dbAllowedCidrs": ["2001:db8::/32"]})
    assert refused == (400, "2001:db8::/32 is no IPv4 network")
    api.fake.plan = "free"
    assert api.no("POST", f"{path}/apply", {"dbAllowedCidrs": []})[0] == 402
    assert api.ok("GET", path)["entitlement"] == "disallowed"


def test_backups_are_physical_with_pitr(api: Api, ref: str) -> None:
    path = f"projects/{ref}/database/backups"
    before = api.ok("GET", path)
    assert (before["walg_enabled"], before["pitr_enabled"], before["physical_backup_data"]) == (False, False, {})
    api.buy(ref, "pitr", "pitr_7")
    after = api.ok("GET", path)
    assert (after["walg_enabled"], after["pitr_enabled"]) == (True, True)


def test_the_backup_schedule_is_for_the_plans_that_have_it(api: Api, ref: str) -> None:
    path = f"projects/{ref}/database/backups/schedule"
    assert api.no("GET", path)[0] == api.no("PATCH", path, {"schedule_for": "04:00:00"})[0] == 402
    api.fake.schedule_plans = frozenset({"pro"})
    assert api.ok("GET", path)["schedule_for"] == "00:00:00"
    assert api.no("PATCH", path, {"schedule_for": "4 am"}) == (400, "schedule_for must be a time, HH:MM:SS")
    api.ok("PATCH", path, {"schedule_for": "04:00:00"})
    assert api.ok("GET", path)["schedule_for"] == "04:00:00"
