"""The orders of a graph: what must be there before what, and what depends on what."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator

from sayar.graph.model import Resource


def provider_urn(reference: str | None) -> str | None:
    """The URN in a provider reference `<urn>::<id>`; None where there is no reference."""
    if not reference:
        return None
    # A URN has four parts of its own, the identifier is what follows.
    parts = reference.split("::")
    return "::".join(parts[:4]) if len(parts) > 4 else reference


def needs(resource: Resource) -> Iterator[str]:
    """URNs that must be there before the resource: parent, provider, dependencies, and what it is deleted with."""
    if resource.parent:
        yield resource.parent
    if provider := provider_urn(resource.provider):
        yield provider
    yield from resource.dependencies
    for urns in resource.property_dependencies.values():
        yield from urns
    if resource.deleted_with:
        yield resource.deleted_with


def topological(resources: Iterable[Resource]) -> tuple[Resource, ...]:
    """Every resource after all it needs; between equals by URN, so the order of the input says nothing.

    A circle, which no engine can register, comes last by URN instead of being lost.
    """
    by_urn = {resource.urn: resource for resource in resources}
    waits: dict[str, set[str]] = {}
    followers: dict[str, list[str]] = {urn: [] for urn in by_urn}
    for urn, resource in by_urn.items():
        waits[urn] = {one for one in needs(resource) if one in by_urn and one != urn}
        for one in waits[urn]:
            followers[one].append(urn)
    ready = [urn for urn, rest in waits.items() if not rest]
    heapq.heapify(ready)
    found: dict[str, Resource] = {}
    while ready:
        urn = heapq.heappop(ready)
        found[urn] = by_urn[urn]
        for follower in followers[urn]:
            waits[follower].discard(urn)
            if not waits[follower]:
                heapq.heappush(ready, follower)
    left = sorted(by_urn.keys() - found.keys())
    return (*found.values(), *(by_urn[urn] for urn in left))


def dependencies_of(resource: Resource, key: str) -> frozenset[str]:
    """URNs that a top-level property depends on; all of the resource's where its document does not tell by property."""
    if resource.property_dependencies:
        return frozenset(resource.property_dependencies.get(key, ()))
    return frozenset(resource.dependencies)
