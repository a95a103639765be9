"""The condition of a fact: comparisons of `old.PATH`, `new.PATH` and literals, joined by `and`."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sayar.facts.paths import Path, parse_path, value_at
from sayar.facts.values import equal, opaque
from sayar.graph.model import Inputs, Secret

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<text>'[^']*'|"[^"]*")|(?P<op>==|!=|<=|>=|<|>)|(?P<word>(?:[^\s=!<>'"\[]|\[[^\]]*\])+))"""
)
_LITERALS: Final[Mapping[str, Any]] = {"null": None, "true": True, "false": False}
_ORDER: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COMPARISON: Final = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A path on one side."""

    side: str
    path: Path


@dataclass(frozen=True, slots=True)
class When:
    """Comparisons that must all hold; none of them always holds."""

    comparisons: tuple[tuple[Any, str, Any], ...]

    def holds(self, old: Inputs | None, new: Inputs | None) -> bool | None:
        """True, False, or None where that depends on a value that nobody knows. A missing path is null."""
        answer: bool | None = True
        for left, op, right in self.comparisons:
            one = _compared(_at(left, old, new), op, _at(right, old, new))
            if one is False:
                return False
            answer = None if one is None else answer
        return answer


@cache
def parse_when(text: str) -> When:
    """A condition from its text. Raises ValueError with what is not part of the language."""
    if text.strip() == "true":
        return When(())
    groups: list[list[str]] = [[]]
    for word in _tokens(text):
        if word == "and":
            groups.append([])
        else:
            groups[-1].append(word)
    comparisons = []
    for group in groups:
        if len(group) != _COMPARISON or group[1] not in ("==", "!=", *_ORDER):
            raise ValueError(f"{text!r}: comparisons such as new.size != old.size, joined by and")
        comparisons.append((_operand(group[0], text), group[1], _operand(group[2], text)))
    return When(tuple(comparisons))


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while at < len(text.rstrip()):
        token = _TOKEN.match(text, at)
        if token is None:
            raise ValueError(f"{text!r}: nothing can be read at {text[at : at + 10]!r}")
        yield token[0].strip()
        at = token.end()


def _operand(token: str, text: str) -> Any:
    if token[0] in "'\"":
        return token[1:-1]
    if token in _LITERALS:
        return _LITERALS[token]
    side, dot, path = token.partition(".")
    if side in ("old", "new") and dot:
        try:
            return Place(side, parse_path(path))
        except ValueError as error:
            raise ValueError(f"{text!r}: {error}") from None
    try:
        number = json.loads(token, parse_constant=_no_number)
    except ValueError:
        number = None
    if isinstance(number, int | float):
        return number
    raise ValueError(f"{text!r}: {token!r} is no old.PATH, new.PATH, number, quoted text, true, false or null")


def _no_number(word: str) -> Any:
    """Python reads NaN and Infinity, which JSON does not have; here they are texts that somebody forgot to quote."""
    raise ValueError(word)


def _at(operand: Any, old: Inputs | None, new: Inputs | None) -> Any:
    if not isinstance(operand, Place):
        return operand
    found = value_at((old if operand.side == "old" else new) or {}, operand.path)
    return found.value if isinstance(found, Secret) else found


def _compared(left: Any, op: str, right: Any) -> bool | None:
    if op in ("==", "!="):
        same = equal(left, right)
        return None if same is None else same == (op == "==")
    if opaque(left) or opaque(right):
        return None
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in (left, right))
    if numbers or (isinstance(left, str) and isinstance(right, str)):
        return _ORDER[op](left, right)
    return False
