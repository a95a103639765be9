"""What must go when something is deleted before its successor is there: dependents that cannot do without it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sayar.graph.asked import Facts
from sayar.graph.diff import covers
from sayar.graph.model import UNKNOWN, Resource
from sayar.graph.order import provider_urn, topological


@dataclass(frozen=True, slots=True)
class Forced:
    """A replacement that another one forces: the URN of that one, and the top-level properties that lead to it."""

    by: str
    keys: tuple[str, ...]


def forced_by(root: str, olds: Iterable[Resource], facts: Facts) -> dict[str, Forced]:
    """Dependents in the old state that are replaced, delete-first, with `root`.

    The engine asks each provider what it would do if the properties that depend on a replaced resource were unknown.
    Components, and resources that depend by `depends_on` alone, stay.
    """
    going = {root}
    found: dict[str, Forced] = {}
    for resource in topological(olds):
        if resource.urn == root or not resource.custom or resource.external:
            continue
        keys = _keys(resource, going, facts)
        if keys:
            going.add(resource.urn)
            found[resource.urn] = Forced(root, keys)
    return found


def _keys(resource: Resource, going: set[str], facts: Facts) -> tuple[str, ...]:
    if provider_urn(resource.provider) in going:
        return ("provider",)
    if not facts.knows(resource.type):
        return ()
    after = {
        key: UNKNOWN if any(urn in going for urn in resource.property_dependencies.get(key, ())) else value
        for key, value in resource.inputs.items()
    }
    return tuple(
        key
        for key, value in after.items()
        if value is UNKNOWN
        and any(urn in going for urn in resource.property_dependencies.get(key, ()))
        and (
            covers(resource.replace_on_changes, key)
            or facts.verdict(resource.type, key, resource.inputs[key], value, before=resource.inputs, after=after)
            in ("replace", "maybe")
        )
    )
