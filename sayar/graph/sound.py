"""What must hold in a graph that comes from outside, before anything is compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import islice
from typing import Final

from sayar.graph.model import STACK_TYPE, Resource
from sayar.graph.order import needs
from sayar.urn import project_of, stack_of, type_of

_MOST_LINES: Final = 20


def faults(resources: Sequence[Resource]) -> tuple[str, ...]:
    """What is wrong, one line each: references to nothing, circles. The first lines are enough to act on."""
    found = list(islice(_faults(resources), _MOST_LINES + 1))
    return (*found[:_MOST_LINES], "and more of that kind") if len(found) > _MOST_LINES else tuple(found)


def projects(resources: Iterable[Resource]) -> tuple[str, ...]:
    """The projects that the URNs name, sorted."""
    return tuple(sorted({project_of(resource.urn) for resource in resources} - {""}))


def stacks(resources: Iterable[Resource]) -> tuple[str, ...]:
    """The stacks that the URNs name, sorted."""
    return tuple(sorted({stack_of(resource.urn) for resource in resources} - {""}))


def _faults(resources: Sequence[Resource]) -> Iterator[str]:
    urns = {resource.urn for resource in resources}
    for resource in resources:
        if resource.parent and resource.parent not in urns and not _is_stack(resource.parent):
            yield f"{resource.urn}: its parent {resource.parent} is not there"
        for urn in dict.fromkeys(_referred(resource)):
            if urn not in urns and not _is_stack(urn):
                yield f"{resource.urn}: it depends on {urn}, which is not there"
    yield from _circles(resources)


def _referred(resource: Resource) -> Iterator[str]:
    yield from resource.dependencies
    for found in resource.property_dependencies.values():
        yield from found
    if resource.deleted_with:
        yield resource.deleted_with


def _is_stack(urn: str) -> bool:
    return type_of(urn) == STACK_TYPE


def _circles(resources: Sequence[Resource]) -> Iterator[str]:
    urns = {resource.urn for resource in resources}
    needed = {one.urn: {urn for urn in needs(one) if urn in urns and urn != one.urn} for one in resources}
    try:
        TopologicalSorter(needed).prepare()
    except CycleError as error:
        # The sorter tells a circle from what is needed to who needs it.
        yield f"a circle: {' needs '.join(reversed(error.args[1]))}"
