"""The real engine as the commands need it: few words, so that tests can put something else in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from sayar.engine.process import Engine
    from sayar.preflight.doctor.read import Machine

_VENDORS: Final = frozenset({"cloudflare", "vercel"})
"""Packages that only a rehearsal serves from a path: in a real project they are downloaded."""


_LOOK_S: Final = 10.0


class Live(Protocol):
    """What a command asks of the engine about one stack. Every method raises EngineError when the engine fails."""

    def export(self) -> str:
        """The state as JSON text."""

    def preview(self) -> str:
        """The preview as JSON text."""

    def checkpoint(self) -> Path:
        """Keep the state in a new file."""

    def update(self, tell: Callable[[str], None]) -> str:
        """Update without asking, a line for each step; gives a sentence on what was done."""

    def rehearsal(self) -> bool:
        """True if stand-ins serve the vendors, so that nothing real can be touched."""

    def machine(self) -> Machine:
        """The engine's version and backend, and which variables are set."""


@dataclass(frozen=True, slots=True)
class PulumiStack:
    """A stack of the project in a folder, run by `pulumi`."""

    engine: Engine
    stack: str

    def export(self) -> str:
        """The state as JSON text, secrets encrypted."""
        from sayar.engine.commands import export_stack

        return export_stack(self.engine, self.stack)

    def preview(self) -> str:
        """The preview with replacement steps and sames."""
        from sayar.engine.commands import preview

        return preview(self.engine, self.stack)

    def checkpoint(self) -> Path:
        """Keep the state in a new file that only its owner reads."""
        from sayar.engine.checkpoint import checkpoint

        return checkpoint(self.engine, self.stack)

    def update(self, tell: Callable[[str], None]) -> str:
        """Update; the error of a failed one says what was and was not done."""
        from sayar.engine.commands import up

        result = up(self.engine, self.stack, on_step=lambda step: tell(f"{step.outcome}: {step}"), on_error=tell)
        counts = ", ".join(f"{count} {op}" for op, count in sorted(result.counts.items()))
        return f"{counts or 'nothing to do'}, {result.seconds} s"

    def rehearsal(self) -> bool:
        """True if the project file names a stand-in for every vendor."""
        from infra.config.load import PROJECT_FILE
        from infra.config.stack_file import read_document

        return served_from_paths(read_document(self.engine.folder / PROJECT_FILE))

    def machine(self) -> Machine:
        """What this machine has; a few seconds at most."""
        import os

        from sayar.preflight.doctor.readings.machine import machine

        return machine(self.engine.folder, self.stack, os.environ, _LOOK_S, engine=self.engine)


def served_from_paths(project: Mapping[str, Any]) -> bool:
    """True if a project takes the published vendors' packages from paths, as only a rehearsal does."""
    plugins = project.get("plugins")
    rows = plugins.get("providers") if isinstance(plugins, Mapping) else None
    named = {row.get("name") for row in rows or () if isinstance(row, Mapping) and row.get("path")}
    return named >= _VENDORS


def live(config_dir: Path, stack: str) -> Live:
    """The stack of a project folder. Raises EngineError when there is no `pulumi`."""
    from sayar.engine.binary import find_pulumi
    from sayar.engine.process import Engine

    return PulumiStack(Engine(find_pulumi(), config_dir.resolve()), stack)
