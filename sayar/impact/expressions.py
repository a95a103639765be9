"""Seconds as expressions over named timings: `boot_s + max(dns_ttl_s, 60) * 2`."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

_BINARY: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_CALLS: Final[Mapping[str, Callable[..., Any]]] = {"max": max, "min": min}
_LONGEST: Final = 200


def seconds(text: str | float, timings: Mapping[str, float]) -> float:
    """The value of an expression. Raises ValueError for what is none, a name that is not there, or no number >= 0."""
    if not isinstance(text, str):
        return float(text)
    try:
        value = _value(_parsed(text), timings)
    except ZeroDivisionError:
        raise ValueError(f"{text!r} divides by zero") from None
    except KeyError as error:
        raise ValueError(f"{text!r}: there is no timing {error.args[0]}") from None
    if not math.isfinite(value) or value < 0:
        raise ValueError(f"{text!r} is {value:g}: seconds are 0 or more")
    return float(value)


@cache
def _parsed(text: str) -> ast.expr:
    if len(text) > _LONGEST:
        raise ValueError(f"an expression of {len(text)} characters: at most {_LONGEST}")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        raise ValueError(f"{text!r} is no expression of + - * / ( ) max min, numbers and timings") from None
    _check(tree, text)
    return tree


def _check(node: ast.expr, text: str) -> None:
    match node:
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return
        case ast.Name():
            return
        case ast.BinOp(left=left, op=op, right=right) if isinstance(op, tuple(_BINARY)):
            parts = [left, right]
        case ast.UnaryOp(op=ast.USub(), operand=part):
            parts = [part]
        case ast.Call(func=ast.Name(id=name), args=parts, keywords=[]) if name in _CALLS and parts:
            pass
        case _:
            raise ValueError(f"{text!r}: {ast.unparse(node)!r} is not part of an expression")
    for part in parts:
        _check(part, text)


def _value(node: ast.expr, timings: Mapping[str, float]) -> float:
    match node:
        case ast.Constant():
            return node.value  # type: ignore[return-value]
        case ast.Name(id=name):
            return timings[name]
        case ast.BinOp(left=left, op=op, right=right):
            return _BINARY[type(op)](_value(left, timings), _value(right, timings))  # type: ignore[no-any-return]
        case ast.UnaryOp(operand=part):
            return -_value(part, timings)
        case ast.Call(func=ast.Name(id=name), args=parts):
            values = [_value(part, timings) for part in parts]
            return _CALLS[name](values)  # type: ignore[no-any-return]
        case _:  # pragma: no cover - _check lets nothing else through
            raise AssertionError(ast.dump(node))
