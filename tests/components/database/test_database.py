"""The database at Supabase and who may connect: what the two components ask the engine for."""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.database.database import Database, connection_string
from components.database.spec import DatabaseSpec
from tests.components.database.specs import GROWN, NANO, aurora, supabase
from tests.support.mocks import UNKNOWN, Recording, Secret, fake_providers, record

PROJECT = "supabase:index:Project"
ADDON = "supabase:index:Addon"
DISK = "supabase:index:Disk"
REPLICA = "supabase:index:ReadReplica"
POOLER = "supabase:index:PoolerConfig"
SSL = "supabase:index:SslEnforcement"
KEYS = "supabase:index:ApiKeys"
POSTGRES = "supabase:index:PostgresConfig"
SCHEDULE = "supabase:index:BackupSchedule"
RESTRICTIONS = "supabase:index:NetworkRestrictions"
CANARY = "canary-password"
KEY = "canary-secret-key"
VENDOR: dict[str, Any] = {
    PROJECT: {"ref": "abcdefghij", "apiUrl": "https://abcdefghij.supabase.example"},
    # The engine's numbers are floats.
    POOLER: {"host": "pooler.example", "port": 6543.0},
    KEYS: {"publishableKey": "publishable", "secretKey": KEY},
}
SMALL = {
    (PROJECT, "project"),
    (ADDON, "compute"),
    (POOLER, "pooler"),
    (SSL, "ssl"),
    (KEYS, "keys"),
}


TOLD = "probe:index:Told"
"""A made-up resource that takes what the component tells the rest of the platform, secret marks included."""


def database(
    spec: DatabaseSpec, *, password: Any = CANARY, preview: bool = False, region: str = "us-east"
) -> Recording:
    def program() -> None:
        parts = Database(
            "database", spec, fake_providers(), organization_id="organization-1", region=region, password=password
        )
        names = ("project_ref", "api_url", "pooler_url", "publishable_key", "secret_key")
        pulumi.CustomResource(TOLD, "told", {name: getattr(parts, name) for name in names})

    return record(program, preview=preview, outputs=VENDOR)


@pytest.fixture(scope="module")
def small() -> Recording:
    return database(supabase())


@pytest.fixture(scope="module")
def grown() -> Recording:
    return database(supabase(**GROWN))


def made(recording: Recording) -> set[tuple[str, str]]:
    return {(row.type, row.name) for row in recording.custom() if row.type != TOLD}


def told(recording: Recording) -> dict[str, Any]:
    return recording.one(TOLD).inputs


def test_a_small_database_is_a_project_with_size_pooler_tls_and_keys(small: Recording) -> None:
    assert made(small) == SMALL


def test_growing_adds_resources_and_renames_none(small: Recording, grown: Recording) -> None:
    bought = {(DISK, "disk"), (ADDON, "pitr"), (ADDON, "ipv4"), (POSTGRES, "postgres"), (REPLICA, "replica-eu-west")}
    assert made(grown) == SMALL | bought


def test_the_smallest_size_is_no_add_on() -> None:
    assert made(database(supabase(**NANO))) == SMALL - {(ADDON, "compute")}


def test_only_the_project_is_protected_because_its_backups_go_with_it(grown: Recording) -> None:
    assert [row.name for row in grown if row.protect] == ["project"]
    assert grown.one(PROJECT).inputs == {
        "name": "sayar",
        "organizationSlug": "organization-1",
        "region": "us-east-1",
        "databasePassword": Secret(CANARY),
    }
    assert grown.one(PROJECT).secret_outputs == ("databasePassword",)


def test_the_project_is_in_the_region_that_it_is_given() -> None:
    assert database(supabase(), region="eu-west").one(PROJECT).inputs["region"] == "eu-west-1"


def test_a_size_is_never_an_input_of_the_project_because_it_counts_at_creation_only(grown: Recording) -> None:
    assert "desiredInstanceSize" not in grown.one(PROJECT).inputs


def test_every_child_has_parent_and_explicit_provider_and_the_one_project(grown: Recording) -> None:
    words = re.compile(r"free|\bpro\b|team|enterprise|starter|growth|scale|prod\b")
    project = grown.one(PROJECT).urn
    for row in grown.custom():
        if row.type == TOLD:
            continue
        assert row.parent.endswith("sayar:database:Database::database"), row.name
        assert "::supabase::" in row.provider, row.name
        assert None not in row.inputs.values(), row.name
        assert not words.search(row.name), row.name
        if row.type != PROJECT:
            assert row.inputs["projectRef"] == "abcdefghij", row.name
            assert row.property_dependencies["projectRef"] == (project,), row.name


def test_add_ons_are_the_variants_of_the_spec(grown: Recording) -> None:
    assert {row.name: (row.inputs["type"], row.inputs["variant"]) for row in grown.of(ADDON)} == {
        "compute": ("compute_instance", "ci_small"),
        "pitr": ("pitr", "pitr_7"),
        "ipv4": ("ipv4", "ipv4_default"),
    }
    large = database(supabase(compute="2xlarge", pitr_days=28))
    assert large.one(ADDON, "compute").inputs["variant"] == "ci_2xlarge"
    assert large.one(ADDON, "pitr").inputs["variant"] == "pitr_28"


