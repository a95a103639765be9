"""Four configs as rows: one for each leaf, one column for each tier. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

ABSENT: Final = "\u2013"
_NAMES: Final = (
    "ref",
    "name",
    "rule",
    "alert",
    "host",
    "surface",
    "data",
    "role",
    "severity",
    "topic",
    "use",
    "region",
)
"""Keys that tell the items of a list apart, the best first."""
_MOST: Final = 6
_INDEX: Final = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Row:
    """One leaf: its dotted path, the value per tier, and per tier the reason of the choice (empty: none written)."""

    path: str
    values: tuple[str, ...]
    reasons: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """True if the tiers do not agree."""
        return len(set(self.values)) > 1


def contrast(configs: Sequence[Mapping[str, Any]], reasons: Sequence[Mapping[str, str]]) -> tuple[Row, ...]:
    """The rows of some configs, in the order in which the first of them that has a leaf names it."""
    leaves = [dict(_leaves("", config)) for config in configs]
    paths = _merged([list(one) for one in leaves])
    return tuple(
        Row(
            path,
            tuple(one.get(path, ABSENT) for one in leaves),
            tuple(_reason(path, said) if path in leaf else "" for leaf, said in zip(leaves, reasons, strict=True)),
        )
        for path in paths
    )


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and value:
        for key, item in value.items():
            yield from _leaves(f"{path}.{key}" if path else str(key), item)
    else:
        yield path, shown(value)


def shown(value: Any) -> str:
    """A leaf in a cell: words for what has no value, names for lists of objects."""
    if value is None or value == [] or value == {}:
        return ABSENT
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        words = [_named(item) for item in value]
        more = f" +{len(words) - _MOST}" if len(words) > _MOST else ""
        return ", ".join(words[:_MOST]) + more
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _named(item: Any) -> str:
    if isinstance(item, Mapping):
        for key in _NAMES:
            if isinstance(item.get(key), str):
                return str(item[key])
        return " ".join(shown(one) for one in item.values())
    return shown(item)


def _reason(path: str, said: Mapping[str, str]) -> str:
    """The comment of the leaf; a list without one of its own takes those of its items, and anything its parent's."""
    if path in said:
        return said[path]
    items = [text for key, text in said.items() if _INDEX.sub("", key, count=1) == path and key != path]
    if items:
        return "; ".join(dict.fromkeys(items))
    parent, _, _ = path.rpartition(".")
    return said.get(parent, "") if "." in parent else ""


def _merged(orders: Sequence[Sequence[str]]) -> list[str]:
    """All paths; one that only later configs have comes after the one that stands before it there."""
    found: list[str] = []
    for order in orders:
        at = 0
        for path in order:
            if path in found:
                at = found.index(path) + 1
            else:
                found.insert(at, path)
                at += 1
    return found
