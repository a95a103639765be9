"""A stack without an engine: what the engine decides between its calls, for tests of one provider's process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from tests.support.plugin import FailedError, HalfMadeError, Plugin, State

Step = Literal["same", "create", "update", "replace"]


class Stack:
    """The resources by name. After a failure they are what the engine would have kept."""

    def __init__(self, plugin: Plugin) -> None:
        self.plugin = plugin
        self.resources: dict[str, State] = {}

    def __getitem__(self, name: str) -> State:
        return self.resources[name]

    def up(self, name: str, type_: str, inputs: Mapping[str, Any]) -> Step:
        """What an update does with a resource. Raises FailedError, with the state as it is then."""
        old = self.resources.get(name)
        faults = self.plugin.check(type_, inputs, old.inputs if old is not None else None)
        if faults:
            raise FailedError(str(faults))
        if old is None:
            self._create(name, type_, inputs)
            return "create"
        diff = self.plugin.diff(old, inputs)
        if diff.replaces:
            if diff.delete_first:
                self.down(name)
                self._create(name, type_, inputs)
            else:
                self._create(name, type_, inputs)
                self.plugin.delete(old)
            return "replace"
        if not diff.changes and not old.errors:
            return "same"
        try:
            self.resources[name] = self.plugin.update(old, inputs)
        except HalfMadeError as half:
            self.resources[name] = half.state
            raise
        return "update"

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

    def _create(self, name: str, type_: str, inputs: Mapping[str, Any]) -> None:
        try:
            self.resources[name] = self.plugin.create(type_, name, inputs)
        except HalfMadeError as half:
            self.resources[name] = half.state
            raise
