"""Functions of the condition language: a value in the spelling in which a provider compares it.

Each takes one value and gives UNKNOWN where nobody can tell; what has no such spelling stays as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from ipaddress import ip_network
from types import MappingProxyType
from typing import Any, Final

from sayar.facts.values import opaque
from sayar.graph.model import UNKNOWN, Secret

_QUANTITY: Final = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+|)")
_POWERS: Final = "KMGTPE"
_LARGEST_EXPONENT: Final = 100
"""No amount of anything needs more; the API refuses what is beyond 2^63 - 1."""
_DECIMAL: Final[Mapping[str, int]] = {
    "n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18,
}  # fmt: skip


def version(value: Any) -> Any:
    """Numbers by size, words by letter, a number above a word, so that 1.10 is above 1.9 and above 1.rc1."""
    if not isinstance(value, str) and not is_number(value):
        return UNKNOWN
    parts = re.findall(r"\d+|[a-zA-Z]+", str(value))
    return tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in parts)


def count(value: Any) -> Any:
    """Entries of a list or map; null has none."""
    return 0 if value is None else len(value) if isinstance(value, list | tuple | Mapping) else UNKNOWN


def lower(value: Any) -> Any:
    """A text in lower case."""
    return value.lower() if isinstance(value, str) else value


def number(value: Any) -> Any:
    """The number that a text holds."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def json_value(value: Any) -> Any:
    """What a JSON text holds, so that layout and the order of keys do not count."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return value


def unordered(value: Any) -> Any:
    """A list without its order. A list with something unknown in it has no order that could be left out."""
    if not isinstance(value, list | tuple):
        return value
    return _told(value, lambda bare: sorted(bare, key=_sortable))


def json_bag(value: Any) -> Any:
    """What a JSON text holds, without the order of any list in it."""
    return _told(json_value(value), _sorted)


def parts(value: Any) -> Any:
    """The words between the commas of a text."""
    return [word.strip() for word in value.split(",")] if isinstance(value, str) else value


def trim(value: Any) -> Any:
    """A text without white space around it."""
    return value.strip() if isinstance(value, str) else value


def tail(value: Any) -> Any:
    """What follows the last colon or slash: the name in an ARN, and a name itself."""
    return re.split(r"[:/]", value)[-1] if isinstance(value, str) else value


def cidr(value: Any) -> Any:
    """A network in its canonical spelling."""
    try:
        return str(ip_network(value, strict=False)) if isinstance(value, str) else value
    except ValueError:
        return value


def quantity(value: Any) -> Any:
    """A Kubernetes quantity as one number, so that `1000m` is `1` and `1Gi` is `1024Mi`.

    Binary and decimal amounts stay apart, as in the API's canonical form: `1Gi` is not `1073741824`.
    """
    found = _QUANTITY.fullmatch(str(value)) if isinstance(value, str | int | float) else None
    if found is None or isinstance(value, bool):
        return value
    amount, unit = Decimal(found[1]), found[2]
    if unit.endswith("i"):
        return f"binary {(amount * 1024 ** (_POWERS.index(unit[0]) + 1)).normalize():f}"
    exponent = int(unit[1:]) if unit[:1] in ("e", "E") and unit != "E" else _DECIMAL.get(unit, 0)
    if abs(exponent) > _LARGEST_EXPONENT:
        return value
    return f"decimal {(amount * Decimal(10) ** exponent).normalize():f}"


def policy(value: Any) -> Any:
    """An IAM policy as AWS compares it: one word or a list of it, and no order of actions, resources or statements."""
    document = json_value(value)
    return _told(document, _policy) if isinstance(document, Mapping) else document


def _policy(document: Mapping[str, Any]) -> Any:
    statements = document.get("Statement")
    rows = statements if isinstance(statements, list) else [] if statements is None else [statements]
    return {**document, "Statement": sorted((_statement(row) for row in rows), key=_sortable)}


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _sorted(one) for key, one in value.items()}
    return sorted((_sorted(one) for one in value), key=_sortable) if isinstance(value, list) else value


def _statement(row: Any) -> Any:
    if isinstance(row, Mapping):
        return {key: _statement(value) for key, value in row.items()}
    words = row if isinstance(row, list) else [row]
    return sorted((_statement(one) if isinstance(one, Mapping | list) else one for one in words), key=_sortable)


def is_number(value: Any) -> bool:
    """True for a number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _told(value: Any, spelled: Callable[[Any], Any]) -> Any:
    """A value in a spelling that needs all of it; what is nested beyond reason stays as it is."""
    try:
        return UNKNOWN if _holds_opaque(value) else spelled(_bare(value))
    except RecursionError:
        return value


def _bare(value: Any) -> Any:
    if isinstance(value, Secret):
        return _bare(value.value)
    if isinstance(value, Mapping):
        return {key: _bare(one) for key, one in value.items()}
    return [_bare(one) for one in value] if isinstance(value, list | tuple) else value


def _holds_opaque(value: Any) -> bool:
    if isinstance(value, Secret):
        return _holds_opaque(value.value)
    if isinstance(value, Mapping):
        return any(_holds_opaque(one) for one in value.values())
    return any(_holds_opaque(one) for one in value) if isinstance(value, list | tuple) else opaque(value)


def _sortable(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


FUNCTIONS: Final[Mapping[str, Callable[[Any], Any]]] = MappingProxyType(
    {
        "version": version,
        "count": count,
        "lower": lower,
        "number": number,
        "json": json_value,
        "set": unordered,
        "json_bag": json_bag,
        "parts": parts,
        "tail": tail,
        "trim": trim,
        "cidr": cidr,
        "policy": policy,
        "quantity": quantity,
    }
)
"""By their names in the language."""
