"""A stack without an engine: one resource at a time, for tests of one provider's process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.support.plugin import Plugin, State
from tests.support.small_engine import SmallEngine, Step, Wanted


class Stack:
    """The resources by name. After a failure they are what the engine would have kept."""

    def __init__(self, plugin: Plugin) -> None:
        self.plugin = plugin
        self._engine = SmallEngine(plugin)

    @property
    def resources(self) -> dict[str, State]:
        return self._engine.resources

    def __getitem__(self, name: str) -> State:
        return self.resources[name]

    def up(self, name: str, type_: str, inputs: Mapping[str, Any]) -> Step:
        """What an update does with a resource. Raises FailedError, with the state as it is then."""
        step = self._engine.settle(Wanted(name, type_, lambda _: inputs))
        self._engine.finish()
        return step

    def refresh(self, name: str) -> State | None:
        """Read a resource; one that is gone leaves the stack."""
        found = self.plugin.read(self.resources[name])
        if found is None:
            del self.resources[name]
        else:
            self.resources[name] = found
        return found

    def imported(self, name: str, type_: str, identity: str) -> State:
        """Take in a resource that is there already. Raises LookupError when it is not."""
        found = self.plugin.read(State(type_, name, identity, {}, {}))
        if found is None:
            raise LookupError(identity)
        self.resources[name] = replace(found, name=name)
        return self.resources[name]

    def down(self, name: str) -> None:
        """Delete a resource."""
        self.plugin.delete(self.resources[name])
        del self.resources[name]
