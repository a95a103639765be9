"""The program of the dump job, run as the service runs it, with stand-ins for the vendors' tools on its PATH."""

import hashlib
import json
import re
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.jobs.world import KEY, PASSWORD, SECRETS, Storage, World, alive, serving, world

PARTS = ("roles", "schema", "data", "files")
WHOLE = {*(f"{part}.age" for part in PARTS), "manifest.json"}


@pytest.fixture(scope="module")
def storage() -> Iterator[Storage]:
    with serving(Storage({"photos": {"a.jpg": b"A" * 1000}})) as made:
        yield made


@pytest.fixture
def job(tmp_path: Path, storage: Storage) -> World:
    return world(tmp_path, storage.url)


def test_every_bucket_gets_every_part_and_then_the_manifest(job: World) -> None:
    assert job.run() == (0, [])
    for bucket in ("near", "far"):
        objects, manifest = job.objects(bucket), job.manifest(bucket)
        assert objects.keys() == WHOLE
        assert manifest["parts"] == {
            part: {
                "object": f"{part}.age",
                "bytes": len(objects[f"{part}.age"]),
                "sha256": hashlib.sha256(objects[f"{part}.age"]).hexdigest(),
            }
            for part in PARTS
        }
        assert (manifest["server_version"], manifest["recipient"], manifest["files"]) == ("17.6", KEY, 1)
    puts = [row["arguments"][-1] for row in job.calls("rclone") if row["arguments"][0] == "rcat"]
    assert [put.endswith("manifest.json") for put in puts] == [False] * 8 + [True] * 2


def test_names_sort_by_time_and_say_which_dump_a_manifest_is_of(job: World) -> None:
    job.run()
    (folder,) = {path.parent.relative_to(job.home / "buckets" / "near") for path in job.home.glob("buckets/near/*/*/*")}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d/\d{6}Z", str(folder))
    assert job.manifest("near")["dump"] == str(folder)


def test_a_part_leaves_the_job_encrypted_and_whole(job: World) -> None:
    job.run()
    assert job.plain("far", "roles").startswith(b"plain pg_dumpall --roles-only --no-role-passwords")
    data = job.plain("far", "data")
    assert data.startswith(b"plain pg_dump --format=custom")
    assert data.endswith(b"x" * 3_000_000)
    for path in job.home.rglob("*"):
        if path.is_file() and path.parent.name != "bin":
            assert b"plain pg_" not in path.read_bytes(), path


def test_schema_and_data_are_of_one_moment_which_a_session_keeps(job: World) -> None:
    job.run()
    commands = [row["arguments"] for row in job.calls("pg_dump")]
    assert all("--snapshot=00000003-0000001B-1" in command for command in commands)
    assert [command[-2:] for command in commands] == [
        ["--schema-only", "--exclude-schema=auth"],
        ["--data-only", "--exclude-table=auth.schema_migrations"],
    ]
    lines = [json.loads(line) for line in (job.home / "calls.jsonl").read_text().splitlines()]
    closed = next(index for index, row in enumerate(lines) if row.get("closed"))
    assert closed > max(index for index, row in enumerate(lines) if row["tool"] == "pg_dump")


@pytest.mark.parametrize(("bad", "good"), [("far", "near"), ("near", "far")])
def test_a_bucket_that_fails_takes_nothing_from_the_other(job: World, bad: str, good: str) -> None:
    job.faults = {f"rclone :{bad}/": "no route to it"}
    code, lines = job.run()
    assert (code, lines) == (1, [f"{bad}: rclone ended with 1: rclone: error: no route to it"])
    assert job.objects(good).keys() == WHOLE
    assert job.objects(bad) == {}


def test_an_upload_that_breaks_leaves_a_dump_without_a_manifest_there_and_a_whole_one_elsewhere(job: World) -> None:
    job.faults = broken_upload("far", "data")
    code, lines = job.run()
    assert (code, lines) == (1, ["far: data: rclone ended with 1: rclone: error: connection reset"])
    assert job.objects("near").keys() == WHOLE
    assert job.objects("far").keys() == WHOLE - {"data.age", "manifest.json"}


