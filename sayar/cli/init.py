"""`sayar init NAME`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sayar.cli.failures import RefusedError
from sayar.cli.output import say
from sayar.graph.errors import InputError
from sayar.preflight.questions import QUESTIONS, Question
from sayar.verdict import EXIT_INPUT

if TYPE_CHECKING:
    from infra.config.platform import Hosts, PlatformSpec
    from sayar.engine.process import Engine
    from sayar.preflight.answers import Answers

Function = TypeVar("Function", bound=Callable[..., Any])


def _flags(function: Function) -> Function:
    """A flag for every question."""
    for question in reversed(QUESTIONS):
        function = click.option(question.flag, question.name, metavar=question.metavar, help=question.help)(function)
    return function


@click.command("init")
@click.argument("name")
@_flags
@click.option("--yes", is_flag=True, help="Ask nothing: what has no flag takes its default.")
@click.option("--no-engine", is_flag=True, help="Write the file only: no login, no stack.")
@click.option(
    "--config-dir",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(),
    help="The folder of Pulumi.yaml and the stack files (default: this one).",
)
@click.option("--quiet", is_flag=True, help="No progress and no warnings on standard error.")
def command(name: str, yes: bool, no_engine: bool, config_dir: Path, quiet: bool, **given: str | None) -> None:
    """Write Pulumi.NAME.yaml, log in to its backend and make its stack. Never overwrites.

    Asks on a terminal for what has no flag. A passphrase comes from PULUMI_CONFIG_PASSPHRASE or
    PULUMI_CONFIG_PASSPHRASE_FILE, tokens come from the environment; neither is asked for, shown or kept.
    """
    from sayar.preflight.backend import commands
    from sayar.preflight.environment_file import environment_text
    from sayar.preflight.new_file import write_new
    from sayar.preflight.verified import verify_text

    path = _free_path(config_dir, name)
    engine = None if no_engine else _engine(config_dir)
    flags = {key: text.strip() for key, text in given.items() if text is not None}
    answers = _answers(name, flags, config_dir, asks=not yes and sys.stdin.isatty(), with_engine=engine is not None)
    text = environment_text(answers)
    platform = verify_text(config_dir, answers, text)
    _remark(answers, platform, quiet=quiet)
    if not yes and sys.stdin.isatty():
        _confirm(text, answers, with_engine=engine is not None)
    try:
        write_new(path, text)
    except FileExistsError:
        raise _there(path) from None
    except OSError as error:
        raise InputError([f"{path}: {error.strerror}: nothing was written"]) from None
    say(f"written: {path}", quiet=quiet)
    if engine is not None:
        _set_up(engine, answers, config_dir, quiet=quiet)
    else:
        for line in commands(answers):
            say(f"next: {line}", quiet=quiet)
    say(f"next: sayar preview --stack {name}, then sayar up --stack {name}", quiet=quiet)


def _free_path(config_dir: Path, name: str) -> Path:
    """Where the file will be. Raises InputError before anybody is asked anything."""
    from infra.config.load import stack_file
    from sayar.preflight.answers import name_problem
    from sayar.preflight.new_file import is_there

    wrong = name_problem(name)
    if wrong is not None:
        raise InputError([wrong])
    path = config_dir / stack_file(name)
    if is_there(path):
        raise _there(path)
    if not os.access(config_dir, os.W_OK | os.X_OK):
        raise InputError([f"{config_dir}: a folder that can be written to"])
    return path


def _there(path: Path) -> InputError:
    return InputError([f"{path}: is there already, and nothing is ever overwritten: nothing was written"])


def _engine(config_dir: Path) -> Engine:
    from sayar.engine.binary import find_pulumi
    from sayar.engine.errors import EngineMissingError
    from sayar.engine.process import Engine

    try:
        return Engine(find_pulumi(), config_dir.resolve())
    except EngineMissingError as error:
        raise EngineMissingError(f"{error}; --no-engine writes the file only; nothing was written") from None


def _answers(name: str, given: Mapping[str, str], config_dir: Path, *, asks: bool, with_engine: bool) -> Answers:
    """The flags, and on a terminal what a person says. Raises InputError, a line for each that is missing or bad."""
    from infra.config.load import PROJECT_FILE, load_tier
    from infra.config.platform import TIERS
    from infra.config.stack_file import read_document
    from sayar.preflight.answers import answers_of, given_problems
    from sayar.preflight.backend import obstacle

    tier = given.get("tier", TIERS[0])
    hosts = load_tier(config_dir, tier if tier in TIERS else TIERS[0]).platform.platform.hosts
    project = read_document(config_dir / PROJECT_FILE)

    def hindered(question: str, text: str) -> str:
        return obstacle(question, text, config_dir, os.environ, project) if with_engine else ""

    settled, lines = given_problems(given, hosts, complete=not asks)
    lines += [line for question, text in settled.items() if (line := hindered(question, text))]
    if lines:
        raise InputError(lines)
    for question in QUESTIONS:
        if question.name not in settled:
            settled[question.name] = _ask(question, settled, hosts, hindered)
    return answers_of(name, settled)


def _ask(question: Question, settled: Mapping[str, str], hosts: Hosts, hindered: Callable[[str, str], str]) -> str:
    """Ask until the answer will do."""
    from sayar.preflight.answers import allowed_text, default, problem

    offered = default(question.name, settled, hosts)
    text = question.text if offered is not None else f"{question.text} ({allowed_text(question.name)})"

    def checked(answer: str) -> str:
        wrong = problem(question.name, answer.strip(), settled) or hindered(question.name, answer.strip())
        if wrong:
            raise click.UsageError(wrong.removeprefix(f"{question.flag}: "))
        return answer.strip()

    return str(click.prompt(text, default=offered, value_proc=checked, err=True))


def _remark(answers: Answers, platform: PlatformSpec, *, quiet: bool) -> None:
    """What a person should know before anything is written. A refused token is told whatever was asked for."""
    from sayar.preflight.tokens import check_tokens

    for check in check_tokens(platform, os.environ):
        say(f"token: {check.text}", quiet=quiet and check.state != "refused")
    if answers.for_trials:
        say("warning: a file:// backend is for trials: the state is a folder of this machine", quiet=quiet)
    elif answers.backend.startswith(("s3://", "gs://", "azblob://")):
        say("note: switch versioning on for the bucket, so that a former state can be had back", quiet=quiet)


def _confirm(text: str, answers: Answers, *, with_engine: bool) -> None:
    click.echo(f"\n{text}", err=True)
    also = f", log in to {answers.backend} and make the stack {answers.name}" if with_engine else ""
    if not click.confirm(f"Write this file{also}?", err=True):
        raise RefusedError("nothing was written", EXIT_INPUT)


def _set_up(engine: Engine, answers: Answers, config_dir: Path, *, quiet: bool) -> None:
    """Let the engine add its part to the file, and see that the file still says the same."""
    from infra.config.errors import ConfigError
    from sayar.engine.errors import EngineError
    from sayar.preflight.backend import set_up
    from sayar.preflight.verified import verify_file

    set_up(engine, answers, lambda line: say(line, quiet=quiet))
    try:
        verify_file(config_dir, answers)
    except ConfigError as error:
        raise EngineError(f"the stack {answers.name} is made, but its file is refused since:\n{error}") from None
