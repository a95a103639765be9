"""What must be there before an environment is set up, and what is said when setting it up fails."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from sayar.engine.errors import EngineError
from sayar.engine.process import Engine
from sayar.preflight.answers import Answers
from sayar.preflight.backend import commands, obstacle, set_up
from tests.preflight.answered import answers
from tests.support.fake_engine import calls, fake_engine

CANARY = "canary-4711"
PHRASE, FILE, URL = "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE", "PULUMI_BACKEND_URL"
SAYS_NO = "if args[:2] == ['stack', 'init']: sys.exit(\"error: {}\")"


def secrets(folder: Path, environment: dict[str, str], provider: str = "passphrase") -> str:
    return obstacle("secrets_provider", provider, folder, environment, {})


def backend(text: str, environment: dict[str, str] | None = None, project: dict[str, object] | None = None) -> str:
    return obstacle("backend", text, Path(), environment or {}, project or {})


def refusal(engine: Engine, given: Answers) -> list[str]:
    with pytest.raises(EngineError) as raised:
        set_up(engine, given, lambda _: None)
    assert raised.value.exit_code == 6
    return str(raised.value).splitlines()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """SIGINT as at a terminal: a job that a shell has started in the background ignores it, and so does its child."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_passphrase_comes_from_the_environment_or_from_a_file_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "phrase").write_text(CANARY)
    assert secrets(tmp_path, {PHRASE: CANARY}) == ""
    assert secrets(tmp_path, {FILE: "phrase"}) == ""
    assert secrets(tmp_path, {FILE: str(tmp_path / "phrase")}) == ""
    assert secrets(tmp_path, {}, "awskms://key") == ""
    assert secrets(tmp_path, {}, "default") == ""


def test_a_passphrase_that_is_missing_or_empty_is_told_by_the_name_of_its_variable(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "phrase").write_text(CANARY)
    assert secrets(tmp_path, {}).startswith(f"{PHRASE}: missing: ")
    assert secrets(tmp_path, {FILE: ""}).startswith(f"{PHRASE}: missing: ")
    assert secrets(tmp_path, {FILE: "empty"}).startswith(f"{FILE}: empty: ")
    assert secrets(tmp_path, {FILE: "nowhere"}).startswith(f"{FILE}: nowhere: No such file or directory: ")
    # The engine takes the empty variable and never looks at the file.
    assert secrets(tmp_path, {PHRASE: "", FILE: "phrase"}).startswith(f"{PHRASE}: empty: ")


def test_a_backend_that_would_win_over_the_login_is_refused_without_showing_it() -> None:
    mine, other = "s3://mine", f"postgres://user:{CANARY}@host/db"
    for line in (backend(mine, {URL: other}), backend(mine, project={"backend": {"url": other}})):
        assert "another backend than --backend" in line
        assert CANARY not in line
    assert backend(mine, {URL: "s3://mine/"}, {"backend": {"url": mine}}) == ""
    assert backend(mine, {URL: ""}, {"backend": None}) == ""


def test_a_file_backend_is_a_folder_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for good in (f"file://{tmp_path}", f"file://{tmp_path}?no_tmp_dir=true", "file://~", "s3://nowhere"):
        assert backend(good) == ""
    (tmp_path / "file").touch()
    for bad in ("nowhere", "file"):
        assert backend(f"file://{tmp_path}/{bad}").endswith(f"/{bad}: the URL of a folder that is there")


def test_the_engine_logs_in_and_then_makes_the_stack_with_its_secrets_provider(tmp_path: Path) -> None:
    engine, told = fake_engine(tmp_path, ""), []
    set_up(engine, answers(), told.append)
    usual = "--non-interactive --color never"
    assert calls(engine) == [
        f"login s3://state-of-sayar?region=eu-west-1 {usual}",
        "stack init --stack prod --no-select --secrets-provider awskms://alias/sayar?region=eu-west-1 " + usual,
    ]
    assert len(told) == 2


def test_a_login_that_fails_says_that_only_the_file_is_there_and_both_commands(tmp_path: Path) -> None:
    engine = fake_engine(tmp_path, "sys.exit('error: no credentials')")
    lines = refusal(engine, answers())
    left = "login to s3://state-of-sayar?region=eu-west-1, stack prod with secrets provider awskms://alias/sayar"
    assert lines[0].startswith(f"done: Pulumi.prod.yaml is written; not done: {left}")
    assert lines[1:3] == ["pulumi login ended with exit code 1", "error: no credentials"]
    by_hand = commands(answers(), engine)
    assert lines[3:] == [f"go on with: {line}" for line in by_hand]
    assert "'s3://state-of-sayar?region=eu-west-1'" in by_hand[0], "a shell must not read the question mark"
    assert f"--cwd {tmp_path}" in by_hand[1]


def test_a_stack_that_fails_says_that_the_login_is_done_and_the_one_command_left(tmp_path: Path) -> None:
    engine = fake_engine(tmp_path, SAYS_NO.format("key is out of reach"))
    lines = refusal(engine, answers())
    assert lines[0].startswith("done: Pulumi.prod.yaml is written, login to s3://")
    assert "; not done: stack prod with " in lines[0]
    assert lines[2:] == ["error: key is out of reach", f"go on with: {commands(answers(), engine)[1]}"]


def test_a_stack_that_is_there_already_is_not_to_be_made_by_the_same_command_again(tmp_path: Path) -> None:
    engine = fake_engine(tmp_path, SAYS_NO.format("stack 'organization/sayar/prod' already exists"))
    lines = refusal(engine, answers())
    assert lines[-1].startswith("the backend has a stack prod, ")
    assert not [line for line in lines if line.startswith("go on with: ")]


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(
    "end", ["os.kill(os.getpid(), signal.SIGKILL)", "os.kill(os.getppid(), signal.SIGINT); time.sleep(9)"]
)
def test_a_stack_that_was_stopped_in_the_middle_may_be_there(tmp_path: Path, end: str) -> None:
    lines = refusal(fake_engine(tmp_path, f"if args[0] == 'stack': {end}"), answers())
    assert any("`pulumi stack ls` tells whether the stack prod is there" in line for line in lines)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_commands_by_hand_are_plain_where_nothing_is_known_of_the_engine() -> None:
    assert commands(answers(backend="https://api.pulumi.com", secrets_provider="default")) == (
        "pulumi login https://api.pulumi.com",
        "pulumi stack init prod --secrets-provider default",
    )
