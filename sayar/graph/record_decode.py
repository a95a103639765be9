"""From a registration on the wire to a `Resource`, with the options that the engine hands down from the parent."""

from __future__ import annotations

from typing import Any

from pulumi.runtime.proto.resource_pb2 import RegisterResourceRequest

from sayar.graph.errors import RecordError
from sayar.graph.model import STACK_TYPE, Inputs, Resource
from sayar.graph.order import provider_urn
from sayar.graph.wire import SHOWN_UNKNOWN, id_mark, marked, number, recorded_text
from sayar.urn import types_of


def urn_of(project: str, stack: str, type_: str, name: str, parent: str) -> str:
    """The engine's URN: the type is qualified by the types of all parents but the root stack."""
    above = "$".join(types_of(parent))
    qualified = f"{above}${type_}" if above and above != STACK_TYPE else type_
    return f"urn:pulumi:{stack}::{project}::{qualified}::{name}"


def resource_of(request: RegisterResourceRequest, urn: str, parent: Resource | None) -> Resource:
    """The resource of a request. Raises RecordError for an option that no comparison would honour."""
    for option, said in (
        ("replace_with", bool(request.replace_with)),
        ("replacement_trigger", request.HasField("replacement_trigger")),
    ):
        if said:
            raise RecordError(f"{urn}: the option {option} cannot be recorded")
    timeouts = request.customTimeouts
    return Resource(
        urn=urn,
        type=request.type,
        custom=request.custom,
        parent=request.parent or None,
        inputs=struct_to_python(request.object),
        dependencies=tuple(sorted(request.dependencies)),
        property_dependencies={
            key: tuple(sorted(found.urns)) for key, found in sorted(request.propertyDependencies.items())
        },
        provider=_provider(request.provider),
        version=request.version or None,
        protect=_inherited(request, "protect", parent.protect if parent else None),
        retain_on_delete=_inherited(request, "retainOnDelete", parent.retain_on_delete if parent else None),
        delete_before_replace=request.deleteBeforeReplace if request.deleteBeforeReplaceDefined else None,
        replace_on_changes=tuple(request.replaceOnChanges),
        ignore_changes=tuple(request.ignoreChanges),
        # The SDK sends them in the order of a set, which is another one in every process.
        aliases=tuple(sorted({alias for alias in request.aliasURNs if alias != urn})),
        deleted_with=request.deletedWith or (parent.deleted_with if parent else None),
        timeouts={
            key: text for key in ("create", "update", "delete", "read") if (text := str(getattr(timeouts, key, "")))
        },
    )


def _provider(reference: str) -> str | None:
    """The reference `<urn>::<id>` with an id that is not known yet."""
    urn = provider_urn(reference)
    return f"{urn}::{SHOWN_UNKNOWN}" if urn and reference == f"{urn}::{id_mark(urn)}" else reference or None


def _inherited(request: RegisterResourceRequest, option: str, parents: bool | None) -> bool | None:
    return bool(getattr(request, option)) if request.HasField(option) else parents  # type: ignore[arg-type]


def struct_to_python(struct: Any) -> Inputs:
    """The properties of a Struct message, keys sorted, secrets and unknowns marked, whole numbers as integers."""
    return {key: _value(struct.fields[key]) for key in sorted(struct.fields)}


def _value(value: Any) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return recorded_text(value.string_value)
        case "bool_value":
            return value.bool_value
        case "number_value":
            return number(value.number_value)
        case "struct_value":
            return marked(struct_to_python(value.struct_value))
        case "list_value":
            return [_value(one) for one in value.list_value.values]
        case _:
            return None
