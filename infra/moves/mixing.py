"""Specs between two others: one platform with some of its parts as another one has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from components.spec import Spec

SpecT = TypeVar("SpecT", bound=Spec)


def taking(base: SpecT, other: SpecT, paths: Iterable[str]) -> SpecT:
    """`base` with the parts at some paths (`edge.settings`) as `other` has them.

    A path that only one of the two kinds has, as below another engine, is not split: the part above it is taken whole.
    Raises AttributeError for a path that no spec has.
    """
    for path in paths:
        base = _taking(base, other, path.split("."))
    return base


def setting(base: SpecT, path: str, value: Any) -> SpecT:
    """`base` with another value at a path. Raises AttributeError for a path that the spec does not have."""
    name, _, rest = path.partition(".")
    inside = getattr(base, name)
    return base.model_copy(update={name: setting(inside, rest, value) if rest else value})


def _taking(base: SpecT, other: SpecT, steps: list[str]) -> SpecT:
    name, rest = steps[0], steps[1:]
    old, new = getattr(base, name), getattr(other, name)
    alike = isinstance(old, Spec) and type(old) is type(new)
    return base.model_copy(update={name: _taking(old, new, rest) if rest and alike else new})
