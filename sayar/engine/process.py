"""Starting the engine: one command, its output line by line, and a way to stop it that leaves the state whole."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from sayar.engine.errors import EngineError

Line = Callable[[str], None]
"""Takes one line of output, without its end."""

_INTERRUPTED = "interrupted: the engine ends what it began; interrupt once more to stop it hard"


@dataclass(frozen=True, slots=True)
class Finished:
    """A command of the engine that has ended. `code` is negative for a signal; outputs are kept out of the repr."""

    arguments: tuple[str, ...]
    code: int
    stdout: str = field(repr=False)
    stderr: str = field(repr=False)
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Engine:
    """A `pulumi`, the project folder that it runs in, and its whole environment (None: that of this process)."""

    pulumi: Path
    folder: Path
    environment: Mapping[str, str] | None = field(default=None, repr=False)

    def run(self, *arguments: str, on_output: Line | None = None, on_error: Line | None = None) -> Finished:
        """Run one command without a terminal and wait for its end.

        Lines go to the callbacks as they come (`on_error` from a thread of its own), and are kept. SIGINT and SIGTERM
        are passed on as the engine's own "cancel", so that an update ends with a state that says what is there.
        Raises EngineError when the engine cannot be started; a failed command is no error here.
        """
        command = [str(self.pulumi), *arguments, "--non-interactive", "--color", "never"]
        try:
            process = subprocess.Popen(  # noqa: S603  # the engine's path and our own arguments, no shell
                command,
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                # Else Ctrl-C would reach the engine twice: from the terminal and from us.
                start_new_session=True,
            )
        except OSError as error:
            raise EngineError(f"pulumi could not be started in {self.folder}: {error.strerror}") from error
        errors: list[str] = []
        reader = threading.Thread(target=_read, args=(process.stderr, errors, on_error), daemon=True)
        lines: list[str] = []
        with process, _passing_on(process, on_error) as signals:
            reader.start()
            try:
                _read(process.stdout, lines, on_output)
            except BaseException:
                # Nobody would wait for it any more, and an update without a reader must not go on.
                process.send_signal(signal.SIGINT)
                _read(process.stdout, lines, None)
                raise
            finally:
                reader.join()
                code = process.wait()
        return Finished(arguments, code, "".join(lines), "".join(errors), bool(signals))

    def _environment(self) -> dict[str, str]:
        given = os.environ if self.environment is None else self.environment
        return {**given, "PULUMI_SKIP_UPDATE_CHECK": "true"}


def _read(stream: Iterator[str] | None, lines: list[str], callback: Line | None) -> None:
    for line in stream or ():
        lines.append(line)
        if callback is not None:
            callback(line.rstrip("\r\n"))


@contextlib.contextmanager
def _passing_on(process: subprocess.Popen[str], say: Line | None) -> Iterator[list[int]]:
    """Pass signals on while a block runs; yields the list of those that came."""
    came: list[int] = []

    def forward(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        # SIGINT is the engine's word for it: the first one cancels, a second one ends at once.
        process.send_signal(signal.SIGINT)
        if say is not None and len(came) == 1:
            say(_INTERRUPTED)

    if threading.current_thread() is not threading.main_thread():
        yield came  # handlers belong to the main thread, and so does Ctrl-C
        return
    before = {number: signal.signal(number, forward) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