def broken_upload(bucket: str, part: str) -> dict[str, str]:
    """A fault of one upload; the key has the time in it, so every second that may come is named."""
    now = datetime.now(UTC)
    keys = [f"{now + timedelta(seconds=count):%Y-%m-%d/%H%M%SZ}" for count in range(30)]
    return {f"rclone {bucket}/{key}/{part}.age": "connection reset" for key in keys}


def test_a_dump_that_breaks_arrives_nowhere_and_the_other_parts_do(job: World) -> None:
    job.faults = {"pg_dump --data-only": "server closed the connection unexpectedly"}
    code, lines = job.run()
    assert code == 1
    assert lines == ["data: pg_dump ended with 1: pg_dump: error: server closed the connection unexpectedly"]
    for bucket in ("near", "far"):
        assert job.objects(bucket).keys() == {"roles.age", "schema.age", "files.age"}


def test_what_age_refuses_is_told_as_age_says_it_and_nothing_arrives(job: World) -> None:
    job.faults = {"age": "malformed recipient"}
    code, lines = job.run()
    assert code == 1
    assert lines == [f"{part}: age ended with 1: age: error: malformed recipient" for part in PARTS]
    assert job.objects("near") == job.objects("far") == {}


def test_a_database_that_does_not_answer_is_one_line_and_files_are_still_taken(job: World) -> None:
    job.faults = {"psql": "connection refused"}
    assert job.run() == (1, ["psql ended with 1: psql: error: connection refused"])
    assert job.objects("near").keys() == {"files.age"}


def test_a_tool_that_is_not_installed_is_named(job: World) -> None:
    (job.home / "bin" / "age").unlink()
    code, lines = job.run()
    assert code == 1
    assert lines == ["age cannot be started: No such file or directory"] * 4


def test_when_nothing_can_be_uploaded_the_run_ends_and_says_why(job: World) -> None:
    job.faults = {**broken_upload("near", "data"), **broken_upload("far", "data")}
    code, lines = job.run()
    assert code == 1
    assert sorted(lines) == [
        f"{bucket}: data: rclone ended with 1: rclone: error: connection reset" for bucket in ("far", "near")
    ]
    assert "manifest.json" not in {*job.objects("near"), *job.objects("far")}


def test_an_object_that_is_shorter_than_what_was_sent_gets_no_manifest(job: World) -> None:
    job.faults = dict.fromkeys(broken_upload("far", "schema"), "short")
    code, lines = job.run()
    assert code == 1
    assert re.fullmatch(r"far: schema\.age has (\d+) of (\d+) bytes", lines[0])
    assert "manifest.json" in job.objects("near")
    assert "manifest.json" not in job.objects("far")


def test_nothing_is_overwritten(job: World) -> None:
    now = datetime.now(UTC)
    for count in range(30):
        folder = job.home / "buckets" / "near" / f"{now + timedelta(seconds=count):%Y-%m-%d/%H%M%SZ}"
        folder.mkdir(parents=True)
        (folder / "old.age").write_bytes(b"earlier")
    assert job.run() == (1, ["near: a dump of this second is there already"])
    assert job.objects("near") == {"old.age": b"earlier"}
    assert job.objects("far").keys() == WHOLE


def test_a_run_that_fails_leaves_earlier_dumps_alone(job: World) -> None:
    job.run()
    before = {path: path.read_bytes() for path in job.home.glob("buckets/*/*/*/*")}
    time.sleep(1)
    job.faults = {"pg_dump": "disk on fire", "pg_dumpall": "disk on fire"}
    assert job.run()[0] == 1
    assert {path: path.read_bytes() for path in before} == before


def test_each_tool_is_told_its_own_secrets_and_none_stands_in_a_command(job: World) -> None:
    job.run()
    own = {
        "psql": {PASSWORD},
        "pg_dump": {PASSWORD},
        "pg_dumpall": {PASSWORD},
        "age": set(),
        "rclone": {SECRETS["S3_KEY_ID"], SECRETS["S3_SECRET"]},
    }
    for tool, secrets in own.items():
        for row in job.calls(tool):
            told = set(row["variables"].values())
            assert told & {PASSWORD, *SECRETS.values()} == secrets, tool
            assert not [value for value in (PASSWORD, *SECRETS.values()) if value in " ".join(row["arguments"])]


