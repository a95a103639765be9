"""Where things stand in the text of a stack file, so that an edit touches them and nothing else. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import yaml

_LINE_END: Final = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value; `flow` where the mapping around them is written in braces."""

    key: yaml.Node
    value: yaml.Node
    flow: bool

    @property
    def start(self) -> int:
        """Where the key begins."""
        return int(self.key.start_mark.index)

    @property
    def column(self) -> int:
        """How far the key is indented."""
        return int(self.key.start_mark.column)

    @property
    def end(self) -> int:
        """Where the value ends, before what follows on its line."""
        return end_of(self.value)

    @property
    def written_here(self) -> bool:
        """False for an alias, whose value stands elsewhere."""
        return self.value.start_mark.index >= self.key.end_mark.index


def entries(text: str, *path: str) -> tuple[Entry, ...]:
    """The entries of the mapping at a path from the top; empty where there is none. Raises yaml.YAMLError."""
    node: yaml.Node | None = yaml.compose(text, Loader=yaml.CSafeLoader)
    for step in path:
        node = next((one.value for one in _of(node) if one.key.value == step), None)
    return _of(node)


def entry(text: str, *path: str) -> Entry | None:
    """The entry at a path; None where there is none. Raises yaml.YAMLError."""
    *above, last = path
    return next((one for one in entries(text, *above) if one.key.value == last), None)


def end_of(node: yaml.Node) -> int:
    """Where a node ends. The mark of a block stands after the comments below it, so its last leaf tells."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return end_of(last[1] if isinstance(node, yaml.MappingNode) else last)
    return int(node.end_mark.index)


def line_start(text: str, at: int) -> int:
    """The beginning of the line that a place is in."""
    return max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1


def line_end(text: str, at: int) -> int:
    """The place after the line that something ends in, its break included."""
    if at and text[at - 1] in "\r\n":  # a block scalar ends with its last line
        return at
    found = _LINE_END.search(text, at)
    return found.end() if found else len(text)


def break_of(text: str) -> str:
    """How lines end in a text."""
    found = _LINE_END.search(text)
    return found.group() if found else "\n"


def _of(node: yaml.Node | None) -> tuple[Entry, ...]:
    if not isinstance(node, yaml.MappingNode):
        return ()
    return tuple(Entry(key, value, bool(node.flow_style)) for key, value in node.value)
