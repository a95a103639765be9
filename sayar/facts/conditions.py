"""The condition of a conditional row: a small typed expression over the two values of a property.

    old == null                           comparisons: == != < <= > >= in, not in
    old != null and new < old             and, or, not, brackets
    version(new) < version(old)           1.10 is above 1.9
    like(after.engine, 'aurora*')         a shell pattern
    count(new) == 0                       entries of a list or map; null has none
    set(old) == set(new)                  a list without its order
    json(old) == json(new)                what a JSON text holds; policy(x) is that of an IAM policy
    json_bag(x), parts(x), tail(x)        JSON without list order, words between commas, the name in an ARN
    cidr(x), lower(x), trim(x), number(x) a network, a text, a number in one spelling; quantity(x) that of Kubernetes
    before.mode == after.mode             other inputs of the resource, on the old and the new side

Values are null, true, false, numbers, 'text' and lists of them. An operand that nobody knows makes the answer None,
and so does an order between values that have none (text below a number, null below anything).
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final

from sayar.facts.functions import FUNCTIONS, is_number
from sayar.facts.paths import value_at
from sayar.facts.values import all_of, equal, opaque
from sayar.graph.model import UNKNOWN, Secret

Inputs = Mapping[str, Any]

_CONSTANTS: Final[Mapping[str, Any]] = {"null": None, "true": True, "false": False}
_ORDER: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_COMPARISONS: Final[tuple[type[ast.cmpop], ...]] = (ast.Eq, ast.NotEq, ast.In, ast.NotIn, *_ORDER)


@dataclass(frozen=True, slots=True)
class Operands:
    """What a condition looks at: both values, and all inputs of both sides (None: not at hand, so unknown)."""

    old: Any
    new: Any
    before: Inputs | None = None
    after: Inputs | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A checked expression; `holds` gives True, False, or None if that depends on something nobody knows."""

    text: str
    tree: ast.expr

    def holds(self, operands: Operands) -> bool | None:
        """Whether the condition holds for these values."""
        return _truth(_value(self.tree, operands))


@cache
def parse_condition(text: str) -> Condition:
    """A condition from its text. Raises ValueError with one line that says what is not part of the language."""
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        raise ValueError(f"condition {text!r} is not an expression") from None
    _check(tree, text)
    return Condition(text, tree)


def _check(node: ast.expr, text: str) -> None:
    match node:
        case ast.Constant(value=str() | int() | float()) if not isinstance(node.value, bool):
            return
        case ast.Name(id=name) if name in _CONSTANTS or name in ("old", "new"):
            return
        case ast.Attribute() if _dotted(node) is not None:
            return
        case ast.List(elts=parts) | ast.BoolOp(values=parts):
            pass
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=part):
            parts = [part]
        case ast.Compare(left=left, ops=ops, comparators=rest) if all(isinstance(op, _COMPARISONS) for op in ops):
            parts = [left, *rest]
        case ast.Call(func=ast.Name(id=name), args=[part], keywords=[]) if name in FUNCTIONS:
            parts = [part]
        case ast.Call(func=ast.Name(id="like"), args=[part, ast.Constant(value=str())], keywords=[]):
            parts = [part]
        case _:
            raise ValueError(f"condition {text!r}: {ast.unparse(node)!r} is not part of the language")
    for part in parts:
        _check(part, text)


def _value(node: ast.expr, operands: Operands) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.Name(id="old"):
            return _plain(operands.old)
        case ast.Name(id="new"):
            return _plain(operands.new)
        case ast.Name():
            return _CONSTANTS[node.id]
        case ast.Attribute():
            side, *path = _dotted(node) or ()
            inputs = operands.before if side == "before" else operands.after
            return UNKNOWN if inputs is None else value_at(inputs, tuple(path))
        case ast.List():
            return [_value(part, operands) for part in node.elts]
        case ast.BoolOp():
            answers = [_truth(_value(part, operands)) for part in node.values]
            return _known(all_of(answers) if isinstance(node.op, ast.And) else _not(all_of(map(_not, answers))))
        case ast.UnaryOp(op=ast.Not()):
            return _known(_not(_truth(_value(node.operand, operands))))
        case ast.UnaryOp():
            value = _value(node.operand, operands)
            return UNKNOWN if opaque(value) or not is_number(value) else -value
        case ast.Compare():
            values = [_value(part, operands) for part in (node.left, *node.comparators)]
            steps = zip(node.ops, values, values[1:], strict=False)
            return _known(all_of(_compare(op, left, right) for op, left, right in steps))
        case ast.Call(func=ast.Name(id=name)) if name in FUNCTIONS:
            value = _value(node.args[0], operands)
            return UNKNOWN if opaque(value) else FUNCTIONS[name](value)
        case ast.Call():
            value = _value(node.args[0], operands)
            pattern = _value(node.args[1], operands)
            return UNKNOWN if opaque(value) else isinstance(value, str) and fnmatchcase(value, pattern)
        case _:  # pragma: no cover - _check lets nothing else through
            raise AssertionError(ast.dump(node))


def _compare(op: ast.cmpop, left: Any, right: Any) -> bool | None:
    if isinstance(op, ast.Eq | ast.NotEq):
        same = equal(left, right)
        return same if isinstance(op, ast.Eq) else _not(same)
    if opaque(left) or opaque(right):
        return None
    if isinstance(op, ast.In | ast.NotIn):
        found = _not(all_of(_not(equal(left, item)) for item in right)) if isinstance(right, list | tuple) else None
        return found if isinstance(op, ast.In) else _not(found)
    comparable = (is_number(left) and is_number(right)) or (type(left) is type(right) and isinstance(left, str | tuple))
    return _ORDER[type(op)](left, right) if comparable else None


def _dotted(node: ast.expr) -> tuple[str, ...] | None:
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name) and node.id in ("before", "after"):
        return (node.id, *reversed(names))
    return None


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Secret) else value


def _truth(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _known(answer: bool | None) -> Any:
    return UNKNOWN if answer is None else answer


def _not(answer: bool | None) -> bool | None:
    return None if answer is None else not answer
