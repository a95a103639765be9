"""The graph document, `format: sayar.graph/1`, as its schema says it. Reading and writing is the work of sayar.graph.

Other tools may write it, so everything but `urn` and `type` may be missing or null.
"""

from __future__ import annotations

from typing import Any, Literal

from sayar.documents.base import Part


class Resource(Part):
    """One resource. `delete_before_replace` null: the program did not say, the provider's rule decides."""

    urn: str
    type: str
    name: str | None = None
    custom: bool | None = None
    parent: str | None = None
    inputs: dict[str, Any] | None = None
    dependencies: tuple[str, ...] | None = None
    property_dependencies: dict[str, tuple[str, ...]] | None = None
    provider: str | None = None
    version: str | None = None
    protect: bool | None = None
    retain_on_delete: bool | None = None
    delete_before_replace: bool | None = None
    replace_on_changes: tuple[str, ...] | None = None
    ignore_changes: tuple[str, ...] | None = None
    aliases: tuple[str, ...] | None = None
    deleted_with: str | None = None
    timeouts: dict[str, str] | None = None


class GraphDocument(Part):
    """Resources and the outputs of the stack. `[secret]` and `[unknown]` stand for values that are not shown."""

    format: Literal["sayar.graph/1"]
    resources: tuple[Resource, ...]
    outputs: dict[str, Any] | None = None
