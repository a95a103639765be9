"""Property paths as the engine spells them (`rules[0].ref`, `tags["a.b"]`) and patterns over them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from sayar.graph.model import UNKNOWN, Secret

Segment = str | int
Path = tuple[Segment, ...]

ANY: Final = "*"
_MARK: Final = re.compile(r"[.\[\"]")
_TOKEN: Final = re.compile(
    r"""\.?(?P<name>[^.\[\]"]+)|\[(?P<index>\d+)\]|\[(?P<any>\*)\]|\.?\["(?P<quoted>(?:[^"\\]|\\.)*)"\]"""
)


@cache
def parse_path(text: str) -> Path:
    """The segments of a path or pattern: names as strings, indices as integers, `*` for any one segment.

    Raises ValueError where the text is no path.
    """
    segments: list[Segment] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or (at == 0 and text[0] == ".") or (at and token["name"] and text[at] != "."):
            raise ValueError(f"{text!r} is not a property path")
        if token["index"] is not None:
            segments.append(int(token["index"]))
        elif token["quoted"] is not None:
            segments.append(re.sub(r"\\(.)", r"\1", token["quoted"]))
        else:
            segments.append(token["name"] or ANY)
        at = token.end()
    if not segments:
        raise ValueError("an empty property path")
    return tuple(segments)


def top_of(text: str) -> str:
    """The property that a path begins with; of a text that is no path, what stands before the first mark of one."""
    try:
        return str(parse_path(text)[0])
    except ValueError:
        return _MARK.split(text, maxsplit=1)[0]


def starts_with(path: Path, pattern: Path) -> bool:
    """True if the pattern names the path itself or something above it."""
    return len(pattern) <= len(path) and all(_fits(a, b) for a, b in zip(path, pattern, strict=False))


def lies_above(path: Path, pattern: Path) -> bool:
    """True if the pattern names something inside of what the path names."""
    return len(path) < len(pattern) and all(_fits(a, b) for a, b in zip(path, pattern, strict=False))


def specificity(pattern: Path) -> tuple[int, int]:
    """Longer patterns before shorter ones, written segments before wildcards."""
    return len(pattern), sum(segment != ANY for segment in pattern)


def value_at(value: Any, path: Path) -> Any:
    """What stands at a path inside a value: None where nothing does, UNKNOWN where nobody can tell yet."""
    for segment in path:
        value = member(value, segment)
    return value.value if isinstance(value, Secret) else value


def pairs_at(old: Any, new: Any, pattern: Path) -> Iterator[tuple[Any, Any]]:
    """The two values at every place that a pattern names inside of two values; None on the side that lacks it."""
    if not pattern:
        yield old, new
        return
    head, rest = pattern[0], pattern[1:]
    for segment in _segments(old, new) if head == ANY else (head,):
        yield from pairs_at(member(old, segment), member(new, segment), rest)


def _fits(segment: Segment, pattern: Segment) -> bool:
    return pattern in (ANY, segment)


def member(value: Any, segment: Segment) -> Any:
    """What stands one step inside of a value: None where nothing does, UNKNOWN where nobody can tell yet."""
    if isinstance(value, Secret):
        value = value.value
    if value is None:
        return None
    if isinstance(value, Mapping):
        return value.get(segment)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return value[segment] if isinstance(segment, int) and segment < len(value) else None
    # A ciphertext or an unknown may hold anything; a scalar holds nothing.
    return None if isinstance(value, str | int | float) else UNKNOWN


def _segments(old: Any, new: Any) -> list[Segment]:
    found: dict[Segment, None] = {}
    for side in (old, new):
        value = side.value if isinstance(side, Secret) else side
        if isinstance(value, Mapping):
            found.update(dict.fromkeys(value))
        elif isinstance(value, Sequence) and not isinstance(value, str):
            found.update(dict.fromkeys(range(len(value))))
        elif value is not None and not isinstance(value, str | int | float):
            # What is inside cannot be listed, so one place stands for all of them.
            found[ANY] = None
    return list(found)
