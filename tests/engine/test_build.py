"""The build of the engine: what decides that a build can be used again, and what is said where it cannot be made."""

import shutil
from pathlib import Path

import pytest

from tools.engine import build

_GO = "go1.26.8"


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sources, no build yet, and a PATH with nothing on it."""
    folder = tmp_path / "sources"
    for name in build.SOURCES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(build.HERE / name, folder / name)
    (tmp_path / "bin").mkdir()
    monkeypatch.setattr(build, "HERE", folder)
    monkeypatch.setattr(build, "BUILDS", tmp_path / "builds")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("SAYAR_ENGINE", raising=False)
    return folder


def _program(folder: Path, name: str, says: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{says}'\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def _built(builds: Path, key: str) -> Path:
    (builds / key).mkdir(parents=True)
    return _program(builds / key, "pulumi", "v3.259.0")


def _installed(bin_folder: Path, version: str) -> Path:
    _program(bin_folder, build.HOST, "")
    return _program(bin_folder, "pulumi", version)


@pytest.mark.parametrize("name", build.SOURCES)
def test_every_source_decides_over_the_build(sources: Path, name: str) -> None:
    before = build.key(_GO)
    assert build.key(_GO) == before
    (sources / name).write_text((sources / name).read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert build.key(_GO) != before


def test_another_go_makes_another_build(sources: Path) -> None:
    assert build.key(_GO) != build.key("go1.27.0")


def test_a_build_that_is_there_is_used_without_building(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(sources.parent / "bin", "go", _GO)
    pulumi = _built(build.BUILDS, build.key(_GO))
    monkeypatch.setattr(build, "build", lambda _: pytest.fail("must not build"))
    assert build.engine() == pulumi
    assert (build.BUILDS / "current").read_text(encoding="utf-8").strip() == build.key(_GO)


def test_an_installed_cli_is_taken_instead_of_building(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(sources.parent / "bin", "go", _GO)
    monkeypatch.setattr(build, "build", lambda _: pytest.fail("must not build"))
    build.BUILDS.mkdir()
    (build.BUILDS / "current").write_text("an older build\n", encoding="utf-8")
    installed = _installed(sources.parent / "bin", "v3.259.0")
    assert build.engine() == installed
    assert not (build.BUILDS / "current").exists(), "the older build would be found first"


def test_who_wants_the_build_gets_it_beside_an_installed_cli(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(sources.parent / "bin", "go", _GO)
    _installed(sources.parent / "bin", "v3.300.0")
    monkeypatch.setenv("SAYAR_ENGINE", "build")
    monkeypatch.setattr(build, "build", lambda key: _built(build.BUILDS, key))
    assert build.engine() == build.BUILDS / build.key(_GO) / "pulumi"


@pytest.mark.parametrize(
    ("version", "usable"), [("v3.258.9", False), ("v3.259.0", True), ("3.1000.0", True), ("v4.0.0", True), ("", False)]
)
def test_an_installed_cli_must_be_new_enough(
    sources: Path, capsys: pytest.CaptureFixture[str], version: str, usable: bool
) -> None:
    # 3.259 is the oldest engine that was seen to serve the SDK of the lock.
    installed = _installed(sources.parent / "bin", version)
    assert build.on_path() == (installed if usable else None)
    assert ("passed over" in capsys.readouterr().err) is not usable


def test_an_installed_cli_without_a_python_host_is_passed_over(
    sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _program(sources.parent / "bin", "pulumi", "v3.259.0")
    assert build.on_path() is None
    assert "pulumi-language-python" in capsys.readouterr().err


def test_without_go_and_cli_one_line_says_what_to_install(sources: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main() == 6
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "install Go" in said.err


def test_a_build_that_fails_leaves_nothing_that_looks_like_one(
    sources: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    go = _program(sources.parent / "bin", "go", _GO)
    go.write_text(f'#!/bin/sh\n[ "$1" = env ] && echo {_GO} && exit 0\nexit 1\n', encoding="utf-8")
    assert build.main() == 6
    assert "building the engine failed at `go mod download`" in capsys.readouterr().err
    assert list(build.BUILDS.iterdir()) == []


def test_the_quicker_of_two_builds_stays(tmp_path: Path) -> None:
    target, aside = _built(tmp_path, "key").parent, _built(tmp_path, "aside").parent
    build.put_in_place(aside, target)
    assert (target / "pulumi").exists()
    build.put_in_place(aside, tmp_path / "other")
    assert (tmp_path / "other" / "pulumi").exists()


def test_engine_and_sdk_are_pinned_to_the_same_release() -> None:
    lines = (build.HERE / "go.mod").read_text(encoding="utf-8").split("\n")
    pinned = {
        line.split()[0].rsplit("/", 2)[-2]: line.split()[1]
        for line in lines
        if "pulumi/pulumi/" in line and " v" in line
    }
    assert pinned["pkg"] == pinned["sdk"]
