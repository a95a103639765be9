"""Which old resource each new one is: by URN, else by an alias."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sayar.graph.model import Graph, Identity, Resource
from sayar.graph.order import provider_urn


@dataclass(frozen=True, slots=True)
class Pairs:
    """Old resources under the URNs that they have on the new side, and those that have none there."""

    old: dict[str, Resource]
    gone: tuple[Resource, ...]


def pair(old: Graph, new: Graph) -> Pairs:
    """Match both sides. Every reference in an old resource is rewritten to the new URN of what it refers to."""
    renamed = _renamed(old, new)
    news = {resource.urn for resource in new.resources}

    def current(urn: str) -> str:
        return renamed.get(urn, urn)

    paired: dict[str, Resource] = {}
    gone: list[Resource] = []
    for resource in old.resources:
        urn = current(resource.urn)
        moved = _rewritten(resource, current) if renamed else resource
        if urn in news:
            paired[urn] = moved
        else:
            gone.append(moved)
    return Pairs(paired, tuple(gone))


def _renamed(old: Graph, new: Graph) -> dict[str, str]:
    olds = {resource.urn for resource in old.resources}
    taken = olds & {resource.urn for resource in new.resources}
    renamed: dict[str, str] = {}
    for resource in new.resources:
        if resource.urn in olds:
            continue
        found = next((alias for alias in resource.aliases if alias in olds and alias not in taken), None)
        if found is not None:
            taken.add(found)
            renamed[found] = resource.urn
    return renamed


def _rewritten(resource: Resource, current: Callable[[str], str]) -> Resource:
    return replace(
        resource,
        parent=current(resource.parent) if resource.parent else None,
        inputs={key: _identities(value, current) for key, value in resource.inputs.items()},
        dependencies=tuple(map(current, resource.dependencies)),
        property_dependencies={key: tuple(map(current, urns)) for key, urns in resource.property_dependencies.items()},
        provider=_provider(resource.provider, current),
        deleted_with=current(resource.deleted_with) if resource.deleted_with else None,
    )


def _identities(value: Any, current: Callable[[str], str]) -> Any:
    if isinstance(value, Identity):
        return Identity(tuple(current(part) if place % 2 else part for place, part in enumerate(value.parts)))
    if isinstance(value, Mapping):
        return {key: _identities(one, current) for key, one in value.items()}
    return [_identities(one, current) for one in value] if isinstance(value, list) else value


def _provider(reference: str | None, current: Callable[[str], str]) -> str | None:
    urn = provider_urn(reference)
    return f"{current(urn)}{reference[len(urn) :]}" if reference and urn else reference
