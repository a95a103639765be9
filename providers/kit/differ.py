"""Compares what the program said before with what it says now: which properties change, and which of them replace."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from providers.kit.model import Args, Mark, marked
from providers.kit.paths import joined, top_of
from providers.kit.values import UNKNOWN, Plain


class _Absent:
    """Stands for a property that is not there; an empty list is there."""


_ABSENT: Final = _Absent()


@dataclass(frozen=True, slots=True)
class Difference:
    """One changed property: its path, how it changed, and whether that makes another object."""

    path: str
    kind: Literal["add", "delete", "update"]
    replaces: bool

    @property
    def top(self) -> str:
        """The name of the resource's own property that holds the change."""
        return top_of(self.path)


def differences(
    model: type[Args], old: Mapping[str, Plain], new: Mapping[str, Plain], state: Mapping[str, Plain]
) -> tuple[Difference, ...]:
    """Every changed property, sorted by path. What is not known yet differs from anything.

    `old` and `new` are inputs; `state` is all that is known of the object, for what the platform has chosen itself.
    """
    replacing, unordered, kept = (marked(model, mark) for mark in (Mark.REPLACES, Mark.UNORDERED, Mark.KEPT))
    old = {**{name: state[name] for name in kept if name in state}, **old}
    found: list[Difference] = []
    for name in {**old, **new}:
        if name in kept and name not in new:
            continue
        before, after = old.get(name, _ABSENT), new.get(name, _ABSENT)
        if name in unordered:
            before, after = _sorted(before), _sorted(after)
        found += (Difference(path, kind, name in replacing) for path, kind in _changed(before, after, joined("", name)))
    return tuple(sorted(found, key=lambda each: each.path))


def same(old: Plain, new: Plain, *, unordered: bool = False) -> bool:
    """Whether two values are the same to a platform: 1 is 1.0, but True is not 1."""
    if unordered:
        old, new = _sorted(old), _sorted(new)
    return not any(_changed(old, new, ""))


def _changed(old: Any, new: Any, path: str) -> Iterator[tuple[str, Literal["add", "delete", "update"]]]:
    if old is _ABSENT or new is _ABSENT:
        if old is not new:
            yield path, "add" if old is _ABSENT else "delete"
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in {**old, **new}:
            yield from _changed(old.get(name, _ABSENT), new.get(name, _ABSENT), joined(path, name))
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            before = old[index] if index < len(old) else _ABSENT
            after = new[index] if index < len(new) else _ABSENT
            yield from _changed(before, after, joined(path, index))
    elif old is UNKNOWN or new is UNKNOWN or isinstance(old, bool) != isinstance(new, bool) or old != new:
        yield path, "update"


def _sorted(value: Any) -> Any:
    return sorted(value, key=lambda each: json.dumps(each, default=str)) if isinstance(value, list) else value
