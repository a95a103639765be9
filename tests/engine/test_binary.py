"""Which engine is used, and what is said when there is none."""

from pathlib import Path

import pytest

from sayar.engine import binary
from sayar.engine.errors import EngineMissingError


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on PATH and no build."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "builds").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv(binary.CHOICE, raising=False)
    monkeypatch.setattr(binary, "BUILDS", tmp_path / "builds")
    return tmp_path


def _program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def _build(machine: Path, key: str = "abc-go1") -> Path:
    (machine / "builds" / "current").write_text(f"{key}\n", encoding="utf-8")
    return _program(machine / "builds" / key / "pulumi")


def test_without_any_engine_one_line_says_how_to_get_one(machine: Path) -> None:
    with pytest.raises(EngineMissingError, match="make engine") as raised:
        binary.find_pulumi()
    assert "\n" not in str(raised.value)


def test_our_own_build_comes_before_the_one_on_path(machine: Path) -> None:
    on_path = _program(machine / "bin" / "pulumi")
    assert binary.find_pulumi() == on_path
    assert _build(machine) == binary.find_pulumi()


@pytest.mark.parametrize("broken", ["gone", "not executable", "empty pointer"])
def test_a_pointer_to_no_build_counts_as_no_build(machine: Path, broken: str) -> None:
    pulumi = _build(machine)
    if broken == "gone":
        pulumi.unlink()
    elif broken == "not executable":
        pulumi.chmod(0o644)
    else:
        (machine / "builds" / "current").write_text("\n", encoding="utf-8")
    with pytest.raises(EngineMissingError):
        binary.find_pulumi()
    on_path = _program(machine / "bin" / "pulumi")
    assert binary.find_pulumi() == on_path


def test_who_wants_the_build_does_not_get_the_one_on_path(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(machine / "bin" / "pulumi")
    monkeypatch.setenv(binary.CHOICE, "build")
    with pytest.raises(EngineMissingError):
        binary.find_pulumi()
    assert _build(machine) == binary.find_pulumi()


def test_a_path_that_is_given_wins_and_must_be_a_program(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _build(machine)
    other = _program(machine / "other" / "pulumi")
    monkeypatch.setenv(binary.CHOICE, str(other))
    assert binary.find_pulumi() == other
    other.unlink()
    with pytest.raises(EngineMissingError, match="SAYAR_ENGINE"):
        binary.find_pulumi()


def test_the_program_prints_the_path_or_ends_with_six(machine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert binary.main() == 6  # the contract's exit code for "pulumi is missing"
    said = capsys.readouterr()
    assert said.out == ""
    assert "no pulumi found" in said.err
    pulumi = _build(machine)
    assert binary.main() == 0
    assert capsys.readouterr().out == f"{pulumi}\n"
