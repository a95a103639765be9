"""Values held against rows of limits, in the words that refusals end with. Shared by the concerns above the network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from components.limits import Limit
from components.spec import Problem

Switch = Literal["on", "off"]


def cited(row: Limit) -> str:
    """Source and month of a row."""
    return f"{row.source.split(' ')[0]}, {row.date[:7]}"


def at_most(row: Limit, path: str, value: float) -> Iterator[Problem]:
    """A value above the limit. A limit that the vendor does not state is not checked."""
    if row.value is not None and value > row.value:
        yield Problem(path, value, f"at most {row.value}{_scope(row)} ({cited(row)})")


def at_least(row: Limit, path: str, value: float) -> Iterator[Problem]:
    """A value below the limit. A limit that the vendor does not state is not checked."""
    if row.value is not None and value < row.value:
        yield Problem(path, value, f"at least {row.value}{_scope(row)} ({cited(row)})")


def one_of(row: Limit, path: str, value: object) -> Iterator[Problem]:
    """A choice that the row does not list. A null row lists nothing that could be checked."""
    if row.value is not None and value not in row.value:
        yield Problem(path, value, f"{listed(row.value)}{_scope(row)} ({cited(row)})")


def unique(path: str, values: Iterable[object], allowed: str = "each value once") -> Iterator[Problem]:
    """Values that were there before; `path` may hold one `{}` for the place in the list."""
    seen: list[object] = []
    where = path if "{}" in path else f"{path}[{{}}]"
    for index, value in enumerate(values):
        if value in seen:
            yield Problem(where.format(index), value, allowed)
        seen.append(value)


def known(path: str, value: str, names: Iterable[str], what: str) -> Iterator[Problem]:
    """A name that nothing of that kind has."""
    there = list(names)
    if value not in there:
        yield Problem(path, value, f"a {what}: {listed(there)}")


def listed(values: Iterable[object]) -> str:
    """A set of words as refusals show it."""
    words = [str(value) for value in values]
    return f"one of {', '.join(words)}" if words else "none"


def _scope(row: Limit) -> str:
    return "" if row.plan == "any" else f" for {row.vendor} {row.plan}"
