"""Sizes and times as Postgres writes them, and whether two texts mean the same."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

_KIB: Final = 1024
_BYTES: Final = {"B": 1, "kB": _KIB, "8kB": 8 * _KIB, "MB": _KIB**2, "GB": _KIB**3, "TB": _KIB**4}
_MICROSECONDS: Final = {"us": 1, "ms": 10**3, "s": 10**6, "min": 60 * 10**6, "h": 3600 * 10**6, "d": 86_400 * 10**6}
_UNITS: Final = {
    **{unit: ("bytes", factor) for unit, factor in _BYTES.items()},
    **{unit: ("time", factor) for unit, factor in _MICROSECONDS.items()},
}
_QUANTITY: Final = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*(B|kB|MB|GB|TB|us|ms|s|min|h|d)?\s*\Z")


def alike(one: str, other: str, unit: str | None) -> bool:
    """Whether two texts mean the same size or time: 64MB is 65536kB. `unit` is what a bare number counts."""
    return one == other or (_measured(one, unit) or one) == (_measured(other, unit) or other)


def _measured(text: str, unit: str | None) -> tuple[str, Fraction] | None:
    """What is measured and how much of it; None for what is no quantity.

    Nothing is nothing, and a negative number is a switch (no limit), whatever the unit.
    """
    match = _QUANTITY.match(text)
    if match is None:
        return None
    number = Fraction(match[1])
    if number <= 0:
        return "switch", number
    named = match[2] or unit
    if named is None:
        return "number", number
    dimension, factor = _UNITS[named]
    return dimension, number * factor
