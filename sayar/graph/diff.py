"""The differences between the inputs of one resource on two sides, under the engine's property paths."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sayar.facts.paths import Path, lies_above, member, parse_path, starts_with
from sayar.graph.model import Ciphertext, Identity, Inputs, Secret, Unknown
from sayar.graph.wire import SHOWN_SECRET

UNKNOWN_CHANGED: Final = "a value that is not known before the update counts as changed"
SECRET_CHANGED: Final = "two encrypted values that differ count as a change"  # noqa: S105 - a sentence
SECRET_PLAIN: Final = "an encrypted value against a plain one counts as a change"  # noqa: S105 - a sentence
_DEFAULTS: Final = "__defaults"
_PLAIN: Final = re.compile(r"[A-Za-z0-9_]+")
"""As in pulumi/pulumi sdk/go/common/resource/properties_path.go (v3.259.0)."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Two values at a path; None where nothing stands. `assumed` says what was taken for granted, empty if nothing."""

    path: str
    old: Any
    new: Any
    assumed: str = ""


class SecretCount:
    """How many encrypted values were taken as equal to a secret of the other side."""

    def __init__(self) -> None:
        self.assumed = 0


def differences(
    old: Inputs, new: Inputs, settled: Callable[[str, Any, Any], bool], secrets: SecretCount
) -> Iterator[Difference]:
    """All differences, in the order of the property names.

    `settled(key, before, after)` tells whether two values in a top-level property, of which one at least is unknown,
    are the same.
    """
    for key, before, after in _members(old, new):
        yield from _values(join("", key), before, after, partial(settled, key), secrets)


def join(path: str, segment: str | int) -> str:
    """A path one step longer, spelled as the engine does: only letters, digits and underscores stand without quotes."""
    if isinstance(segment, int):
        return f"{path}[{segment}]"
    if not _PLAIN.fullmatch(segment):
        # The engine leaves a backslash as it is, and cannot read its own path back then.
        escaped = segment.replace("\\", "\\\\").replace('"', '\\"')
        return f'{path}["{escaped}"]'
    return f"{path}.{segment}" if path else segment


def covers(patterns: tuple[str, ...], path: str) -> bool:
    """True if an option such as ignoreChanges names the path or something above it."""
    return any(starts_with(parse_path(path), parse_path(pattern)) for pattern in patterns)


def reaches(patterns: tuple[str, ...], path: str) -> bool:
    """True if an option such as replaceOnChanges names the path, something above it, or something inside of it."""
    return covers(patterns, path) or any(lies_above(parse_path(path), parse_path(pattern)) for pattern in patterns)


def shown_path(path: str, *sides: Inputs) -> str:
    """The path, as far as it may be shown: what is secret as a whole hides the names inside of it too."""
    segments = parse_path(path)
    return min((_open_part(path, segments, inputs) for inputs in sides), key=len)


def _open_part(path: str, segments: Path, value: Any) -> str:
    seen = ""
    for segment in segments:
        if isinstance(value, Secret | Ciphertext):
            return seen
        value = member(value, segment)
        seen = join(seen, segment)
    return path


def _values(
    path: str, old: Any, new: Any, settled: Callable[[Any, Any], bool], secrets: SecretCount
) -> Iterator[Difference]:
    if isinstance(old, Unknown) or isinstance(new, Unknown):
        if not settled(old, new):
            # An id is certain to differ from any other value: it belongs to one resource. Other unknowns may turn out
            # to be what is there.
            plain = all(isinstance(one, Identity) or not isinstance(one, Unknown) for one in (old, new))
            yield Difference(path, old, new, "" if plain else UNKNOWN_CHANGED)
        return
    if isinstance(old, Ciphertext) or isinstance(new, Ciphertext):
        yield from _encrypted(path, old, new, secrets)
        return
    # The engine hands plain values to the provider, so being secret or not is no difference.
    old = old.value if isinstance(old, Secret) else old
    new = new.value if isinstance(new, Secret) else new
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key, before, after in _members(old, new):
            yield from _values(join(path, key), before, after, settled, secrets)
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            before = old[index] if index < len(old) else None
            after = new[index] if index < len(new) else None
            yield from _values(join(path, index), before, after, settled, secrets)
    # In JSON true and 1 are two values, 1 and 1.0 are one.
    elif isinstance(old, bool) != isinstance(new, bool) or old != new:
        yield Difference(path, old, new)


def _encrypted(path: str, old: Any, new: Any, secrets: SecretCount) -> Iterator[Difference]:
    if isinstance(old, Ciphertext) and isinstance(new, Ciphertext) and old.text == new.text != SHOWN_SECRET:
        return
    if old is None or new is None:
        yield Difference(path, old, new)
    elif _comparable(old, new) or _comparable(new, old):
        secrets.assumed += 1
    else:
        both = isinstance(old, Ciphertext) and isinstance(new, Ciphertext)
        yield Difference(path, old, new, SECRET_CHANGED if both else SECRET_PLAIN)


def _comparable(hidden: Any, other: Any) -> bool:
    """True if one side cannot be read and the other is a secret that it may well be."""
    if not isinstance(hidden, Ciphertext):
        return False
    if isinstance(other, Ciphertext):
        return hidden.text == SHOWN_SECRET
    return _holds_secret(other)


def _holds_secret(value: Any) -> bool:
    if isinstance(value, Secret):
        return True
    if isinstance(value, Mapping):
        return any(_holds_secret(one) for one in value.values())
    return isinstance(value, list) and any(_holds_secret(one) for one in value)


def _members(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Members of two maps by name. What a provider filled in by itself is none where the other side does not set it.

    Nor is what it filled in on both sides: it keeps the default or name that it chose once
    (pulumi/pulumi-terraform-bridge@59de6c66 pkg/tfbridge/schema.go).
    """
    filled_old, filled_new = filled(old), filled(new)
    for key in sorted(old.keys() | new.keys()):
        chosen = key not in old or key in filled_old, key not in new or key in filled_new
        if key == _DEFAULTS or all(chosen):
            continue
        yield key, old.get(key), new.get(key)


def filled(inputs: Mapping[str, Any]) -> frozenset[str]:
    """The properties that a bridged provider filled in by itself."""
    listed = inputs.get(_DEFAULTS)
    return frozenset(one for one in listed if isinstance(one, str)) if isinstance(listed, list) else frozenset()
