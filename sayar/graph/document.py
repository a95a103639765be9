"""The graph document, `format: sayar.graph/1`."""

from __future__ import annotations

from typing import Any, Final

from sayar.graph.model import Graph, Resource
from sayar.graph.wire import to_json

FORMAT: Final = "sayar.graph/1"


def to_document(graph: Graph) -> dict[str, Any]:
    """A graph as plain JSON values, secrets as `[secret]` and unknowns as `[unknown]`, in the order of the graph."""
    return {
        "format": FORMAT,
        "resources": [_resource(resource) for resource in graph.resources],
        "outputs": to_json(graph.outputs),
    }


def _resource(resource: Resource) -> dict[str, Any]:
    return {
        "urn": resource.urn,
        "type": resource.type,
        "name": resource.name,
        "custom": resource.custom,
        "parent": resource.parent,
        "inputs": to_json(resource.inputs),
        "dependencies": list(resource.dependencies),
        "property_dependencies": {key: list(urns) for key, urns in sorted(resource.property_dependencies.items())},
        "provider": resource.provider,
        "version": resource.version,
        "protect": resource.protect,
        "retain_on_delete": resource.retain_on_delete,
        "delete_before_replace": resource.delete_before_replace,
        "replace_on_changes": list(resource.replace_on_changes),
        "ignore_changes": list(resource.ignore_changes),
        "aliases": list(resource.aliases),
        "deleted_with": resource.deleted_with,
        "timeouts": dict(resource.timeouts),
    }
