"""The process itself: what it serves, how it ends, and that no secret and no traceback gets out of it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Final

import pytest

from providers.kit.redact import redacted
from providers.kit.server import told
from tests.fakes.faults import Fault
from tests.fakes.railway.fake import RailwayFake
from tests.support.plugin import FailedError, Plugin, Secret

ROOT: Final = Path(__file__).resolve().parents[3]
LAUNCHERS: Final = {
    name: ROOT / "providers" / name / f"pulumi-resource-{name}" for name in ("guard", "railway", "supabase")
}
VENDORS: Final = ("railway", "supabase")
"""Those that speak to somebody, with a token, an address and patience."""

each_provider = pytest.mark.parametrize("name", LAUNCHERS)
each_vendor = pytest.mark.parametrize("name", VENDORS)


@each_provider
def test_the_served_schema_is_the_package_with_a_version_and_every_resource(name: str) -> None:
    with Plugin(LAUNCHERS[name], {}) as plugin:
        schema = json.loads(plugin.schema())
    assert (schema["name"], schema["version"]) == (name, "0.1.0")
    for token, resource in schema["resources"].items():
        assert token.startswith(f"{name}:index:")
        assert set(resource["requiredInputs"]) <= set(resource["inputProperties"]) <= set(resource["properties"])
        assert all("description" in row for row in resource["inputProperties"].values()), token


@each_provider
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_quietly(name: str, number: signal.Signals) -> None:
    with Plugin(LAUNCHERS[name], {}) as plugin:
        plugin.process.send_signal(number)
        assert plugin.process.wait(10) == 0
        assert plugin.stderr == ""


@each_provider
def test_it_does_not_outlive_an_engine_that_was_killed(name: str) -> None:
    # A shell stands for the engine: it starts the provider and is killed without a word to it.
    engine = subprocess.Popen(
        ["/bin/sh", "-c", f"'{LAUNCHERS[name]}' & echo $!; wait"], stdout=subprocess.PIPE, text=True
    )
    assert engine.stdout is not None
    provider = int(engine.stdout.readline())
    assert engine.stdout.readline().strip().isdecimal(), "it serves"
    engine.kill()
    engine.wait()
    engine.stdout.close()
    end = time.monotonic() + 15
    while _runs(provider) and time.monotonic() < end:
        time.sleep(0.1)
    assert not _runs(provider)


def _runs(process: int) -> bool:
    """Whether it does anything still: one that has ended may wait for a parent to take note of it."""
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@each_provider
def test_the_launcher_finds_its_project_from_anywhere_and_through_a_link(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / f"pulumi-resource-{name}"
    link.symlink_to(LAUNCHERS[name])
    monkeypatch.chdir(tmp_path)
    with Plugin(link, {}) as plugin:
        assert name in plugin.schema()


@each_provider
def test_without_its_environment_the_launcher_says_what_to_run(name: str, tmp_path: Path) -> None:
    copy = tmp_path / "providers" / name / LAUNCHERS[name].name
    copy.parent.mkdir(parents=True)
    shutil.copy(LAUNCHERS[name], copy)
    ran = subprocess.run([copy, "127.0.0.1:1"], capture_output=True, text=True, timeout=30)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert "run 'make setup'" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


@each_vendor
def test_timings_that_cannot_be_read_end_it_with_one_line(name: str) -> None:
    ran = subprocess.run(
        [LAUNCHERS[name], "127.0.0.1:1"],
        env={**os.environ, "SAYAR_PROVIDER_TIMINGS": "fast"},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert ran.returncode == 2
    assert ran.stderr.startswith("provider: SAYAR_PROVIDER_TIMINGS: ")
    assert len(ran.stderr.splitlines()) == 1


@each_vendor
def test_an_address_that_would_show_the_token_is_refused(name: str) -> None:
    with Plugin(LAUNCHERS[name], {}) as plugin:
        assert set(plugin.check_config(endpoint="http://api.example")) == {"endpoint"}
        assert set(plugin.check_config(tokn="x")) == {"tokn"}
        assert plugin.check_config(endpoint="https://api.example") == {}


@each_provider
def test_a_type_that_it_does_not_have_is_refused(name: str) -> None:
    with Plugin(LAUNCHERS[name], {}) as plugin:
        plugin.configure()
        faults = plugin.check(f"{name}:index:Bucket", {})
        assert list(faults.values()) == [f"the provider has no resource {name}:index:Bucket"]


def test_the_engine_that_cancels_ends_what_is_waited_for() -> None:
    timings = {"SAYAR_PROVIDER_TIMINGS": json.dumps({"tries": 999, "longest_wait_s": 1})}
    with RailwayFake() as fake, Plugin(LAUNCHERS["railway"], timings) as plugin:
        plugin.configure(token=Secret(fake.token), endpoint=fake.endpoint)
        fake.faults.add(Fault("projects", "500", times=9999))
        begun = time.monotonic()
        threading.Timer(1, plugin.cancel).start()
        with pytest.raises(FailedError, match="projects at Railway"):
            plugin.create("railway:index:Project", "p", {"name": "n", "workspaceId": fake.workspace_id})
        # Unstopped it would go on for the three minutes that all tries of a call may take.
        assert time.monotonic() - begun < 30


def test_an_unforeseen_fault_is_told_by_its_kind_only_as_its_words_may_hold_anything() -> None:
    text = told(ZeroDivisionError("canary"))
    assert "ZeroDivisionError" in text
    assert "please report it" in text
    assert "canary" not in text


@pytest.mark.parametrize(
    ("text", "hidden", "shown"),
    [
        ("the value hunter2 is bad", ["hunter2"], "the value [secret] is bad"),
        ("abcd and abcdef", ["abcd", "abcdef"], "[secret] and [secret]"),
        ("a cat", ["a"], "a cat"),
    ],
)
def test_a_secret_in_a_message_is_hidden_whole(text: str, hidden: list[str], shown: str) -> None:
    assert redacted(text, hidden) == shown
