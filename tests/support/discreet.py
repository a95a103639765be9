"""What must be true of a provider's process whatever it was asked: nothing secret and no traceback comes out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tests.support.plugin import Plugin, Secret, State


@contextmanager
def discreet(plugin: Plugin, resources: Mapping[str, State], canaries: Sequence[str]) -> Iterator[None]:
    """Hold messages, standard error and what of the state is not marked as secret against the canaries, at the end."""
    said = len(plugin.stderr)
    plugin.told.clear()
    yield
    assert plugin.stderr[said:] == "", "the engine would show it to people"
    shown = [*plugin.told, *map(_open, resources.values())]
    for canary in canaries:
        assert not [text for text in shown if canary in text]
    assert not [text for text in plugin.told if "Traceback" in text or 'File "' in text]


def _open(state: State) -> str:
    """What of a state is not marked as secret."""
    return repr([_without_secrets(state.inputs), _without_secrets(state.outputs), state.errors, state.id])


def _without_secrets(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_secrets(each) for name, each in value.items() if not isinstance(each, Secret)}
    return value
