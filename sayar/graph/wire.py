"""How secrets and unknowns are spelled: on the engine's wire and in exports, and in the project's own documents."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from sayar.graph.model import UNKNOWN, Ciphertext, Identity, Secret, Unknown

UNKNOWN_MARK: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a fixed word of the protocol

MOST_ENTRIES: Final = 100_000
"""Entries that one list may have: stacks have thousands of resources, and a list of a million is a mistake."""

SHOWN_SECRET: Final = "[secret]"  # noqa: S105 - what is written in place of one
SHOWN_UNKNOWN: Final = "[unknown]"
_ID: Final = re.compile(rf"<{UNKNOWN_MARK}\|(urn:pulumi:.*?)\|{UNKNOWN_MARK}>")


def id_mark(urn: str) -> str:
    """What a recording hands out as the id of a resource, so that it is found again wherever a program puts it."""
    return f"<{UNKNOWN_MARK}|{urn}|{UNKNOWN_MARK}>"


def recorded_text(text: str) -> str | Unknown:
    """A text of a recording: itself, or the ids or the unknown that it is made of."""
    if UNKNOWN_MARK not in text:
        return text
    parts = _ID.split(text)
    # A program may have cut or encoded an id; then nothing can be said of it.
    return UNKNOWN if any(UNKNOWN_MARK in part for part in parts[::2]) else Identity(tuple(parts))


def number(value: float) -> int | float:
    """A JSON number as it is written by hand: the wire knows floating point alone."""
    return int(value) if value.is_integer() else value


def marked(found: Mapping[str, Any]) -> Any:
    """An object of the wire whose members are decoded: itself, or the secret that it wraps."""
    if found.get(SIGNATURE) != SECRET_SIGNATURE:
        return found
    if isinstance(text := found.get("ciphertext"), str):
        return Ciphertext(text)
    inner = found.get("value")
    if isinstance(text := found.get("plaintext"), str):
        inner = from_json(_plaintext(text))
    # Whether a value that nobody knows yet is secret changes nothing, and one marker is easier to look for.
    return inner if isinstance(inner, Unknown) else Secret(inner)


def from_json(value: Any) -> Any:
    """A value of an export, a preview digest or a graph document, with the markers of this package in it.

    Raises ValueError, with words for the user, for a plaintext secret that is no JSON and for an endless list.
    """
    if isinstance(value, str):
        if value in (UNKNOWN_MARK, SHOWN_UNKNOWN):
            return UNKNOWN
        # A secret of which only the word is left compares like any other that is encrypted.
        return Ciphertext(SHOWN_SECRET) if value == SHOWN_SECRET else value
    if isinstance(value, float):
        return number(value)
    if isinstance(value, Mapping):
        return marked({key: from_json(value[key]) for key in sorted(value)})
    if not isinstance(value, list):
        return value
    if len(value) > MOST_ENTRIES:
        raise ValueError(f"holds a list of {len(value)} entries: at most {MOST_ENTRIES}")
    return [from_json(one) for one in value]


def _plaintext(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise ValueError("holds a plaintext secret that is no JSON") from None


def to_json(value: Any) -> Any:
    """A value as documents show it. No secret comes out of here."""
    if isinstance(value, Secret | Ciphertext):
        return SHOWN_SECRET
    if isinstance(value, Unknown):
        return SHOWN_UNKNOWN
    if isinstance(value, Mapping):
        return {key: to_json(value[key]) for key in sorted(value)}
    return [to_json(one) for one in value] if isinstance(value, list | tuple) else value