def test_the_address_of_the_database_is_taken_apart_and_tls_is_asked_for(job: World) -> None:
    job.run()
    told = job.calls("pg_dump")[0]["variables"]
    assert {name: value for name, value in told.items() if name.startswith("PG")} == {
        "PGHOST": "pooler.example",
        "PGPORT": "5432",
        "PGUSER": "postgres.ref",
        "PGPASSWORD": PASSWORD,
        "PGDATABASE": "postgres",
        "PGSSLMODE": "require",
    }
    assert "--database=postgres" in job.calls("pg_dumpall")[0]["arguments"]


def test_another_mode_of_tls_is_taken_from_the_address(job: World) -> None:
    job.given["DATABASE_URL"] += "?sslmode=verify-full"
    job.run()
    assert job.calls("psql")[0]["variables"]["PGSSLMODE"] == "verify-full"


def test_a_secret_that_a_tool_prints_is_not_printed_again(job: World) -> None:
    """`World.run` looks for all of them in everything that is said."""
    words = (PASSWORD, "p%40ss%2Fw%3Ard-canary", *SECRETS.values())
    job.faults = {"pg_dumpall": f"cannot log in with {' '.join(words)} here"}
    code, lines = job.run()
    said = f"cannot log in with {' '.join(['***'] * len(words))} here"
    assert (code, lines) == (1, [f"roles: pg_dumpall ended with 1: pg_dumpall: error: {said}"])


def test_only_the_parts_that_are_wanted_are_taken(job: World) -> None:
    job.given["PARTS"] = "schema"
    del job.given["STORAGE_KEY"], job.given["STORAGE_URL"]
    assert job.run() == (0, [])
    assert job.objects("near").keys() == {"schema.age", "manifest.json"}
    assert job.calls("pg_dumpall") == []


def test_files_alone_need_no_database(job: World) -> None:
    job.given["PARTS"] = "files"
    del job.given["DATABASE_URL"]
    assert job.run() == (0, [])
    assert job.objects("far").keys() == {"files.age", "manifest.json"}


@pytest.mark.parametrize("name", ["PARTS", "BUCKETS", "S3_SECRET", "S3_KEY_ID", "MOST_S"])
def test_a_variable_that_is_missing_is_named_before_anything_starts(job: World, name: str) -> None:
    del job.given[name]
    assert job.run() == (1, [f"the variable {name} is missing"])
    assert not (job.home / "calls.jsonl").exists()


def test_what_nobody_thought_of_is_one_line_without_the_text_that_could_hold_a_secret(job: World) -> None:
    job.given["BUCKETS"] = '["' + SECRETS["S3_SECRET"]
    assert job.run() == (1, ["unexpected JSONDecodeError"])


def test_a_run_that_takes_too_long_ends_with_all_that_it_started(job: World) -> None:
    job.faults, job.given["MOST_S"] = {"pg_dump --data-only": "sleep"}, "2"
    assert job.run() == (1, ["it took too long"])
    assert_all_ended(job)


def test_a_run_that_is_stopped_from_outside_says_so(job: World) -> None:
    job.faults = {"pg_dump --data-only": "sleep"}
    child = job.start()
    until = time.monotonic() + 30
    while time.monotonic() < until and not _sleeping(job):
        time.sleep(0.05)
    child.send_signal(signal.SIGTERM)
    _, said = child.communicate(timeout=30)
    assert (child.returncode, said.strip().endswith("it was stopped from outside")) == (1, True)
    assert_all_ended(job)


def _sleeping(job: World) -> bool:
    return (job.home / "calls.jsonl").exists() and any(
        "--data-only" in row["arguments"] for row in job.calls("pg_dump")
    )


def assert_all_ended(job: World) -> None:
    """No child outlives the run, and nothing of the part that was under way arrived."""
    time.sleep(0.2)
    assert not [
        row["pid"] for tool in ("psql", "pg_dump", "age", "rclone") for row in job.calls(tool) if alive(row["pid"])
    ]
    assert "data.age" not in job.objects("near")
    assert "manifest.json" not in job.objects("near")