def test_what_the_size_decides_waits_for_the_size(grown: Recording) -> None:
    compute = grown.one(ADDON, "compute").urn
    waiting = {row.name for row in grown.custom() if compute in row.depends_on}
    assert waiting == {"disk", "pitr", "ipv4", "pooler", "postgres", "replica-eu-west"}


def test_a_replica_waits_for_size_disk_and_physical_backups(grown: Recording) -> None:
    replica = grown.one(REPLICA)
    assert replica.inputs["region"] == "eu-west-1"
    needed = {grown.one(ADDON, "compute").urn, grown.one(DISK).urn, grown.one(ADDON, "pitr").urn}
    assert needed <= set(replica.depends_on)


def test_a_disk_has_the_numbers_of_the_spec(grown: Recording) -> None:
    wanted = {"type": "gp3", "sizeGb": 60, "iops": 4000, "throughputMibps": 250}
    assert {key: value for key, value in grown.one(DISK).inputs.items() if key != "projectRef"} == wanted
    io2 = {"type": "io2", "size_gb": 60, "iops": 4000, "throughput_mibps": None}
    assert "throughputMibps" not in database(supabase(disk=io2)).one(DISK).inputs


def test_the_pooler_shares_connections_as_the_spec_says(small: Recording) -> None:
    inputs = small.one(POOLER).inputs
    assert (inputs["poolMode"], inputs["defaultPoolSize"]) == ("transaction", 15)
    other = database(supabase(pooler__mode="session", pooler__pool_size=7)).one(POOLER).inputs
    assert (other["poolMode"], other["defaultPoolSize"]) == ("session", 7)


@pytest.mark.parametrize(("word", "sent"), [("on", True), ("off", False)])
def test_tls_is_said_even_where_it_is_not_enforced(word: str, sent: bool) -> None:
    assert database(supabase(tls_only=word)).one(SSL).inputs["database"] is sent


def test_settings_that_are_null_are_left_to_the_vendor(grown: Recording) -> None:
    assert grown.one(POSTGRES).inputs == {"projectRef": "abcdefghij", "workMem": "64MB"}
    full = {
        "statement_timeout": "30s",
        "work_mem": "32MB",
        "max_connections": 80,
        "track_commit_timestamp": "off",
    }
    assert database(supabase(postgres=full)).one(POSTGRES).inputs == {
        "projectRef": "abcdefghij",
        "statementTimeout": "30s",
        "workMem": "32MB",
        "maxConnections": 80,
        # Off is said; only null is left out.
        "trackCommitTimestamp": False,
    }


def test_the_hour_of_backups_is_the_spec_s(small: Recording) -> None:
    assert small.of(SCHEDULE) == []
    assert database(supabase(backup_at="03:30")).one(SCHEDULE, "backup-schedule").inputs["scheduleFor"] == "03:30"


def test_services_connect_through_the_pooler_with_the_password_in_a_secret(small: Recording) -> None:
    url = f"postgresql://postgres.abcdefghij:{CANARY}@pooler.example:6543/postgres?sslmode=require"
    assert told(small) == {
        "project_ref": "abcdefghij",
        "api_url": "https://abcdefghij.supabase.example",
        "pooler_url": Secret(url),
        "publishable_key": "publishable",
        "secret_key": Secret(KEY),
    }


@pytest.mark.parametrize("password", [CANARY, pulumi.Output.secret(CANARY)], ids=["plain", "secret"])
@pytest.mark.parametrize("preview", [False, True], ids=["update", "preview"])
def test_no_secret_is_ever_in_plain_text(password: Any, preview: bool) -> None:
    recording = database(supabase(**GROWN), password=password, preview=preview)
    assert recording.one(PROJECT).inputs["databasePassword"] == Secret(CANARY)
    for row in recording:
        visible = repr({key: value for key, value in row.inputs.items() if not isinstance(value, Secret)})
        assert CANARY not in visible, row.name
        assert KEY not in visible, row.name
    assert "canary" not in repr(recording.outputs)
    assert recording.one(KEYS).secret_outputs == ("secretKey",)
    assert recording.one(POOLER).secret_outputs == ("connectionString",)


def test_a_preview_knows_that_the_connection_string_will_be_a_secret() -> None:
    values = told(database(supabase(), preview=True))
    assert (values["project_ref"], values["pooler_url"]) == (UNKNOWN, Secret(UNKNOWN))


def test_the_component_tells_where_the_database_is_and_no_secret(small: Recording) -> None:
    assert small.outputs[small.one("sayar:database:Database").urn] == {
        "project_ref": "abcdefghij",
        "api_url": "https://abcdefghij.supabase.example",
    }


@given(st.text(min_size=1), st.integers(1, 65535))
def test_a_connection_string_carries_any_password(password: str, port: int) -> None:
    parts = urlsplit(connection_string("ref", "pooler.example", float(port), password))
    assert unquote(parts.password or "") == password
    assert (parts.username, parts.hostname, parts.port) == ("postgres.ref", "pooler.example", port)
    assert (parts.path, parts.query) == ("/postgres", "sslmode=require")


def test_another_engine_is_not_made_at_supabase() -> None:
    with pytest.raises(ValueError, match="at Supabase, not aurora"):
        database(aurora())
