"""The database at Supabase and who may connect: what the two components ask the engine for."""

import re
from typing import Any

import pulumi
import pytest

from components.database.database import Database
from components.database.spec import DatabaseSpec
from components.database.topology import topology
from tests.components.database.specs import GP3, GROWN, NANO, aurora, engine, replicas, supabase
from tests.support.mocks import UNKNOWN, Inputs, Recording, Secret, fake_providers, record

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


def numbered(inputs: Inputs) -> dict[str, Any]:
    """A replica as the vendor tells of it: its pooler is that of its region, and the user says which one it is."""
    region = inputs["region"]
    user = f"postgres.abcdefghij-rr-{region}-wxyz"
    return {"identifier": user.removeprefix("postgres."), "host": f"{region}.example", "port": 6543.0, "user": user}


VENDOR: dict[str, Any] = {
    REPLICA: numbered,
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
        names = ("project_ref", "api_url", "pooler_url", "session_url", "publishable_key", "secret_key")
        values = {name: getattr(parts, name) for name in names}
        # Each string by its own, so that one mark does not hide another.
        reads = {f"{region}/{index}": url for region, urls in parts.read_urls.items() for index, url in enumerate(urls)}
        pulumi.CustomResource(TOLD, "told", {**values, **reads})

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
        # The same pooler at the port of sessions.
        "session_url": Secret(url.replace(":6543/", ":5432/")),
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
    assert values["session_url"] == Secret(UNKNOWN)


def test_the_component_tells_where_the_database_is_and_no_secret(small: Recording) -> None:
    assert small.outputs[small.one("sayar:database:Database").urn] == {
        "project_ref": "abcdefghij",
        "api_url": "https://abcdefghij.supabase.example",
    }


def url_of(region: str) -> Secret:
    user = f"postgres.abcdefghij-rr-{region}-wxyz"
    return Secret(f"postgresql://{user}:{CANARY}@{region}.example:6543/postgres?sslmode=require")


def test_a_region_reads_from_its_own_replicas_and_each_has_its_own_user_and_host() -> None:
    spread = database(supabase(compute="xlarge", pitr_days=7, read_replicas=replicas(eu_west=2, us_east=1)))
    read = {name: url for name, url in told(spread).items() if "/" in name}
    assert read == {
        "eu-west/0": url_of("eu-west-1"),
        "eu-west/1": url_of("eu-west-1"),
        "us-east/0": url_of("us-east-1"),
    }
    assert {row.name: row.inputs["region"] for row in spread.of(REPLICA)} == {
        "replica-eu-west": "eu-west-1",
        "replica-eu-west-2": "eu-west-1",
        "replica-us-east": "us-east-1",
    }


def test_a_string_is_that_of_the_replica_it_stands_for() -> None:
    """Two replicas of one region differ in nothing but what the vendor answers."""
    count = iter(range(1, 10))

    def answered(inputs: Inputs) -> dict[str, Any]:
        return {"host": "pooler.example", "port": 6543.0, "user": f"postgres.{next(count)}"}

    seen: dict[str, pulumi.Output[Any]] = {}

    def program() -> None:
        spec = supabase(pitr_days=7, read_replicas=replicas(eu_west=2))
        parts = Database("database", spec, fake_providers(), organization_id="o", region="us-east", password=CANARY)
        for index, (row, url) in enumerate(
            zip(parts.resources.read_replicas.values(), parts.read_urls["eu-west"], strict=True)
        ):
            seen[f"user{index}"], seen[f"url{index}"] = row.user, url
        pulumi.CustomResource(TOLD, "told", seen)

    values = record(program, outputs={**VENDOR, REPLICA: answered}).one(TOLD).inputs
    assert {values["user0"], values["user1"]} == {"postgres.1", "postgres.2"}
    for index in (0, 1):
        assert values[f"url{index}"].value.startswith(f"postgresql://{values[f'user{index}']}:")


def test_a_replica_that_the_pooler_does_not_know_stops_the_update_by_its_name() -> None:
    with pytest.raises(Exception, match="replica-eu-west has no address at the pooler"):
        record(
            lambda: (
                Database(
                    "database",
                    supabase(**GROWN),
                    fake_providers(),
                    organization_id="o",
                    region="us-east",
                    password=CANARY,
                ).read_urls
            ),
            outputs={**VENDOR, REPLICA: {}},
        )


def test_without_replicas_nobody_is_told_to_read_from_one(small: Recording) -> None:
    assert not [name for name in told(small) if "/" in name]


def test_a_preview_knows_that_reading_will_be_a_secret_and_not_yet_where() -> None:
    values = told(database(supabase(**GROWN), preview=True))
    assert values["eu-west/0"] == Secret(UNKNOWN)


def test_one_more_replica_renames_and_changes_none_that_is_there() -> None:
    def of(count: int) -> dict[str, dict[str, Any]]:
        spec = supabase(pitr_days=7, read_replicas=replicas(eu_west=count))
        return {row.urn: row.inputs for row in database(spec).of(REPLICA)}

    one, two = of(1), of(2)
    assert len(two) == 2
    assert one.items() <= two.items()


def test_services_may_read_later_without_any_resource_noticing() -> None:
    def made_with(lag: int) -> list[tuple[str, dict[str, Any]]]:
        rows = [{**replicas("eu-west")[0], "max_lag_s": lag}]
        return [(row.urn, row.inputs) for row in database(supabase(pitr_days=7, read_replicas=rows)).of(REPLICA)]

    assert made_with(5) == made_with(300)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        NANO,
        GROWN,
        {"backup_at": "03:30", "disk": GP3},
        {**GROWN, "compute": "xlarge", "read_replicas": replicas(eu_west=3, us_east=2)},
    ],
    ids=["small", "nano", "grown", "daily", "spread"],
)
def test_what_is_made_and_what_waits_for_what_is_the_topology_s_word(changes: dict[str, Any]) -> None:
    recording = database(supabase(**changes))
    plan = topology(engine(**changes), "us-east")
    names = {row.urn: row.name for row in recording.custom()}
    found = {
        row.name: {names[urn] for urn in row.depends_on if urn in names} - {"project"}
        for row in recording.custom()
        if row.type not in (PROJECT, TOLD)
    }
    assert found == {step.name: set(step.after) for step in plan.order}


def test_another_engine_is_not_made_at_supabase() -> None:
    with pytest.raises(ValueError, match="at Supabase, not aurora"):
        database(aurora())
