"""Compares old inputs with new ones as a vendor's provider does: which properties change, and which of them replace."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sayar.engine.sandbox.schema import Property
from sayar.engine.sandbox.wire import Value, plain

_WORD: Final = re.compile(r"[A-Za-z0-9_]+\Z")


class _Absent:
    """Stands for a property that is not there: null is not told from it, but an empty list is."""


_ABSENT: Final = _Absent()


@dataclass(frozen=True, slots=True)
class Difference:
    """One changed property: its path as the engine writes it, how it changed, and whether that replaces."""

    path: str
    kind: Literal["add", "delete", "update"]
    replace: bool

    @property
    def top(self) -> str:
        """The name of the resource's own property that holds the change."""
        return re.split(r"[.\[]", self.path, maxsplit=1)[0]


def joined(path: str, name: str) -> str:
    """A path and one more name: `a.b`, or `a["b.c"]` where the name is no plain word."""
    if not _WORD.match(name):
        return f"{path}[{json.dumps(name)}]"
    return f"{path}.{name}" if path else name


def differences(
    known: Mapping[str, Property], old: Mapping[str, Value], new: Mapping[str, Value]
) -> tuple[Difference, ...]:
    """Every changed property, sorted by path. A value that is not known yet differs from any in the state."""
    return tuple(sorted(_mapping(known, plain(old), plain(new), "", replace=False), key=lambda each: each.path))


def _mapping(
    known: Mapping[str, Property] | Property | None,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    path: str,
    *,
    replace: bool,
) -> Iterator[Difference]:
    for name in {**old, **new}:
        spec = known.get(name) if isinstance(known, Mapping) else known
        if spec is not None and spec.held_by is not None and _stays(spec.held_by, old, new):
            spec = dataclasses.replace(spec, replace=False)
        yield from _value(spec, old.get(name, _ABSENT), new.get(name, _ABSENT), joined(path, name), replace=replace)


def _stays(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return name in old and name in new and _same(old[name], new[name])


def _value(spec: Property | None, old: Any, new: Any, path: str, *, replace: bool) -> Iterator[Difference]:
    if _same(old, new) or (new is _ABSENT and spec is not None and spec.computed):
        return  # what the vendor filled in, or was told before, stays where a program leaves it out
    if spec is not None and spec.replace and (spec.replace is True or new is not _ABSENT):
        replace = True
    if old is _ABSENT or new is _ABSENT:
        # A part that is flagged comes and goes with the whole.
        yield Difference(path, "add" if old is _ABSENT else "delete", replace or _flagged_inside(spec, old, new))
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        inner = (spec.fields or spec.items) if spec is not None else None
        yield from _mapping(inner, old, new, path, replace=replace)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _array(spec, old, new, path, replace=replace)
    else:
        yield Difference(path, "update", replace)


def _flagged_inside(spec: Property | None, old: Any, new: Any) -> bool:
    there = new if old is _ABSENT else old
    if spec is None or not isinstance(there, Mapping | list):
        return False
    nothing: Any = {} if isinstance(there, Mapping) else []
    before, after = (nothing, there) if old is _ABSENT else (there, nothing)
    return any(inner.replace for inner in _value(spec, before, after, "", replace=False))


def _array(spec: Property | None, old: list[Any], new: list[Any], path: str, *, replace: bool) -> Iterator[Difference]:
    if spec is not None and spec.unordered:
        old, new = sorted(old, key=_sortable), sorted(new, key=_sortable)
    items = spec.items if spec is not None else None
    for index in range(max(len(old), len(new))):
        before = old[index] if index < len(old) else _ABSENT
        after = new[index] if index < len(new) else _ABSENT
        yield from _value(items, before, after, f"{path}[{index}]", replace=replace)


def _sortable(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _same(old: Any, new: Any) -> bool:
    # True equals 1 in Python, but not for a vendor.
    if isinstance(old, bool) != isinstance(new, bool):
        return False
    if isinstance(old, Mapping | list) and isinstance(new, Mapping | list):
        return _sortable(old) == _sortable(new)
    return bool(old == new)
