"""Starting a program as the engine is started: output, exit codes, signals."""

import os
import signal
import subprocess
from pathlib import Path

import pytest

from sayar.engine.errors import EngineError
from sayar.engine.process import Engine
from tests.support.fake_engine import calls, fake_engine

_WAITS_FOR_CANCEL = """
def stop(*_):
    os.write(1, b"cancelled\\n")  # print may be the very call that the signal has interrupted
    sys.exit(1)
signal.signal(signal.SIGINT, stop)
print("ready", flush=True)
signal.pause()
"""


def test_outputs_are_given_line_by_line_and_kept_apart(tmp_path: Path) -> None:
    engine = fake_engine(tmp_path, "print('a\\nb'); print('c', file=sys.stderr); sys.exit(3)")
    out: list[str] = []
    err: list[str] = []
    finished = engine.run("preview", on_output=out.append, on_error=err.append)
    assert (finished.code, finished.stdout, finished.stderr) == (3, "a\nb\n", "c\n")
    assert (out, err) == (["a", "b"], ["c"])


def test_it_runs_in_the_project_without_a_terminal_and_never_asks(tmp_path: Path) -> None:
    engine = fake_engine(tmp_path, "print(os.getcwd()); print(sys.stdin.read() == '')")
    assert engine.run("up").stdout == f"{tmp_path.resolve()}\nTrue\n"
    assert calls(engine) == ["up --non-interactive --color never"]


def test_a_given_environment_is_the_whole_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUDFLARE_API_TOKEN", "canary")
    fake = fake_engine(tmp_path, "print(sorted(set(os.environ) - {'LC_CTYPE'}))")
    assert "CLOUDFLARE_API_TOKEN" in fake.run().stdout
    engine = Engine(fake.pulumi, tmp_path, {"LANG": "C.UTF-8"})
    assert engine.run().stdout == "['LANG', 'PULUMI_SKIP_UPDATE_CHECK']\n"


def test_much_output_on_both_sides_does_not_block(tmp_path: Path) -> None:
    # More than a pipe holds (64 KiB), errors first: who reads one after the other would wait for ever.
    finished = fake_engine(tmp_path, "sys.stderr.write('e\\n' * 200000); sys.stdout.write('o\\n' * 200000)").run()
    assert (len(finished.stdout), len(finished.stderr)) == (400000, 400000)


def test_what_cannot_be_started_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="could not be started"):
        Engine(tmp_path / "none", tmp_path).run("up")
    engine = fake_engine(tmp_path, "")
    with pytest.raises(EngineError, match="could not be started"):
        Engine(engine.pulumi, tmp_path / "no folder").run("up")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_is_passed_on_as_a_cancel_and_the_end_is_waited_for(
    tmp_path: Path, number: signal.Signals
) -> None:
    before = signal.getsignal(number)
    said: list[str] = []

    def interrupt(line: str) -> None:
        if line == "ready":
            os.kill(os.getpid(), number)

    finished = fake_engine(tmp_path, _WAITS_FOR_CANCEL).run(on_output=interrupt, on_error=said.append)
    assert finished.interrupted
    assert (finished.code, finished.stdout) == (1, "ready\ncancelled\n")
    assert len(said) == 1
    assert said[0].startswith("interrupted")
    assert signal.getsignal(number) is before, "the caller's own handlers are back"


def test_a_fault_of_the_caller_ends_the_engine_too(tmp_path: Path) -> None:
    def fail(line: str) -> None:
        raise ZeroDivisionError(line)

    with pytest.raises(ZeroDivisionError):
        fake_engine(tmp_path, f"open('pid', 'w').write(str(os.getpid())){_WAITS_FOR_CANCEL}").run(on_output=fail)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text(encoding="utf-8")), 0)


def test_death_by_a_signal_is_a_negative_code(tmp_path: Path) -> None:
    finished = fake_engine(tmp_path, "os.kill(os.getpid(), signal.SIGKILL)").run()
    assert finished.code == -signal.SIGKILL
    assert not finished.interrupted


def test_nothing_of_the_output_or_environment_is_in_a_repr(tmp_path: Path) -> None:
    engine = Engine(fake_engine(tmp_path, "print('canary')").pulumi, tmp_path, {"TOKEN": "canary"})
    assert "canary" not in repr(engine.run())
    assert "canary" not in repr(engine)


def test_only_the_engines_room_starts_processes() -> None:
    root = Path(__file__).parents[2]
    found = subprocess.run(
        [
            "git",
            "grep",
            "-lE",
            "--untracked",
            r"subprocess|os\.exec|os\.spawn|os\.system",
            "--",
            "sayar",
            "infra",
            "components",
        ],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split()
    assert [name for name in found if not name.startswith("sayar/engine/")] == []
