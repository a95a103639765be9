"""The real engine as the commands need it: few words, so that tests can put something else in its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from sayar.engine.locks import Holder
    from sayar.engine.process import Engine
    from sayar.engine.recover import Pending, Standing
    from sayar.engine.updates import LastUpdate
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

    def update_only(self, urns: Sequence[str], tell: Callable[[str], None]) -> str:
        """The same of some resources and no others: what providers of others do or fail to do is not asked."""

    def last_update(self) -> LastUpdate | None:
        """The newest update that the backend remembers; None where it remembers none."""

    def rehearsal(self) -> bool:
        """True if stand-ins serve the vendors, so that nothing real can be touched."""

    def machine(self) -> Machine:
        """The engine's version and backend, and which variables are set."""

    def locks(self) -> tuple[Holder, ...] | None:
        """Who holds the stack; None for a backend that tells only a command that wants its lock."""

    def torn(self) -> tuple[Path, ...]:
        """Files beside the state that a killed engine has left half-written, for which it cannot read the state."""

    def cancel(self) -> None:
        """Take every lock away."""

    def last_checkpoint(self) -> Path | None:
        """The newest state that was kept before an update."""

    def settle(self, found: Standing, urns: Sequence[str], tell: Callable[[str], None], *, clear: bool) -> None:
        """Ask the vendors about some resources; with `clear`, forget the creates that are pending."""

    def take_in(self, pending: Pending, identity: str) -> None:
        """Import what an interrupted create has made."""


@dataclass(frozen=True, slots=True)
class PulumiStack:
    """A stack of the project in a folder, run by `pulumi`."""

    engine: Engine
    stack: str

    def export(self) -> str:
        """The state as JSON text, secrets encrypted."""
        import shlex

        from sayar.engine.commands import export_stack
        from sayar.engine.errors import EngineError

        try:
            return export_stack(self.engine, self.stack)
        except EngineError as error:
            if not self.torn():
                raise
            how = f"see `sayar recover --stack {shlex.quote(self.stack)}`"
            raise EngineError(
                f"{error}\na killed engine has left half-written what is beside the state: {how}"
            ) from None

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
        return self._update(tell)

    def update_only(self, urns: Sequence[str], tell: Callable[[str], None]) -> str:
        """Update some resources by their URNs. Raises ValueError where none is named: that would be all of them."""
        if not urns:
            raise ValueError("an update of a part needs at least one URN")
        return self._update(tell, *(word for urn in urns for word in ("--target", urn)))

    def _update(self, tell: Callable[[str], None], *only: str) -> str:
        from sayar.engine.commands import up

        result = up(self.engine, self.stack, *only, on_step=lambda step: tell(f"{step.outcome}: {step}"), on_error=tell)
        counts = ", ".join(f"{count} {op}" for op, count in sorted(result.counts.items()))
        return f"{counts or 'nothing to do'}, {result.seconds} s"

    def last_update(self) -> LastUpdate | None:
        """The newest update in the stack's history."""
        from sayar.engine.updates import last_update

        return last_update(self.engine, self.stack)

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

    def locks(self) -> tuple[Holder, ...] | None:
        """The lock files of a backend of files; nothing is asked of any other backend."""
        from sayar.engine.locks import holders_in_folder

        folder = self._lock_folder()
        return None if folder is None else holders_in_folder(folder)

    def torn(self) -> tuple[Path, ...]:
        """In a backend of files; any other backend takes a file whole or not at all."""
        from sayar.engine.torn import torn_beside

        folder = self._lock_folder()
        return () if folder is None else torn_beside(folder)

    def _lock_folder(self) -> Path | None:
        import os

        from infra.config.load import PROJECT_FILE
        from infra.config.stack_file import read_document
        from sayar.engine.locks import lock_folder
        from sayar.preflight.doctor.readings.machine import backend_of

        backend = backend_of(self.engine, _LOOK_S)
        if not isinstance(backend, str):
            return None
        project = str(read_document(self.engine.folder / PROJECT_FILE).get("name") or "")
        home = (os.environ if self.engine.environment is None else self.engine.environment).get("HOME", "")
        return lock_folder(backend, project, self.stack, home=Path(home), folder=self.engine.folder)

    def cancel(self) -> None:
        """Take every lock away: for a stack that nobody works on."""
        from sayar.engine.recover import cancel

        cancel(self.engine, self.stack)

    def last_checkpoint(self) -> Path | None:
        """The newest checkpoint in the project folder."""
        from sayar.engine.checkpoint import last_checkpoint

        return last_checkpoint(self.engine.folder, self.stack)

    def settle(self, found: Standing, urns: Sequence[str], tell: Callable[[str], None], *, clear: bool) -> None:
        """Refresh some resources and no others."""
        from sayar.engine.recover import settle

        settle(self.engine, self.stack, found, urns, clear=clear, on_step=lambda step: tell(f"{step.outcome}: {step}"))

    def take_in(self, pending: Pending, identity: str) -> None:
        """Import under the URN of the create that was interrupted."""
        from sayar.engine.recover import take_in

        take_in(self.engine, self.stack, pending, identity)


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
