"""The process itself: where its token comes from, what it refuses, and how it ends."""

import json
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.fakes.supabase.fake import SupabaseFake
from tests.providers.supabase.conftest import LAUNCHER, PASSWORD, PROJECT, TIMINGS
from tests.support.plugin import FailedError, HalfMadeError, Plugin, Secret

SANDBOX = LAUNCHER.parents[2] / "sayar" / "engine" / "sandbox" / "schemas" / "supabase.json"
KINDS = (
    "Addon", "ApiKeys", "BackupSchedule", "CustomHostname", "Disk", "NetworkRestrictions", "PoolerConfig",
    "PostgresConfig", "Project", "ReadReplica", "SslEnforcement",
)  # fmt: skip


@pytest.fixture
def fake() -> Iterator[SupabaseFake]:
    with SupabaseFake() as fake:
        yield fake
        assert fake.breaches == []


def _project(fake: SupabaseFake) -> dict[str, object]:
    return {
        "name": "sayar",
        "organizationSlug": fake.organization,
        "region": "us-east-1",
        "databasePassword": Secret(PASSWORD),
    }


def _plugin(fake: SupabaseFake, **more: object) -> Plugin:
    timings = json.dumps({**TIMINGS, **more})
    return Plugin(
        LAUNCHER,
        {"SUPABASE_ACCESS_TOKEN": fake.token, "SUPABASE_API_URL": fake.url, "SAYAR_PROVIDER_TIMINGS": timings},
    )


def test_token_and_address_come_from_the_environment(fake: SupabaseFake) -> None:
    with _plugin(fake) as plugin:
        plugin.configure()
        plugin.create(PROJECT, "project", _project(fake))
        assert plugin.stderr == ""
    assert len(fake.world.projects) == 1
    assert {each.headers["User-Agent"] for each in fake.seen} == {"sayar-infra-supabase/0.1.0"}


def test_without_a_token_a_preview_works_and_a_call_says_what_is_missing(plugin: Plugin, fake: SupabaseFake) -> None:
    plugin.configure(endpoint=fake.url)
    assert plugin.check(PROJECT, _project(fake)) == {}
    plugin.create(PROJECT, "project", _project(fake), preview=True)
    with pytest.raises(FailedError, match=r"there is no token; set SUPABASE_ACCESS_TOKEN"):
        plugin.create(PROJECT, "project", _project(fake))
    assert fake.seen == []


def test_a_token_is_sent_nowhere_in_the_open(plugin: Plugin) -> None:
    assert set(plugin.check_config(endpoint="http://example.com", accesToken="x")) == {"endpoint", "accesToken"}
    assert plugin.check_config(endpoint="https://example.com", accessToken=Secret("x")) == {}


def test_an_address_that_nobody_answers_at_is_told(plugin: Plugin, fake: SupabaseFake) -> None:
    plugin.configure(accessToken=Secret(fake.token), endpoint="http://127.0.0.1:9")
    with pytest.raises(FailedError, match=r"no connection .ConnectError.; check the network and try again"):
        plugin.create(PROJECT, "project", _project(fake))


def test_a_stop_ends_the_waiting_and_loses_nothing(fake: SupabaseFake) -> None:
    fake.boot_reads = 10_000
    with _plugin(fake, ready_s=60, poll_s=0.2) as plugin, ThreadPoolExecutor() as pool:
        plugin.configure()
        making = pool.submit(plugin.create, PROJECT, "project", _project(fake))
        while len(fake.asked("GET /v1/projects/{ref}")) < 2:
            pass
        plugin.cancel()
        with pytest.raises(HalfMadeError, match=r"stopped while waiting for project") as raised:
            making.result(timeout=5)
        assert [raised.value.state.id] == list(fake.world.projects)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_process(fake: SupabaseFake, number: int) -> None:
    with _plugin(fake) as plugin:
        plugin.process.send_signal(number)
        assert plugin.process.wait(5) == 0


def test_timings_that_cannot_be_read_are_told_in_one_line() -> None:
    done = subprocess.run(
        [LAUNCHER], env={"PATH": "/usr/bin:/bin", "SAYAR_PROVIDER_TIMINGS": '{"poll_s": 0}'}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("provider: SAYAR_PROVIDER_TIMINGS: poll_s: ")


def test_the_schema_is_the_one_that_the_sandbox_plays(plugin: Plugin) -> None:
    """The same inputs and outputs under the same names, and the same of them required, secret and replacing."""
    played = json.loads(SANDBOX.read_text(encoding="utf-8"))["resources"]
    for token, row in json.loads(plugin.schema())["resources"].items():
        inputs = {name: each if isinstance(each, dict) else {} for name, each in played[token]["inputs"].items()}
        outputs = {name: each if isinstance(each, dict) else {} for name, each in played[token]["outputs"].items()}
        assert set(row["inputProperties"]) == set(inputs), token
        assert set(row["properties"]) == {*inputs, *outputs}, token
        assert set(row["requiredInputs"]) == {name for name, each in inputs.items() if each.get("required")}, token
        for wire, mark in (("secret", "secret"), ("willReplaceOnChanges", "replace")):
            said = {name for name, each in row["properties"].items() if each.get(wire)}
            assert said == {name for name, each in {**inputs, **outputs}.items() if each.get(mark)}, (token, mark)


def test_the_schema_has_every_kind_and_marks_what_is_secret(plugin: Plugin) -> None:
    schema = json.loads(plugin.schema())
    assert tuple(schema["resources"]) == tuple(f"supabase:index:{kind}" for kind in KINDS)
    properties = schema["resources"]["supabase:index:Project"]["properties"]
    assert properties["databasePassword"]["secret"] is True
    assert properties["region"]["willReplaceOnChanges"] is True
    assert schema["resources"]["supabase:index:ApiKeys"]["properties"]["secretKey"]["secret"] is True
