"""What is wrong with a config, all at once: where, what, what is allowed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """One mistake: the `file` it is in, the `path` of the field, its `value` as written, and what is `allowed`."""

    file: str
    path: str
    value: str
    allowed: str

    def __str__(self) -> str:
        """One line: `file: path: value: allowed`."""
        text = ": ".join(part for part in (self.file, self.path, self.value, self.allowed) if part)
        # A key may hold a line break; the problem stays one line.
        return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


class ConfigError(Exception):
    """A config that is refused. Nothing has been registered, written or changed."""

    def __init__(self, problems: Sequence[ConfigProblem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def shown(value: object) -> str:
    """A value as one short line of JSON, for a message."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def refuse(file: str, path: str, value: object, allowed: str) -> ConfigError:
    """A ConfigError of a single problem."""
    return ConfigError([ConfigProblem(file, path, shown(value), allowed)])
