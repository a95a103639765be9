"""What is said when the engine is missing or fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sayar.engine.events import Step

EXIT_CODE: Final = 6
"""The exit code of a command whose engine is missing or failed."""


class EngineError(Exception):
    """The engine is missing, could not be started, or failed. The message is whole sentences for a person.

    No message holds a secret: the engine takes the values of secrets out of its diagnostics, and nothing else of its
    output is quoted.
    """

    exit_code: Final = EXIT_CODE


class EngineMissingError(EngineError):
    """There is no `pulumi` to be used."""


class EngineRunError(EngineError):
    """A command of the engine failed: `action` is its name, `code` its exit code, `problems` what it complained of.

    `steps` are those of an update, each as far as it came; `interrupted`: a signal was passed on to the engine.
    """

    def __init__(
        self,
        action: str,
        code: int,
        problems: tuple[str, ...],
        done: str = "",
        *,
        steps: tuple[Step, ...] = (),
        interrupted: bool = False,
    ) -> None:
        """Say what failed and why; `done` is a sentence on what was and was not done before."""
        self.action, self.code, self.problems = action, code, problems
        self.steps, self.interrupted = steps, interrupted
        ended = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        super().__init__("\n".join((f"pulumi {action} ended {ended}", *([done] if done else ()), *problems)))
