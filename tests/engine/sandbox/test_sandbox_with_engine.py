"""The sandbox under the real engine: what a program does to the stand-in vendors, and that nothing else is reached."""

import json
import os
from pathlib import Path

import pytest
import yaml

from sayar.engine.sandbox.faults import Fault
from sayar.engine.sandbox.project import EngineFailedError, SandboxProject
from sayar.engine.sandbox.world import Entry

pytestmark = pytest.mark.engine

_PROGRAM = Path(__file__).parent / "programs" / "small"
_CANARY = "canary-7f3a9c"
_STACK = "test"
_PASSWORD = "random:index/randomPassword:RandomPassword"
_RECORD = "cloudflare:index/dnsRecord:DnsRecord"


@pytest.fixture
def project(tmp_path: Path) -> SandboxProject:
    made = SandboxProject(tmp_path, _PROGRAM)
    made.pulumi("stack", "init", _STACK)
    return made


def _configure(project: SandboxProject, **values: str) -> None:
    """Set config of the stack, without the time that one run of the engine per key would take."""
    path = project.folder / f"Pulumi.{_STACK}.yaml"
    document = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    config = {f"sayar:{name}": value for name, value in values.items()}
    path.write_text(yaml.safe_dump({**document, "config": config}), encoding="utf-8")


def _acts(entries: list[Entry], token: str) -> list[str]:
    return [entry.act for entry in entries if entry.type == token]


def test_the_whole_life_of_a_stack(project: SandboxProject) -> None:
    world = project.world()
    project.pulumi("preview")
    assert world.things() == (), "a preview makes nothing"

    project.pulumi("up", "--yes", "--skip-preview")
    assert len(world.things()) == 4
    project.pulumi("preview", "--expect-no-changes")

    (record,) = world.things(_RECORD)
    world.drift(_RECORD, record.id, {"comment": "by hand"})
    project.pulumi("refresh", "--yes", "--skip-preview")
    with pytest.raises(EngineFailedError, match="no changes were expected"):
        project.pulumi("preview", "--expect-no-changes")

    before = len(world.contents().journal)
    _configure(project, comment="first", keeper="second", kind="CNAME")
    project.pulumi("up", "--yes", "--skip-preview")
    journal = world.contents().journal[before:]
    assert _acts(journal, _PASSWORD) == ["create", "delete"], "the engine's own order is create first"
    assert _acts(journal, _RECORD) == ["delete", "create"], "only one alias may have the name"
    (renewed,) = world.things(_RECORD)
    assert renewed.id != record.id
    assert renewed.properties["comment"] == "first", "what was changed by hand is put right"

    project.pulumi("destroy", "--yes", "--skip-preview")
    assert world.things() == ()


def test_a_failed_create_is_made_up_for_by_the_next_run(project: SandboxProject) -> None:
    project.inject([Fault("create", _RECORD, message="the vendor is out of order")])
    with pytest.raises(EngineFailedError, match="the vendor is out of order"):
        project.pulumi("up", "--yes", "--skip-preview")
    assert project.world().things(_RECORD) == ()
    project.pulumi("up", "--yes", "--skip-preview")
    assert len(project.world().things()) == 4


def test_a_wrong_input_stops_the_preview_with_resource_property_and_reason(project: SandboxProject) -> None:
    _configure(project, kind="CNAMES")
    with pytest.raises(EngineFailedError, match=r"must be one of [^\n]*CNAME"):
        project.pulumi("preview")


def test_nothing_real_is_reached_and_no_token_of_the_caller_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes, called = tmp_path / "fakes", tmp_path / "called"
    fakes.mkdir()
    for package in ("cloudflare", "random"):
        fake = fakes / f"pulumi-resource-{package}"
        fake.write_text(f"#!/bin/sh\necho {package} >> {called}\nexit 1\n", encoding="utf-8")
        fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fakes}{os.pathsep}{os.environ['PATH']}")
    for name in ("CLOUDFLARE_API_TOKEN", "VERCEL_API_TOKEN", "AWS_SECRET_ACCESS_KEY", "PULUMI_ACCESS_TOKEN"):
        monkeypatch.setenv(name, _CANARY)

    project = SandboxProject(tmp_path / "project", _PROGRAM)
    # The fakes come first on the engine's own PATH too: only the project's launchers may be started.
    path = {"PATH": f"{fakes}{os.pathsep}{project.environment['PATH']}"}
    ran = [
        project.pulumi("stack", "init", _STACK, extra=path),
        project.pulumi("up", "--yes", "--skip-preview", "--show-config", extra=path),
        project.pulumi("stack", "export", extra=path),
    ]
    assert not called.exists()
    assert len(project.world().things()) == 4
    assert all(_CANARY not in each.stdout + each.stderr for each in ran)
    written = [file for file in project.folder.rglob("*") if file.is_file()]
    assert written
    assert not [file for file in written if _CANARY.encode() in file.read_bytes()]
    made = next(thing for thing in project.world().things(_PASSWORD)).properties["result"]
    assert made not in "".join(each.stdout for each in ran), "a generated secret is encrypted in the state"
    resources = json.loads(ran[-1].stdout)["deployment"]["resources"]
    assert "ciphertext" in next(each for each in resources if each["type"] == _PASSWORD)["outputs"]["result"]
