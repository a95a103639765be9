"""A graph under another stack's name, so that two stacks of one project can be compared."""

from __future__ import annotations

from dataclasses import replace

from sayar.graph.model import STACK_TYPE, Graph, Resource
from sayar.urn import name_of, project_of, type_of


def under_stack(graph: Graph, name: str, to: str) -> Graph:
    """The graph with every URN of the stack `name` as one of the stack `to`."""
    if name == to:
        return graph
    old, new = f"urn:pulumi:{name}::", f"urn:pulumi:{to}::"

    def moved(urn: str) -> str:
        if not urn.startswith(old):
            return urn
        rest = urn[len(old) :]
        root = f"{project_of(urn)}-{name}"
        if type_of(urn) == STACK_TYPE and name_of(urn) == root:  # its own name ends in the stack's
            rest = f"{rest.removesuffix(name)}{to}"
        return new + rest

    def rewritten(resource: Resource) -> Resource:
        return replace(
            resource,
            urn=moved(resource.urn),
            parent=moved(resource.parent) if resource.parent else None,
            dependencies=tuple(map(moved, resource.dependencies)),
            property_dependencies={
                key: tuple(map(moved, urns)) for key, urns in resource.property_dependencies.items()
            },
            provider=moved(resource.provider) if resource.provider else None,
            aliases=tuple(map(moved, resource.aliases)),
            deleted_with=moved(resource.deleted_with) if resource.deleted_with else None,
        )

    return Graph(tuple(rewritten(resource) for resource in graph.resources), graph.outputs)
