"""The backend and secrets provider of a new environment: what must be there first, and setting them up."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from infra.config.load import PROJECT_FILE, stack_file
from sayar.engine.commands import login, stack_init
from sayar.engine.errors import EngineError, EngineRunError
from sayar.engine.process import Engine
from sayar.preflight.answers import PASSPHRASE, Answers

_BACKEND: Final = "PULUMI_BACKEND_URL"
_PHRASE: Final = "PULUMI_CONFIG_PASSPHRASE"
_PHRASE_FILE: Final = "PULUMI_CONFIG_PASSPHRASE_FILE"


def obstacle(name: str, text: str, folder: Path, environment: Mapping[str, str], project: Mapping[str, Any]) -> str:
    """What keeps the engine from setting up an answer, as a line, or "": known before anything is written.

    `folder` is that of the project and `project` what its file says. No line holds a passphrase or a foreign URL.
    """
    if name == "secrets_provider" and text == PASSPHRASE:
        return _passphrase(folder, environment)
    if name == "backend":
        return _other_backend(text, environment, project) or _state(text)
    return ""


def set_up(engine: Engine, answers: Answers, tell: Callable[[str], None]) -> None:
    """Log in to the backend and make the stack, which adds to the stack's file what decrypting needs.

    Raises EngineError: what was done, what was not, what the engine said and the commands to go on with.
    """
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        (f"login to {answers.backend}", lambda: login(engine, answers.backend)),
        (
            f"stack {answers.name} with secrets provider {answers.secrets_provider}",
            lambda: stack_init(engine, answers.name, secrets_provider=answers.secrets_provider),
        ),
    )
    done = [f"{stack_file(answers.name)} is written"]
    for number, (what, run) in enumerate(steps):
        try:
            run()
        except EngineError as error:
            left = ", ".join(name for name, _ in steps[number:])
            lines = [f"done: {', '.join(done)}; not done: {left}", *str(error).splitlines(), *_advice(error, answers)]
            if not _is_taken(error):
                lines += [f"go on with: {line}" for line in commands(answers, engine)[number:]]
            raise EngineError("\n".join(lines)) from error
        done.append(what)
        tell(f"done: {what}")


def commands(answers: Answers, engine: Engine | None = None) -> tuple[str, str]:
    """The command lines that set the same up by hand, for a shell: login, then the stack."""
    program = "pulumi"
    there: tuple[str, ...] = ()
    if engine is not None:
        program = program if shutil.which(program) else str(engine.pulumi)
        there = () if engine.folder == Path.cwd() else ("--cwd", str(engine.folder))
    made = ("stack", "init", answers.name, "--secrets-provider", answers.secrets_provider)
    return shlex.join((program, "login", answers.backend, *there)), shlex.join((program, *made, *there))


def _is_taken(error: EngineError) -> bool:
    """True if the backend has a stack of that name: the same command would fail again."""
    return isinstance(error, EngineRunError) and any("already exists" in line for line in error.problems)


def _advice(error: EngineError, answers: Answers) -> Iterator[str]:
    """What else a person should know of this failure."""
    if not isinstance(error, EngineRunError):
        return
    if error.code < 0 or "it was interrupted" in error.problems:
        yield f"it was stopped in the middle: `pulumi stack ls` tells whether the stack {answers.name} is there"
    if _is_taken(error):
        yield (
            f"the backend has a stack {answers.name}, and how its secrets are encrypted is not in the new file: "
            f"take its own {stack_file(answers.name)} back, or another NAME"
        )


def _passphrase(folder: Path, environment: Mapping[str, str]) -> str:
    """The engine takes the variable even where it is empty, and looks for the file only without it."""
    if _PHRASE in environment:
        return (
            "" if environment[_PHRASE] else f"{_PHRASE}: empty: a passphrase, or unset, with a file in {_PHRASE_FILE}"
        )
    name = environment.get(_PHRASE_FILE, "")
    if not name:
        return f"{_PHRASE}: missing: the passphrase, or a file that holds it in {_PHRASE_FILE}; it is never asked for"
    try:
        empty = not (folder / name).read_bytes().strip()
    except OSError as error:
        return f"{_PHRASE_FILE}: {name}: {error.strerror}: a file that holds the passphrase"
    return f"{_PHRASE_FILE}: {name}: empty: a file that holds the passphrase" if empty else ""


def _other_backend(backend: str, environment: Mapping[str, str], project: Mapping[str, Any]) -> str:
    """Both of these win over a login, so the stack would be made somewhere else."""
    said = project.get("backend")
    of_project = said.get("url") if isinstance(said, Mapping) else None
    for where, url in ((_BACKEND, environment.get(_BACKEND)), (f"{PROJECT_FILE}: backend.url", of_project)):
        if url and str(url).rstrip("/") != backend.rstrip("/"):
            return f"{where}: another backend than --backend, and it would win: the same URL, or none"
    return ""


def _state(backend: str) -> str:
    """A file backend is a folder that is there."""
    if not backend.startswith("file://"):
        return ""
    parts = urlsplit(backend)
    if "%" in parts.path or Path(f"{parts.netloc}{parts.path}").expanduser().is_dir():
        return ""
    return f"--backend: {backend}: the URL of a folder that is there"
