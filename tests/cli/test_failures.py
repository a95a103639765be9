"""Whatever goes wrong, a person reads lines and a program reads an exit code; nobody reads a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from infra.config.errors import ConfigError, ConfigProblem
from sayar.cli import main
from sayar.cli.failures import RefusedError, explain
from sayar.engine.errors import EngineMissingError, EngineRunError
from sayar.graph.errors import InputError
from tests.cli.ran import sayar
from tests.infra.projects import ROOT, project, tier_text

PROGRAM = (sys.executable, "-m", "sayar.cli.main")


def real(*arguments: str, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a process of its own."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run([*PROGRAM, *arguments], cwd=cwd, env=env, capture_output=True, check=False)


@pytest.mark.parametrize(
    ("error", "lines", "code"),
    [
        (RefusedError("refused: no", 3), ("refused: no",), 3),
        (RefusedError("cannot tell", 4), ("cannot tell",), 4),
        (InputError(["a: x", "b: y"]), ("a: x", "b: y"), 2),
        (
            ConfigError([ConfigProblem("f", "p", "1", "2"), ConfigProblem("g", "q", "", "")]),
            ("f: p: 1: 2", "g: q"),
            2,
        ),
        (click.UsageError("one\n  line"), ("one line",), 2),
        (click.exceptions.Abort(), ("interrupted",), 130),
        (EngineMissingError("no pulumi found"), ("no pulumi found",), 6),
        (
            EngineRunError("up", 1, ("error: quota",), "3 of 5 were done"),
            ("pulumi up ended with exit code 1", "3 of 5 were done", "error: quota"),
            6,
        ),
        (EngineRunError("up", -9, ()), ("pulumi up ended by signal 9",), 6),
        (PermissionError(13, "Permission denied", "x.json"), ("x.json: Permission denied",), 2),
    ],
)
def test_a_failure_that_is_nobodys_bug_is_told_in_its_own_words(
    error: Exception, lines: tuple[str, ...], code: int
) -> None:
    assert explain(error) == (lines, code)


@pytest.mark.parametrize(
    "error", [KeyError("x"), ValueError("a\nb"), OSError("no name"), RecursionError(), AssertionError()]
)
def test_everything_else_is_a_bug_which_says_so_in_one_line_and_asks_for_a_report(error: Exception) -> None:
    (line,), code = explain(error)
    assert code == 1
    assert line.startswith(f"a bug in sayar: {type(error).__name__}: ")
    assert "report" in line
    assert "\n" not in line


def test_a_bug_inside_a_command_is_exit_code_1_and_no_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("sayar.plan.moves.between_tiers", broken)
    found = sayar("plan", "--from", "starter", "--to", "growth")
    assert (found.code, found.out) == (1, "")
    assert found.err.startswith("a bug in sayar: RuntimeError: boom (")
    monkeypatch.setenv("SAYAR_DEBUG", "1")
    with pytest.raises(RuntimeError, match="boom"):
        sayar("plan", "--from", "starter", "--to", "growth")


def test_a_wrong_command_line_stays_one_line_while_debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAYAR_DEBUG", "1")
    found = sayar("plan", "--nonsense")
    assert (found.code, found.out, len(found.err.splitlines())) == (2, "", 1)


def test_an_interruption_is_told_like_a_shell_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sayar.plan.moves.between_tiers", interrupted)
    found = sayar("plan", "--from", "starter", "--to", "growth")
    assert (found.code, found.out) == (130, "")
    assert found.err.split() == ["interrupted"]


def test_without_a_command_the_help_is_on_standard_error_and_on_request_on_standard_output() -> None:
    bare, asked = sayar(folder=None), sayar("--help", folder=None)
    assert (bare.code, bare.out) == (2, "")
    assert (asked.code, asked.err) == (0, "")
    for name in ("tiers", "plan", "graph", "schema", "preview", "up"):
        assert f"  {name} " in bare.err
        assert f"  {name} " in asked.out
        assert sayar(name, "--help", folder=None).code == 0


@pytest.mark.parametrize("arguments", [("nonsense",), ("plan", "--to"), ("--config-dir", "x", "plan"), ("plan", "x")])
def test_a_command_line_that_means_nothing_is_one_line(arguments: tuple[str, ...]) -> None:
    found = sayar(*arguments, folder=None)
    assert (found.code, found.out, len(found.err.splitlines())) == (2, "", 1)


def test_every_problem_of_a_config_has_a_line_with_file_path_value_and_what_is_allowed(tmp_path: Path) -> None:
    text = tier_text("growth").replace(" ttl_s: 300  #", " ttl_s: fast  #").replace("mode: proxied", "mode: fast")
    found = sayar("graph", "growth", folder=project(tmp_path, growth=text))
    assert (found.code, found.out) == (2, "")
    assert found.err.splitlines() == [
        "Pulumi.growth.yaml: sayar:edge.mode: \"fast\": 'dns_only', 'proxied' or 'external'",
        'Pulumi.growth.yaml: sayar:edge.dns.ttl_s: "fast": a valid integer',
    ]


def test_a_folder_without_a_project_is_named(tmp_path: Path) -> None:
    for arguments in (("tiers",), ("graph", "starter"), ("plan", "--from", "starter", "--to", "growth")):
        found = sayar(*arguments, folder=tmp_path)
        assert (found.code, found.out) == (2, "")
        assert found.err.startswith("Pulumi.yaml: ")


@pytest.mark.parametrize(("arguments", "code"), [(("schema", "plan"), 0), (("plan", "--to", "x"), 2), ((), 2)])
def test_the_process_ends_with_the_code_of_the_command(arguments: tuple[str, ...], code: int) -> None:
    done = real(*arguments)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
    assert bool(done.stdout) == (code == 0)


def test_a_real_process_prints_what_a_run_in_this_process_prints() -> None:
    """A pipe gets eighty columns without colours, whatever the terminal of the user is."""
    done = real("plan", "--from", "starter", "--to", "growth", COLUMNS="200", FORCE_COLOR="1", TERM="xterm-256color")
    assert (done.returncode, done.stderr) == (4, b"")
    assert done.stdout.decode() == sayar("plan", "--from", "starter", "--to", "growth").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("graph", "starter"), 0),
        (("services", "starter"), 0),
        (("schema", "plan"), 0),
        (("tiers",), 0),
        (("runbook", "--from", "starter", "--to", "growth"), 0),
        (("graph", "platinum"), 2),
        (("plan", "--from", "starter"), 2),
        (("schema", "nothing"), 2),
    ],
)
def test_a_process_that_ends_at_once_has_printed_everything(arguments: tuple[str, ...], code: int) -> None:
    """It leaves without taking its objects apart, so nothing may still be in a buffer then."""
    done, found = real(*arguments), sayar(*arguments)
    assert (done.returncode, done.stdout.decode(), done.stderr.decode()) == (code, found.out, found.err)
    assert found.code == code


def test_only_commands_that_are_there_end_at_once_and_none_that_runs_the_engine() -> None:
    assert set(main.COMMANDS) >= main._AT_ONCE
    assert main._AT_ONCE.isdisjoint({"up", "rehearse", "preview", "move", "recover", "probe", "init", "doctor"})


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_that_cannot_show_every_letter_gets_a_forecast_and_not_a_bug(encoding: str) -> None:
    """Pipes on Windows are not UTF-8: a forecast sent to a file there is no reason to report a bug."""
    done = real("plan", "--from", "starter", "--to", "growth", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (4, b"")


@pytest.mark.parametrize(
    "arguments",
    [
        # A short document, one that no pipe holds whole, and the help, which click itself prints.
        ("plan", "--from", "starter", "--to", "growth"),
        ("tiers", "--why", "--format", "json"),
        ("--help",),
    ],
)
def test_a_reader_that_has_seen_enough_is_no_failure(arguments: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([*PROGRAM, *arguments], cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_missing_engine_is_exit_code_6_before_anything_is_read(tmp_path: Path) -> None:
    prod = "config:\n  sayar:tier: starter\n  sayar:platform: {domain: shop.dev}\n"
    folder = project(tmp_path, prod=prod)
    before = sorted(path.name for path in folder.iterdir())
    for command in ("preview", "up"):
        done = real(command, "--stack", "prod", "--config-dir", str(folder), SAYAR_ENGINE=str(folder / "no-pulumi"))
        assert (done.returncode, done.stdout) == (6, b"")
        assert b"no-pulumi" in done.stderr
        assert b"Traceback" not in done.stderr
        assert len(done.stderr.splitlines()) == 1
    assert sorted(path.name for path in folder.iterdir()) == before
