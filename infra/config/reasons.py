"""The reasons that the authors of a stack file wrote beside their choices, by the path of the field."""

from __future__ import annotations

from pathlib import Path

import yaml


def reasons(path: Path) -> dict[str, str]:
    """The comment of every field of a stack file: the one behind it, else the lines right above it.

    Paths are those of error messages without `sayar:` (`edge.waf.custom[0]`). A field without a comment has none.
    """
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    found: dict[str, str] = {}
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if key.value == "config":
                _collect(value, "", lines, found)
    return found


def _collect(node: yaml.Node, at: str, lines: list[str], found: dict[str, str]) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = key.value.removeprefix("sayar:")
            path = f"{at}.{name}" if at else name
            _note(path, key.start_mark.line, lines, found)
            _collect(value, path, lines, found)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            path = f"{at}[{index}]"
            _note(path, item.start_mark.line, lines, found)
            _collect(item, path, lines, found)


def _note(path: str, line: int, lines: list[str], found: dict[str, str]) -> None:
    behind = _comment_behind(lines[line])
    if behind:
        found[path] = behind
        return
    above: list[str] = []
    for text in reversed(lines[:line]):
        stripped = text.strip()
        if not stripped.startswith("#"):
            break
        above.insert(0, stripped.lstrip("# "))
    if above:
        found[path] = " ".join(above)


def _comment_behind(line: str) -> str:
    """What follows a ` #` outside quotes."""
    quote = ""
    for index, char in enumerate(line):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char == "#" and (index == 0 or line[index - 1] in " \t"):
            return "" if not line[:index].strip() else line[index + 1 :].strip()
    return ""
