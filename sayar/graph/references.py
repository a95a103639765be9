"""Two exports hold values, not references: which of them are the same output of the same resource on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final

from sayar.graph.diff import filled
from sayar.graph.model import Graph, Identity, Inputs, Resource

_ID: Final = "id"
Pairs = tuple[tuple[str, str], ...]
"""Values of one resource on the old and the new side."""


def referenced(old: Graph, new: Graph) -> tuple[Graph, Graph]:
    """Both graphs, with what a vendor made of one resource and another one uses written as whose it is.

    Two stacks of one program never have the same ids, ARNs or generated names, and after a replacement one stack has
    not either. Such a value is the same while its resource stays, and another one when that is replaced. An output
    that is an input of its resource too, written by the program, stays the value that it is.
    """
    before, after = old.by_urn(), new.by_urn()
    both = before.keys() & after.keys()

    @cache  # a network is used by many
    def made(urn: str) -> Pairs:
        return tuple(_made(before[urn], after[urn])) if urn in both else ()

    olds: dict[str, Resource] = {}
    news: dict[str, Resource] = {}
    for urn in both:
        pair = _marked(before[urn], after[urn], made)
        if pair is not None:
            olds[urn], news[urn] = pair
    return _with(old, olds), _with(new, news)


def _with(graph: Graph, changed: Mapping[str, Resource]) -> Graph:
    if not changed:
        return graph
    return Graph(tuple(changed.get(one.urn, one) for one in graph.resources), graph.outputs)


def _marked(old: Resource, new: Resource, made: Callable[[str], Pairs]) -> tuple[Resource, Resource] | None:
    """Both resources with marks; None where they use nothing of another."""
    one: dict[str, Any] = {}
    other: dict[str, Any] = {}
    for key, urns in old.property_dependencies.items():
        used = {urn: made(urn) for urn in urns if urn in new.property_dependencies.get(key, ())}
        if not used or key not in old.inputs or key not in new.inputs:
            continue
        left, right = _values(old.inputs[key], new.inputs[key], used)
        if left is not old.inputs[key]:
            one[key], other[key] = left, right
    if not one:
        return None
    return replace(old, inputs={**old.inputs, **one}), replace(new, inputs={**new.inputs, **other})


def _made(old: Resource, new: Resource) -> Iterator[tuple[str, str]]:
    """Pairs of values that the vendor or provider made of a resource, on both sides: its id first, then outputs."""
    yield old.id or "", new.id or ""
    both = filled(old.inputs) & filled(new.inputs)
    for name, value in old.outputs.items():
        other = new.outputs.get(name)
        written = (name in old.inputs or name in new.inputs) and name not in both
        if name != _ID and not written and value and other and isinstance(value, str) and isinstance(other, str):
            yield value, other


def _values(old: Any, new: Any, made: Mapping[str, Pairs]) -> tuple[Any, Any]:
    """The two values with marks; the very same objects where there is nothing to mark."""
    if isinstance(old, str) and isinstance(new, str):
        mark = _mark(old, new, made)
        return (old, new) if mark is None else (mark, mark)
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = [_values(one, other, made) for one, other in zip(old, new, strict=True)]
        if any(mine is not one for (mine, _), one in zip(pairs, old, strict=True)):
            return [one for one, _ in pairs], [other for _, other in pairs]
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return _members(old, new, made)
    return old, new


def _members(old: Inputs, new: Inputs, made: Mapping[str, Pairs]) -> tuple[Any, Any]:
    pairs = {key: _values(old[key], new[key], made) for key in old.keys() & new.keys()}
    marked = {key: pair for key, pair in pairs.items() if pair[0] is not old[key]}
    if not marked:
        return old, new
    return {**old, **{key: one for key, (one, _) in marked.items()}}, {
        **new,
        **{key: other for key, (_, other) in marked.items()},
    }


def _mark(old: str, new: str, made: Mapping[str, Pairs]) -> Identity | None:
    """Whose the two values are. Where they are equal only an id is told from a value that the program wrote."""
    if not old or not new:
        return None
    for urn, pairs in made.items():
        for place, pair in enumerate(pairs):
            if pair == (old, new) and (old != new or place == 0):
                return Identity(("", urn, ""))
    return None
