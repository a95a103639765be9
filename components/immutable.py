"""What cannot be changed in place: the reader of `IMMUTABLE`, `GROWS` and `IDENTITY`, class variables of specs.

`IMMUTABLE` names fields, as `nodes.mode` one of a spec inside, whose change makes a new thing and leaves the old one's
data behind. `GROWS` names numbers for which that holds only when they become less. `IDENTITY` names the fields by which
an item of a list is found again at another place of the list; without it an item is the one at its index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from components.spec import Spec

IMMUTABLE: Final = "IMMUTABLE"
GROWS: Final = "GROWS"
IDENTITY: Final = "IDENTITY"

Kind = Literal["changes", "shrinks"]


class _Absent:
    """Stands for a field that a spec does not have, which is another thing than one that is null."""


ABSENT: Final = _Absent()


@dataclass(frozen=True, slots=True)
class Broken:
    """A field that cannot change in place and did; `path` is that of the new spec, lists by index.

    `kind` is `shrinks` for a number that may only become more.
    """

    path: str
    old: object
    new: object
    kind: Kind = "changes"


def frozen_fields(spec: Spec) -> tuple[str, ...]:
    """The paths of all fields of a spec and the specs inside it that cannot change in place, in field order, each once.

    Those that may only grow are among them. A field of a spec that is null is not there. Raises AttributeError where a
    class names a field that it has not.
    """
    return tuple(dict.fromkeys(_frozen("", spec)))


def changed(old: Spec, new: Spec) -> tuple[Broken, ...]:
    """The fields that cannot change in place and differ between two specs of one concern, each path once.

    - A field is compared where the classes on both sides name it in `IMMUTABLE` (or both in `GROWS`). So another `kind`
      counts between two kinds that both freeze it (brokers that become others), and not from or to a class that does
      not (none, or a platform that the tier leaves): there nothing of that sort was, or nothing is left to keep.
    - Between different classes nothing below is looked at: all of it goes with the old one.
    - An item of a list or a key of a mapping that only one side has is made or taken away, not changed. With `IDENTITY`
      that is also what a change of an identifying field is.
    - A spec inside that is null on one side was made or taken away as well; a plain field that is null is a value.
    """
    return tuple({broken.path: broken for broken in _spec("", old, new)}.values())


def _frozen(path: str, value: object) -> Iterator[str]:
    if isinstance(value, Spec):
        for name in (*_declared(value, IMMUTABLE), *_declared(value, GROWS)):
            if _at(value, name) is not ABSENT:
                yield _below(path, name)
        for name in type(value).model_fields:
            yield from _frozen(_below(path, name), getattr(value, name))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _frozen(_below(path, str(key)), item)
    elif isinstance(value, tuple | list):
        for index, item in enumerate(value):
            yield from _frozen(f"{path}[{index}]", item)


def _changes(path: str, old: object, new: object) -> Iterator[Broken]:
    if isinstance(old, Spec) and isinstance(new, Spec):
        yield from _spec(path, old, new)
    elif isinstance(old, dict) and isinstance(new, dict):
        for key, item in new.items():
            if key in old:
                yield from _changes(_below(path, str(key)), old[key], item)
    elif isinstance(old, tuple | list) and isinstance(new, tuple | list):
        before = _by_identity(old)
        for index, (key, item) in enumerate(zip(_identities(new), new, strict=True)):
            if key in before:
                yield from _changes(f"{path}[{index}]", before[key], item)


def _spec(path: str, old: Spec, new: Spec) -> Iterator[Broken]:
    for name, was, becomes in _both(old, new, IMMUTABLE):
        if was != becomes:
            yield Broken(_below(path, name), was, becomes)
    for name, was, becomes in _both(old, new, GROWS):
        # Null is no number: nobody said how much there was, or is to be.
        if was is not None and becomes is not None and becomes < was:
            yield Broken(_below(path, name), was, becomes, "shrinks")
    if type(old) is type(new):
        for name in type(new).model_fields:
            yield from _changes(_below(path, name), getattr(old, name), getattr(new, name))


def _both(old: Spec, new: Spec, declared: str) -> Iterator[tuple[str, Any, Any]]:
    """Name and both values of the fields that both classes declare and both specs have."""
    before = _declared(old, declared)
    for name in _declared(new, declared):
        if name in before:
            was, becomes = _at(old, name), _at(new, name)
            if was is not ABSENT and becomes is not ABSENT:
                yield name, was, becomes


def _at(spec: Spec, path: str) -> Any:
    """The value at a dotted path. Only what is in a spec inside may be absent: that is optional, or of another kind."""
    first, *rest = path.split(".")
    value = getattr(spec, first)
    for name in rest:
        there = isinstance(value, Spec) and name in type(value).model_fields
        value = getattr(value, name) if there else ABSENT
    return value


def _by_identity(items: Sequence[object]) -> dict[object, object]:
    return dict(zip(_identities(items), items, strict=True))


def _identities(items: Sequence[object]) -> Iterator[object]:
    """What each item is known by; of several that say the same (which rules refuse) each is one of its own."""
    seen: dict[object, int] = {}
    for index, item in enumerate(items):
        names = _declared(item, IDENTITY) if isinstance(item, Spec) else ()
        key: object = tuple(getattr(item, name) for name in names) if names else index
        seen[key] = seen.get(key, 0) + 1
        yield key, seen[key]


def _declared(spec: Spec, name: str) -> tuple[str, ...]:
    return tuple(getattr(type(spec), name, ()))


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
