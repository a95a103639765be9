"""The job that takes dumps: what it runs, when, and which secrets it is told."""

import json
import shlex
from typing import Any

import pytest

from components.backup.dump_job import PROGRAM, left_out, start_command
from components.backup.spec import BackupSpec
from components.limits import limit
from tests.components.backup.made import (
    ACCOUNT,
    CANARIES,
    DERIVED,
    EGRESS,
    INSTANCE,
    JOB,
    R2,
    SERVICE,
    TOKEN,
    backup,
    two,
)
from tests.components.backup.specs import KEY, spec
from tests.support.mocks import UNKNOWN, Recording, Secret


@pytest.fixture(scope="module")
def made() -> Recording:
    return backup(two(dumps__every_h=6))


def variables(chosen: BackupSpec) -> tuple[dict[str, Any], dict[str, Any]]:
    inputs = backup(chosen).one(INSTANCE).inputs
    return inputs["variables"], inputs["sealedVariables"]


def test_the_job_is_one_service_that_starts_on_a_schedule_and_never_again_by_itself(made: Recording) -> None:
    service, instance = made.one(SERVICE, "dumps"), made.one(INSTANCE, "dumps-instance").inputs
    assert service.inputs == {"name": "dumps", "projectId": "project-1"}
    assert {name: value for name, value in instance.items() if "ariables" not in name and name != "serviceId"} == {
        "environmentId": "environment-1",
        "image": "python:3.14-alpine3.23",
        "startCommand": start_command(),
        "cronSchedule": "17 */6 * * *",
        "regions": {"us-east4-eqdc4a": {"numReplicas": 1}},
        "limits": {"vcpu": 1, "memoryGb": 1},
        "restartPolicyType": "NEVER",
    }


def test_the_command_installs_the_tools_and_becomes_the_program() -> None:
    shell, option, script = shlex.split(start_command())
    assert (shell, option) == ("/bin/sh", "-c")
    install, run = script.split(" && ")
    assert install.split()[:2] == ["apk", "add"]
    assert {"postgresql17-client", "age", "rclone"} <= set(install.split())
    assert run == 'exec python -c "$PROGRAM"'


def test_pg_dump_is_not_older_than_the_server_as_it_would_refuse() -> None:
    client = next(name for name in shlex.split(start_command())[2].split() if name.startswith("postgresql"))
    assert (
        int(client.removeprefix("postgresql").removesuffix("-client"))
        >= limit("backup", "supabase", "any", "postgres_major").value
    )


def test_the_program_travels_whole_and_fits_a_variable(made: Recording) -> None:
    told = made.one(INSTANCE).inputs["variables"]["PROGRAM"]
    assert told == PROGRAM.read_text(encoding="utf-8")
    # Linux passes a program no text above 128 KiB; what Railway takes is written down nowhere, so it stays far below.
    assert len(told.encode()) < 20_000
    # Railway would put the value of a variable in the place of such a reference.
    assert "${{" not in told


def test_the_program_is_told_what_to_take_and_where_to_put_it(made: Recording) -> None:
    plain = made.one(INSTANCE).inputs["variables"]
    assert plain["PARTS"] == "roles,schema,data,files"
    assert plain["RECIPIENT"] == KEY
    assert plain["STORAGE_URL"] == "https://ref.supabase.example"
    assert plain["MOST_S"] == "19440"
    assert json.loads(plain["BUCKETS"]) == [
        {"name": "sayar-example-near", "endpoint": f"https://{ACCOUNT}.r2.cloudflarestorage.com"},
        {"name": "sayar-example-far", "endpoint": f"https://{ACCOUNT}.eu.r2.cloudflarestorage.com"},
    ]
    assert json.loads(plain["FLAGS"]) == left_out()


def test_what_the_vendor_makes_is_left_out_but_users_and_the_list_of_files_are_dumped() -> None:
    flags = left_out()
    assert {"--exclude-schema=auth", "--exclude-schema=vault", "--exclude-schema=storage"} <= set(flags["schema"])
    assert not {"--exclude-schema=auth", "--exclude-schema=storage", "--exclude-schema=public"} & set(flags["data"])
    assert {"--exclude-schema=vault", "--exclude-table=auth.schema_migrations"} <= set(flags["data"])
    assert "--exclude-schema=public" not in flags["schema"]


def test_secrets_are_sealed_whatever_the_caller_made_of_them(made: Recording) -> None:
    inputs = made.one(INSTANCE).inputs
    token = made.one(TOKEN)
    sealed = inputs["sealedVariables"]
    assert sealed == {
        "DATABASE_URL": Secret(CANARIES["database"]),
        "STORAGE_KEY": Secret(CANARIES["storage"]),
        "S3_KEY_ID": sealed["S3_KEY_ID"],
        "S3_SECRET": Secret(DERIVED),
    }
    assert isinstance(sealed["S3_KEY_ID"], Secret)
    assert len(sealed["S3_KEY_ID"].value) == 32
    assert token.urn in made.one(INSTANCE).property_dependencies["sealedVariables"]
    for secret in (*CANARIES.values(), DERIVED):
        assert secret not in repr(inputs["variables"])
        assert secret not in repr(made.outputs)


def test_the_value_of_the_token_itself_is_told_to_nobody(made: Recording) -> None:
    assert all(CANARIES["token"] not in repr(row.inputs) for row in made)


def test_a_secret_that_no_part_needs_is_not_handed_out() -> None:
    plain, sealed = variables(spec(dumps__parts=["files"]))
    assert sealed.keys() == {"STORAGE_KEY", "S3_KEY_ID", "S3_SECRET"}
    plain, sealed = variables(spec(dumps__parts=["roles"]))
    assert sealed.keys() == {"DATABASE_URL", "S3_KEY_ID", "S3_SECRET"}
    assert "STORAGE_URL" not in plain


def test_a_preview_shows_the_job_before_there_is_a_token() -> None:
    previewed = backup(two(), preview=True).one(INSTANCE).inputs
    assert previewed["cronSchedule"] == "17 3 * * *"
    assert previewed["sealedVariables"]["S3_SECRET"] in (UNKNOWN, Secret(UNKNOWN))


def test_the_job_starts_where_its_buckets_are_there(made: Recording) -> None:
    assert {row.urn for row in made.of(R2)} <= set(made.one(INSTANCE).property_dependencies["variables"])


def test_the_job_has_fixed_addresses_where_the_database_lets_in_only_known_ones(made: Recording) -> None:
    assert made.of(EGRESS) == []
    told: list[str] = []
    fixed = backup(two(), fixed=True, egress=told)
    egress = fixed.one(EGRESS, "dumps-egress")
    assert (egress.inputs["environmentId"], egress.inputs["region"]) == ("environment-1", "us-east4-eqdc4a")
    assert egress.property_dependencies["serviceId"] == (fixed.one(SERVICE).urn,)
    assert egress.parent == fixed.one(JOB).urn
    assert told == ["203.0.113.7"]


def test_every_child_has_parent_and_explicit_provider(made: Recording) -> None:
    for row in (made.one(SERVICE), made.one(INSTANCE)):
        assert row.parent == made.one(JOB).urn
        assert "::railway::" in row.provider
        assert not row.protect


def test_a_job_that_runs_elsewhere_is_not_made() -> None:
    with pytest.raises(ValueError, match="not on eks"):
        backup(spec(dumps__runner="eks"))


def test_a_job_without_a_credential_for_its_buckets_is_not_made() -> None:
    with pytest.raises(ValueError, match="nothing opens its buckets"):
        backup(spec(), written=False)
