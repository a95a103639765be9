"""The commands of the engine that the tool uses, with typed results. Each raises EngineRunError when it fails."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sayar.engine.errors import EngineRunError
from sayar.engine.events import Journal, Step, counted, located
from sayar.engine.process import Engine, Finished, Line

Progress = Callable[[Step], None]

PREVIEW_ARGUMENTS: Final = ("--json", "--show-replacement-steps", "--show-sames")
"""With the steps of a replacement, which alone tell its order, and with what stays the same."""


@dataclass(frozen=True, slots=True)
class UpdateResult:
    """An update that went well: what it did, and how long the engine took for it."""

    steps: tuple[Step, ...]
    seconds: int
    counts: Mapping[str, int] = field(default_factory=dict)


def export_stack(engine: Engine, stack: str) -> str:
    """The state of a stack as JSON text, secrets encrypted."""
    return _plain(engine, "stack export", "--stack", stack)


def login(engine: Engine, url: str) -> None:
    """Make a backend the one that the engine uses from now on, for every project of this user."""
    _plain(engine, "login", url)


def stack_init(engine: Engine, stack: str, *, secrets_provider: str = "") -> None:
    """Make a stack in the backend of the project, without selecting it; a provider of "" is the backend's own.

    The engine writes into the stack's file what decrypting needs (salt, or key), and keeps the comments in it.
    """
    chosen = ("--secrets-provider", secrets_provider) if secrets_provider else ()
    _plain(engine, "stack init", "--stack", stack, "--no-select", *chosen)


def preview(engine: Engine, stack: str, *arguments: str, on_error: Line | None = None) -> str:
    """The preview of a stack as the engine's JSON text, which `sayar.graph.preview.read_preview` reads."""
    finished = engine.run("preview", "--stack", stack, *PREVIEW_ARGUMENTS, *arguments, on_error=on_error)
    if finished.code != 0:
        problems = _digest_problems(finished.stdout) or _said(finished)
        raise EngineRunError(
            "preview", finished.code, problems, "nothing was changed", interrupted=finished.interrupted
        )
    return finished.stdout


def up(
    engine: Engine,
    stack: str,
    *arguments: str,
    on_step: Progress | None = None,
    on_error: Line | None = None,
    on_line: Line | None = None,
) -> UpdateResult:
    """Update a stack without asking and without another preview: the caller has gated one.

    The error of a failed or interrupted update says what was done, what failed and what is not known. `on_line` gets
    each event as the engine prints it, which `sayar.graph.preview.read_preview` reads too.
    """
    return _update(engine, "up", stack, arguments, on_step, on_error, on_line)


def refresh(
    engine: Engine, stack: str, *arguments: str, on_step: Progress | None = None, on_error: Line | None = None
) -> UpdateResult:
    """Take what the vendors say into the state, without asking."""
    return _update(engine, "refresh", stack, arguments, on_step, on_error)


def destroy(
    engine: Engine, stack: str, *arguments: str, on_step: Progress | None = None, on_error: Line | None = None
) -> UpdateResult:
    """Delete everything in a stack, without asking. It fails for what is protected, and deletes the rest anyway."""
    return _update(engine, "destroy", stack, arguments, on_step, on_error)


def _update(
    engine: Engine,
    action: str,
    stack: str,
    arguments: tuple[str, ...],
    on_step: Progress | None,
    on_error: Line | None,
    on_line: Line | None = None,
) -> UpdateResult:
    journal = Journal()

    def take(line: str) -> None:
        if on_line is not None:
            on_line(line)
        step = journal.read(line)
        if step is not None and on_step is not None:
            on_step(step)

    given = ("--stack", stack, "--yes", "--skip-preview", "--json", *arguments)
    finished = engine.run(action, *given, on_output=take, on_error=on_error)
    if finished.code != 0:
        problems = (*_interrupted(finished), *(journal.problems or _said(finished)))
        told = tuple(journal.steps.values())
        raise EngineRunError(
            action, finished.code, problems, journal.account(), steps=told, interrupted=finished.interrupted
        )
    done = journal.with_outcome("done")
    return UpdateResult(done, journal.seconds, counted(done))


def _plain(engine: Engine, action: str, *arguments: str) -> str:
    finished = engine.run(*action.split(), *arguments)
    if finished.code != 0:
        problems = (*_interrupted(finished), *_said(finished))
        raise EngineRunError(action, finished.code, problems, interrupted=finished.interrupted)
    return finished.stdout


def _interrupted(finished: Finished) -> tuple[str, ...]:
    return ("it was interrupted",) if finished.interrupted else ()


def _said(finished: Finished) -> tuple[str, ...]:
    """The lines of standard error, which holds only the engine's own words where there is no JSON."""
    return tuple(line.strip() for line in finished.stderr.splitlines() if line.strip())


def _digest_problems(text: str) -> tuple[str, ...]:
    """The errors that a failed preview lists, each once."""
    try:
        digest: Any = json.loads(text)
    except ValueError:
        return ()
    diagnostics = digest.get("diagnostics") if isinstance(digest, dict) else None
    errors = (each for each in diagnostics or () if isinstance(each, dict) and each.get("severity") == "error")
    problems = (located(str(each.get("urn") or ""), str(each.get("message") or "")) for each in errors)
    return tuple(dict.fromkeys(problems))
