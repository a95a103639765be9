"""What a person reads when a command cannot do its work, and the exit code that says the same to a program."""

from __future__ import annotations

import sys
from typing import Final

import click

from sayar.graph.errors import InputError
from sayar.verdict import EXIT_BUG, EXIT_ENGINE, EXIT_INPUT

_INTERRUPTED: Final = 130
_CONFIG_ERRORS: Final = "infra.config.errors"
_ENGINE_ERRORS: Final = "sayar.engine.errors"


class RefusedError(Exception):
    """A gate is closed: one sentence, or a line for each thing that closes it, and the exit code of the verdict."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.code = code


def explain(error: Exception) -> tuple[tuple[str, ...], int]:
    """The lines for standard error and the exit code of a failure; one line per problem of an input."""
    if isinstance(error, RefusedError):
        return tuple(str(error).splitlines()), error.code
    if isinstance(error, click.exceptions.Abort):
        return ("interrupted",), _INTERRUPTED
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return tuple(error.format_message().splitlines()), EXIT_INPUT
    if isinstance(error, click.ClickException):
        return (" ".join(error.format_message().split()),), EXIT_INPUT
    if isinstance(error, InputError):
        return error.problems, EXIT_INPUT
    if _is(error, _CONFIG_ERRORS, "ConfigError"):
        return tuple(str(error).splitlines()), EXIT_INPUT
    if _is(error, _ENGINE_ERRORS, "EngineError"):
        return tuple(str(error).splitlines()), EXIT_ENGINE
    if isinstance(error, OSError) and error.filename is not None:
        return (f"{error.filename}: {error.strerror}",), EXIT_INPUT
    said = " ".join(str(error).split())
    text = f"a bug in sayar: {type(error).__name__}: {said}"
    return (f"{text} (please report it as an issue of this repository; SAYAR_DEBUG=1 shows where)",), EXIT_BUG


def _is(error: Exception, module: str, name: str) -> bool:
    """True for an error of a module that may not be loaded: what was never imported was never raised."""
    kind = getattr(sys.modules.get(module), name, None)
    return isinstance(kind, type) and isinstance(error, kind)
