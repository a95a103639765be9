"""Checks inputs as a vendor's provider does, before anything is made: every fault with the path of its property."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sayar.engine.sandbox.differ import joined
from sayar.engine.sandbox.schema import Property, ResourceSchema
from sayar.engine.sandbox.wire import UNKNOWN, Value, plain


@dataclass(frozen=True, slots=True)
class Failure:
    """One fault of the inputs: the property's path as the engine writes it, and why it is refused."""

    path: str
    reason: str


def failures(schema: ResourceSchema, inputs: Mapping[str, Value]) -> tuple[Failure, ...]:
    """Every fault of a resource's inputs. A value that is not known yet is taken as right."""
    return (*properties(schema.inputs, inputs), *_groups(schema, plain(inputs)))


def properties(known: Mapping[str, Property], inputs: Mapping[str, Value]) -> tuple[Failure, ...]:
    """Every fault of an object with the known properties: a resource's inputs or a provider's config."""
    return tuple(_object(known, plain(inputs), ""))


def _groups(schema: ResourceSchema, given: Mapping[str, Any]) -> Iterator[Failure]:
    for group in schema.exactly_one:
        if sum(name in given for name in group) != 1:
            yield Failure(group[0], f"give exactly one of {', '.join(group)}")


def _object(known: Mapping[str, Property], given: Mapping[str, Any], path: str) -> Iterator[Failure]:
    for name in sorted(set(given) - set(known)):
        meant = [each for each in known if each.lower() == name.replace("_", "").lower()]
        yield Failure(joined(path, name), "unknown property" + (f"; {meant[0]} is meant?" if meant else ""))
    for name, spec in known.items():
        where = joined(path, name)
        if name not in given:
            if spec.required and spec.default is None:
                yield Failure(where, "missing, and required")
            continue
        for other in spec.conflicts:
            if other in given:
                yield Failure(where, f"conflicts with {other}")
        yield from _value(spec, given[name], where)


def _value(spec: Property, value: Any, path: str) -> Iterator[Failure]:
    if value == UNKNOWN or spec.kind == "any":
        return
    if spec.kind == "union":
        yield from _union(spec, value, path)
    elif not _fits(spec.kind, value):
        yield Failure(path, f"must be {_article(spec.kind)}, not {_article(_named(value))}")
    elif spec.kind == "array" and spec.items is not None:
        for index, each in enumerate(value):
            yield from _value(spec.items, each, f"{path}[{index}]")
    elif spec.kind == "map" and spec.items is not None:
        for key, each in value.items():
            yield from _value(spec.items, each, joined(path, key))
    elif spec.kind == "object":
        yield from _object(spec.fields, value, path)
    else:
        yield from _limits(spec, value, path)


def _union(spec: Property, value: Any, path: str) -> Iterator[Failure]:
    faults = [list(_value(option, value, path)) for option in spec.options]
    if all(faults):
        # The option that came closest speaks: one that failed deeper inside had the right shape.
        yield from max(faults, key=lambda each: max(len(fault.path) for fault in each))


def _limits(spec: Property, value: Any, path: str) -> Iterator[Failure]:
    if spec.enum:
        allowed = {_folded(each, spec.any_case) for each in spec.enum}
        if _folded(value, spec.any_case) not in allowed:
            yield Failure(path, f"must be one of {', '.join(map(str, spec.enum))}")
    if spec.minimum is not None and value < spec.minimum:
        yield Failure(path, f"must be at least {spec.minimum:g}")
    if spec.maximum is not None and value > spec.maximum:
        yield Failure(path, f"must be at most {spec.maximum:g}")


def _folded(value: Any, any_case: bool) -> Any:
    return value.lower() if any_case and isinstance(value, str) else value


def _fits(kind: str, value: Any) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in ("integer", "number"):
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and (kind == "number" or value == int(value))
    if kind == "string":
        return isinstance(value, str)
    return isinstance(value, list if kind == "array" else Mapping)


def _named(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
