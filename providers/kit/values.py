"""Values as the engine sends them, and as plain Python: what is unknown and what is secret survives the way back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final

from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.runtime.rpc import UNKNOWN as SENTINEL


class _Unknown(Enum):
    """The one value that stands for "known after the update"."""

    UNKNOWN = "[unknown]"


UNKNOWN: Final = _Unknown.UNKNOWN
Plain = Any
"""None, bool, int, float, str, `UNKNOWN`, or lists and dicts of them. Whole numbers are ints."""
Properties = Mapping[str, PropertyValue]


def plain(value: PropertyValue) -> Plain:
    """The value without marks. The protocol knows one kind of number, so whole ones become ints again."""
    raw = value.value
    if raw == SENTINEL:
        # The SDK has a type for what is not known, but neither reads nor writes it: it leaves the wire's text.
        return UNKNOWN
    if isinstance(raw, Mapping):
        return plain_map(raw)
    if isinstance(raw, list | tuple):
        return [plain(each) for each in raw]
    if isinstance(raw, float) and raw.is_integer():
        return int(raw)
    return raw


def plain_map(values: Properties) -> dict[str, Plain]:
    """Properties without marks. A null is the same as nothing."""
    return {name: plain(each) for name, each in values.items() if each.value is not None}


def wrapped(value: Plain, like: PropertyValue | None = None, *, secret: bool = False) -> PropertyValue:
    """The value for the engine, secret where `secret` says so or where `like`, the same value earlier, was.

    In a map each entry is marked by itself; in a list one secret marks the whole, as entries may have moved.
    """
    if value is UNKNOWN:
        return PropertyValue(SENTINEL, is_secret=secret)
    secret = secret or (like is not None and like.is_secret)
    before = like.value if like is not None else None
    if isinstance(value, Mapping):
        known = before if isinstance(before, Mapping) else {}
        entries = {name: wrapped(each, known.get(name)) for name, each in value.items()}
        return PropertyValue(entries, is_secret=secret)
    if isinstance(value, list | tuple):
        hidden = like is not None and like.contains_secret()
        return PropertyValue([wrapped(each) for each in value], is_secret=secret or hidden)
    number = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return PropertyValue(number, is_secret=secret)


def secrets(values: Properties) -> Iterator[str]:
    """Every text that is marked as secret, wherever it lies."""
    for each in values.values():
        yield from _secrets(each, hidden=False)


def _secrets(value: PropertyValue, *, hidden: bool) -> Iterator[str]:
    hidden, raw = hidden or value.is_secret, value.value
    if isinstance(raw, Mapping):
        for each in raw.values():
            yield from _secrets(each, hidden=hidden)
    elif isinstance(raw, list | tuple):
        for each in raw:
            yield from _secrets(each, hidden=hidden)
    elif hidden and isinstance(raw, str):
        yield raw
