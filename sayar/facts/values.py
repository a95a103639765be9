"""Equality with three answers: yes, no, and nobody can tell before the update."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sayar.graph.model import Ciphertext, Secret, Unknown


class _Present:
    """Something that is there on this side and whose value was not handed over."""

    __slots__ = ()


PRESENT: Final = _Present()


def opaque(value: Any) -> bool:
    """True for a value that stands for another one which is not at hand."""
    return isinstance(value, Unknown | Ciphertext | _Present)


def equal(old: Any, new: Any) -> bool | None:
    """Whether two values are the same; None if nobody can tell. A secret compares by its value."""
    old = old.value if isinstance(old, Secret) else old
    new = new.value if isinstance(new, Secret) else new
    if opaque(old) or opaque(new):
        return _opaque_equal(old, new)
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return all_of(equal(old.get(key), new.get(key)) for key in {**old, **new})
    if _is_list(old) and _is_list(new):
        return all_of(equal(a, b) for a, b in zip(old, new, strict=True)) if len(old) == len(new) else False
    # True and 1 are two values in JSON, 1 and 1.0 are one.
    return isinstance(old, bool) == isinstance(new, bool) and bool(old == new)


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """False if one is False, else None if one is None, else True."""
    seen_unknown = False
    for answer in answers:
        if answer is False:
            return False
        seen_unknown = seen_unknown or answer is None
    return None if seen_unknown else True


def _opaque_equal(old: Any, new: Any) -> bool | None:
    if isinstance(old, Ciphertext) and isinstance(new, Ciphertext) and old.text == new.text:
        return True
    # A secret or a present value is not null; an unknown may turn out to be.
    if (old is None and isinstance(new, Ciphertext | _Present)) or (
        new is None and isinstance(old, Ciphertext | _Present)
    ):
        return False
    return None


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
