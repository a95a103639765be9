"""A question to the engine that is answered at once or not at all: nothing is changed, so it may be cut off."""

from __future__ import annotations

import os
import signal
import subprocess

from sayar.engine.errors import EngineError
from sayar.engine.process import Engine, Finished


def look(engine: Engine, *arguments: str, within_s: float) -> Finished:
    """Run a command that only reads, for at most so many seconds. Raises EngineError for one that does not end.

    Not for updates: what is cut off is killed, where `Engine.run` lets it end what it began.
    """
    command = [str(engine.pulumi), *arguments, "--non-interactive", "--color", "never"]
    given = os.environ if engine.environment is None else engine.environment
    try:
        process = subprocess.Popen(  # noqa: S603  # the engine's path and our own arguments, no shell
            command,
            cwd=engine.folder,
            env={**given, "PULUMI_SKIP_UPDATE_CHECK": "true"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # so that what it started is cut off with it
        )
    except OSError as error:
        raise EngineError(f"pulumi could not be started in {engine.folder}: {error.strerror}") from error
    with process:
        try:
            out, errors = process.communicate(timeout=within_s)
        except BaseException as error:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            if isinstance(error, subprocess.TimeoutExpired):
                raise EngineError(f"pulumi {arguments[0]} gave no answer within {within_s:g} s") from None
            raise
    return Finished(arguments, process.returncode, out, errors)
