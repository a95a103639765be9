"""Reads typed members of an object that comes from outside, and notes every one that has another type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sayar.graph.model import Inputs
from sayar.graph.wire import MOST_ENTRIES, from_json
from sayar.urn import is_urn


class Fields:
    """The members of one object. What is missing or null is empty; what is wrong is empty too and named in `problems`.

    `where` is put before the name of a member in a problem.
    """

    def __init__(self, found: Mapping[str, Any], where: str, problems: list[str]) -> None:
        self._found = found
        self._where = where
        self._problems = problems

    def text(self, key: str, *, needed: bool = False) -> str:
        """A text; "" where there is none."""
        value = self._found.get(key)
        if isinstance(value, str) and (value or not needed):
            return value
        if value is not None:
            self._wrong(key, "not a text" if not isinstance(value, str) else "must not be empty")
        elif needed:
            self._wrong(key, "is missing")
        return ""

    def urn(self, key: str) -> str:
        """A text of a URN's form."""
        text = self.text(key, needed=True)
        if text and not is_urn(text):
            self._wrong(key, f"{text!r} is not a URN")
        return text

    def flag(self, key: str, *, default: bool | None = None) -> bool | None:
        """True, false, or the default."""
        value = self._found.get(key)
        if isinstance(value, bool):
            return value
        if value is not None:
            self._wrong(key, "neither true nor false")
        return default

    def items(self, key: str) -> Sequence[Any]:
        """The entries of a list."""
        value = self._found.get(key)
        if isinstance(value, list):
            if len(value) <= MOST_ENTRIES:
                return value
            self._wrong(key, f"{len(value)} entries: at most {MOST_ENTRIES}")
        elif value is not None:
            self._wrong(key, "not a list")
        return ()

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        found = self.items(key)
        if any(not isinstance(one, str) for one in found):
            self._wrong(key, "not a list of texts")
            return ()
        return tuple(found)

    def members(self, key: str) -> Mapping[str, Any]:
        """The members of an object, as they stand there."""
        value = self._found.get(key)
        if isinstance(value, Mapping):
            return value
        if value is not None:
            self._wrong(key, "not an object")
        return {}

    def inside(self, key: str) -> Fields | None:
        """The members of an object to be read in their turn; None where there is none."""
        found = self.members(key)
        return Fields(found, f"{self._where}{key}.", self._problems) if found else None

    def values(self, key: str) -> Inputs:
        """Properties, with secrets and unknowns marked."""
        try:
            found: Inputs = {name: from_json(value) for name, value in sorted(self.members(key).items())}
        except ValueError as error:
            self._wrong(key, str(error))
            return {}
        return found

    def text_lists(self, key: str) -> Mapping[str, tuple[str, ...]]:
        """Lists of texts by name."""
        inner = Fields(self.members(key), f"{self._where}{key}.", self._problems)
        return {name: inner.texts(name) for name in sorted(self.members(key))}

    def times(self, key: str, names: Sequence[str]) -> Mapping[str, str]:
        """Durations by name: texts such as `5m`, or the seconds that an export holds."""
        found = self.members(key)
        return {
            name: f"{found[name]:g}s" if _is_number(found[name]) else str(found[name])
            for name in names
            if found.get(name)
        }

    def _wrong(self, key: str, what: str) -> None:
        self._problems.append(f"{self._where}{key}: {what}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
