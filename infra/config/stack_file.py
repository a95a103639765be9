"""Reads Pulumi.yaml and Pulumi.<stack>.yaml as the engine reads them, or refuses what it would read differently.

The engine's YAML knows no `on`, `off`, `yes` and `no` (they stay strings), but turns `012` into 10 and `2026-11-24`
into a time. Both are accidents waiting in a stack file, so they must be quoted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from infra.config.errors import ConfigError, ConfigProblem, refuse, shown

_INT = re.compile(r"^[-+]?(0|[1-9][0-9]*)$")
_FLOAT = re.compile(r"^[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)([eE][-+]?[0-9]+)?$")
_AMBIGUOUS = re.compile(
    r"^([-+]?0[0-9_]+|[-+]?0[xob][0-9a-fA-F_]+|[-+]?[0-9]+(_[0-9]+)+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?)$"
)
_MAYBE_TAG = re.compile(r"(^|[\s\[{,:-])!", re.MULTILINE)
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_TOP_LEVEL = frozenset({"config", "encryptionsalt", "encryptedkey", "secretsprovider", "environment"})


class _Loader(yaml.CSafeLoader):
    """The safe C loader with the scalars of YAML 1.2 and without doubled keys."""


def _scalar(_loader: _Loader, node: yaml.ScalarNode) -> Any:
    text = node.value
    if node.style:  # quoted, or a block
        return text
    lowered = text if text in _WORDS else text.lower() if text in (text.capitalize(), text.upper()) else text
    if lowered in _WORDS:
        return _WORDS[lowered]
    if _AMBIGUOUS.match(text):
        raise yaml.constructor.ConstructorError(
            None, None, f"{text} is read as something else: quote it", node.start_mark
        )
    if _INT.match(text):
        return int(text)
    if _FLOAT.match(text):
        if not math.isfinite(float(text)):
            raise yaml.constructor.ConstructorError(None, None, f"{text} is too large a number", node.start_mark)
        return float(text)
    return text


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable) or not isinstance(key, str):
            raise yaml.constructor.ConstructorError(None, None, "a key must be text", key_node.start_mark)
        if key in result:
            raise yaml.constructor.ConstructorError(None, None, f"key {key} is there twice", key_node.start_mark)
        result[key] = loader.construct_object(value_node, deep=True)
    return result


for _tag in ("str", "int", "float", "bool", "null", "timestamp", "value", "merge"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _scalar)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def parse_scalar(text: str) -> Any:
    """The value that `text` has in a stack file, for `--set path=value`. Raises ValueError where it is ambiguous."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise ValueError(_one_line(error)) from None


def read_document(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file. Raises ConfigError: missing, unreadable, another encoding, broken, not a mapping."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise refuse(path.name, "", "no such file", f"a file in {path.parent.name or '.'}") from None
    except OSError as error:
        raise refuse(path.name, "", error.strerror or "unreadable", "a readable file") from None
    try:
        text = raw.decode("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else "utf-8")
    except UnicodeDecodeError as error:
        raise refuse(path.name, f"byte {error.start}", raw[error.start], "UTF-8") from None
    try:
        _refuse_tags(text)
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        raise refuse(path.name, _line(error), _one_line(error), "YAML 1.2 as the engine reads it") from None
    except RecursionError:
        raise refuse(path.name, "", "nested too deeply", "a stack file") from None
    if document is None:
        document = {}
    if not isinstance(document, dict):
        raise refuse(path.name, "", type(document).__name__, "a mapping")
    return document


def _refuse_tags(text: str) -> None:
    """The engine follows tags, and what they make of a value nobody sees in the file."""
    if not _MAYBE_TAG.search(text):
        return
    for token in yaml.scan(text, Loader=yaml.CSafeLoader):
        if isinstance(token, yaml.TagToken):
            raise yaml.constructor.ConstructorError(None, None, "a tag: write the value as it is", token.start_mark)


def read_stack_file(path: Path) -> dict[str, Any]:
    """What stands under `config:` in a stack file, by full key. Raises ConfigError with all problems of its frame."""
    document = read_document(path)
    problems = [
        ConfigProblem(path.name, key, "unknown key", f"one of {', '.join(sorted(_TOP_LEVEL))}")
        for key in document
        if key not in _TOP_LEVEL
    ]
    config = document.get("config")
    if config is None:
        config = {}
    if not isinstance(config, dict):
        problems.append(ConfigProblem(path.name, "config", shown(config), "a mapping of keys such as sayar:tier"))
    if problems:
        raise ConfigError(problems)
    return dict(config)


def _line(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}" if mark is not None else ""


def _one_line(error: yaml.YAMLError) -> str:
    return " ".join(str(getattr(error, "problem", None) or error).split())
