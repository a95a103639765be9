"""The temporary project: what it takes from the real one, and what it keeps out."""

import subprocess
from pathlib import Path

import pytest
import yaml

from sayar.engine import binary
from sayar.engine.sandbox.faults import Fault, parsed
from sayar.engine.sandbox.project import PACKAGES, EngineFailedError, SandboxProject

_CANARY = "canary-7f3a9c"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    declared = {
        "name": "sayar",
        "runtime": {"name": "python", "options": {"virtualenv": ".venv"}},
        "config": {"sayar:tier": {"type": "string"}},
        "plugins": {"providers": [{"name": "cloudflare", "path": "/real"}]},
    }
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump(declared), encoding="utf-8")
    (folder / "Pulumi.growth.yaml").write_text("config: {}  # why\n", encoding="utf-8")
    return folder


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An engine that says what it was given and fails when told to."""
    path = tmp_path / "engine" / "pulumi"
    path.parent.mkdir()
    path.write_text('#!/bin/sh\necho "$@"; env; pwd\n[ "$1" != fail ] || exit 255\n', encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setattr(binary, "find_pulumi", lambda: path)
    return path


def test_the_program_runs_where_it_is_with_its_own_environment(tmp_path: Path, source: Path) -> None:
    (source / ".venv").mkdir()
    project = SandboxProject(tmp_path / "p", source)
    written = yaml.safe_load((project.folder / "Pulumi.yaml").read_text(encoding="utf-8"))
    assert written["name"] == "sayar"
    assert written["main"] == str(source)
    assert written["runtime"]["options"]["virtualenv"] == str(source / ".venv")
    assert written["config"] == {"sayar:tier": {"type": "string"}}


def test_another_program_can_be_named(tmp_path: Path, source: Path) -> None:
    project = SandboxProject(tmp_path / "p", source, program=tmp_path)
    assert yaml.safe_load((project.folder / "Pulumi.yaml").read_text(encoding="utf-8"))["main"] == str(tmp_path)


def test_every_package_has_a_launcher_and_no_plugin_of_the_real_project_is_taken_over(
    tmp_path: Path, source: Path
) -> None:
    project = SandboxProject(tmp_path / "p", source)
    text = (project.folder / "Pulumi.yaml").read_text(encoding="utf-8")
    assert "/real" not in text
    named = {each["name"]: Path(each["path"]) for each in yaml.safe_load(text)["plugins"]["providers"]}
    assert set(named) == set(PACKAGES)
    for package, folder in named.items():
        launcher = folder / f"pulumi-resource-{package}"
        assert launcher.stat().st_mode & 0o100
        text = launcher.read_text(encoding="utf-8")
        assert f"sayar.engine.sandbox.main {package} " in text
        assert f"PYTHONPATH={Path(__file__).parents[3]} " in text, (
            "the code that wrote the launcher is the code it runs"
        )


def test_stack_files_are_copied_byte_by_byte(tmp_path: Path, source: Path) -> None:
    project = SandboxProject(tmp_path / "p", source)
    assert (project.folder / "Pulumi.growth.yaml").read_bytes() == (source / "Pulumi.growth.yaml").read_bytes()


def test_a_folder_with_a_blank_in_its_name_works_since_paths_are_quoted(tmp_path: Path, source: Path) -> None:
    project = SandboxProject(tmp_path / "a b", source)
    launcher = project.folder / "launchers" / "random" / "pulumi-resource-random"
    done = subprocess.run([str(launcher)], env={}, capture_output=True, text=True, check=False)
    assert done.stderr.startswith("sandbox: SAYAR_SANDBOX_WORLD is not set")


def test_the_environment_is_an_allow_list_and_home_is_in_the_project(
    tmp_path: Path, source: Path, engine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CLOUDFLARE_API_TOKEN", "PULUMI_ACCESS_TOKEN", "HTTPS_PROXY", "PYTHONPATH"):
        monkeypatch.setenv(name, _CANARY)
    project = SandboxProject(tmp_path / "p", source, options=frozenset({"unknown_on_update"}))
    said = project.pulumi("preview", "-s", "prod").stdout
    assert said.splitlines()[0] == "preview -s prod"
    assert _CANARY not in said
    assert project.environment["HOME"] == str(tmp_path / "p" / "home")
    assert project.environment["PATH"].split(":")[0] == str(engine.parent)
    assert project.environment["PULUMI_BACKEND_URL"] == f"file://{tmp_path}/p/state"
    assert project.environment["SAYAR_SANDBOX_OPTIONS"] == "unknown_on_update"
    for switch in ("DISABLE_AUTOMATIC_PLUGIN_ACQUISITION", "IGNORE_AMBIENT_PLUGINS", "SKIP_UPDATE_CHECK"):
        assert project.environment[f"PULUMI_{switch}"] == "true"


def test_a_failure_of_the_engine_says_what_was_run_and_what_it_said(tmp_path: Path, source: Path, engine: Path) -> None:
    project = SandboxProject(tmp_path / "p", source)
    with pytest.raises(EngineFailedError, match=r"pulumi fail now ended with 255:\nfail now\n") as caught:
        project.pulumi("fail", "now")
    assert caught.value.returncode == 255
    assert project.pulumi("fail", check=False).returncode == 255


def test_injected_faults_are_the_only_ones(tmp_path: Path, source: Path) -> None:
    project = SandboxProject(tmp_path / "p", source)
    project.inject([Fault("create", "a")])
    project.inject([Fault("delete", "b")])
    assert parsed((project.folder / "faults.json").read_text(encoding="utf-8")) == (Fault("delete", "b"),)


def test_the_world_starts_empty(tmp_path: Path, source: Path) -> None:
    assert SandboxProject(tmp_path / "p", source).world().things() == ()
