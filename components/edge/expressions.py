"""Expressions of Cloudflare's rules language, as text that is always whole: quoted, in brackets, joined."""

from __future__ import annotations

from collections.abc import Iterable

EVERYTHING = "true"


def quoted(text: str) -> str:
    """A string of the rules language: backslash and quote are escaped."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def listed(texts: Iterable[str]) -> str:
    """An inline set, as `{"a" "b"}`."""
    return "{" + " ".join(quoted(text) for text in texts) + "}"


def host_is(*hosts: str) -> str:
    """Requests for one of some hosts."""
    if len(hosts) == 1:
        return f"(http.host eq {quoted(hosts[0])})"
    return f"(http.host in {listed(hosts)})"


def path_starts(*prefixes: str) -> str:
    """Requests whose path begins with one of some prefixes."""
    return any_of(*(f"starts_with(http.request.uri.path, {quoted(prefix)})" for prefix in prefixes))


def method_is(*methods: str) -> str:
    """Requests with one of some methods."""
    return f"(http.request.method in {listed(methods)})"


def has_header(name: str) -> str:
    """Requests that carry a header; names are in lower case there."""
    return f"any(http.request.headers.names[*] eq {quoted(name)})"


def negated(expression: str) -> str:
    """Everything that an expression does not match."""
    return f"(not {expression})"


def all_of(*expressions: str) -> str:
    """What all of some expressions match."""
    return _joined("and", expressions)


def any_of(*expressions: str) -> str:
    """What one of some expressions matches."""
    return _joined("or", expressions)


def _joined(word: str, expressions: tuple[str, ...]) -> str:
    if not expressions:
        raise ValueError(f"nothing to join with {word}: the rule would match everything or nothing")
    return expressions[0] if len(expressions) == 1 else "(" + f" {word} ".join(expressions) + ")"
