"""A small engine: what the real one does between its calls to one provider, failures and reruns included.

It runs one resource at a time and stops at the first failure, as the real one does with `--parallel 1`. Deletions come
last, dependents first; what was replaced waits for them in the state, so that a failure in between loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.support.plugin import FailedError, HalfMadeError, Plugin, State

Resources = Mapping[str, State]
Step = Literal["same", "create", "update", "replace"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A resource of a program; its inputs may use what is known of those before it."""

    name: str
    type: str
    inputs: Callable[[Resources], Mapping[str, Any]]


@dataclass(slots=True)
class SmallEngine:
    """The state, and what moves it. `replaced` holds what a replacement has left to be deleted."""

    plugin: Plugin
    resources: dict[str, State] = field(default_factory=dict)
    replaced: list[State] = field(default_factory=list)

    def update(self, program: Sequence[Wanted]) -> None:
        """Make it so. Raises FailedError at the first failure, with the state as it is then."""
        for wanted in program:
            self.settle(wanted)
        # What stands on something goes before it: what a program has dropped may stand on what it has replaced.
        kept = {wanted.name for wanted in program}
        for name in reversed([name for name in self.resources if name not in kept]):
            self.plugin.delete(self.resources[name])
            del self.resources[name]
        self.finish()

    def finish(self) -> None:
        """Delete what replacements have left, the youngest first."""
        while self.replaced:
            self.plugin.delete(self.replaced[-1])
            self.replaced.pop()

    def refresh(self) -> None:
        """Read everything; what is gone leaves the state."""
        for name, state in list(self.resources.items()):
            found = self.plugin.read(state)
            if found is None:
                del self.resources[name]
            else:
                self.resources[name] = found

    def settle(self, wanted: Wanted) -> Step:
        """Make one resource so, and say how. What it replaces is deleted later."""
        old, inputs = self.resources.get(wanted.name), wanted.inputs(self.resources)
        if faults := self.plugin.check(wanted.type, inputs, old.inputs if old else None):
            raise FailedError(str(faults))
        if old is None:
            self._create(wanted, inputs, None)
            return "create"
        diff = self.plugin.diff(old, inputs)
        if diff.replaces and diff.delete_first:
            self.plugin.delete(old)
            del self.resources[wanted.name]
            self._create(wanted, inputs, None)
            return "replace"
        if diff.replaces:
            self._create(wanted, inputs, old)
            return "replace"
        if diff.changes or old.errors:
            self._keep(wanted.name, lambda: self.plugin.update(old, inputs), None)
            return "update"
        return "same"

    def _create(self, wanted: Wanted, inputs: Mapping[str, Any], old: State | None) -> None:
        self._keep(wanted.name, lambda: self.plugin.create(wanted.type, wanted.name, inputs), old)

    def _keep(self, name: str, work: Callable[[], State], old: State | None) -> None:
        try:
            state = work()
        except HalfMadeError as half:
            self._put(name, half.state, old)
            raise
        self._put(name, state, old)

    def _put(self, name: str, state: State, old: State | None) -> None:
        if old is not None:
            self.replaced.append(old)
            del self.resources[name]  # the new one is younger than what it stands on
        self.resources[name] = state
