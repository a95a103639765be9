"""What is called, and where: apart from the client, whose libraries are loaded only when there is something to call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


class AddressError(ValueError):
    """An endpoint that a token must not be sent to; the text says why."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `again` says that doing it twice is the same as doing it once; `label` is its name in messages."""

    label: str
    method: str
    path: str
    again: bool
    params: Mapping[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True, slots=True)
class Token:
    """Where a token comes from: a variable of the environment and how it is sent."""

    variable: str
    headers: Callable[[str], Mapping[str, str]]


def endpoint(text: str) -> str:
    """The address of an API as it may be used. Raises AddressError for one that would show the token to others."""
    parts = urlsplit(text)
    loopback = parts.hostname in ("127.0.0.1", "::1", "localhost")
    if parts.scheme == "https" or (parts.scheme == "http" and loopback):
        return text.rstrip("/")
    raise AddressError(f"{text}: only https, or http on this machine, where nobody reads the token on the way")
