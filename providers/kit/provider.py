"""A provider of kinds: what the engine asks, translated for the kind that it is about."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, Final

from pulumi.provider.experimental import provider as protocol
from pulumi.provider.experimental.property_value import PropertyValue

from providers.kit.checks import described, failures
from providers.kit.differ import Difference, differences
from providers.kit.errors import HalfMadeError, RefusedError
from providers.kit.kind import Kind, Known, drifted
from providers.kit.model import Mark, marked
from providers.kit.values import UNKNOWN, Plain, Properties, plain_map, wrapped

OLD_INPUTS: Final[ContextVar[Properties]] = ContextVar("OLD_INPUTS", default=MappingProxyType({}))
"""What the program said before, in Diff and Update: the SDK's requests leave it out."""

_KINDS: Final = {
    ("add", False): protocol.PropertyDiffKind.ADD,
    ("add", True): protocol.PropertyDiffKind.ADD_REPLACE,
    ("delete", False): protocol.PropertyDiffKind.DELETE,
    ("delete", True): protocol.PropertyDiffKind.DELETE_REPLACE,
    ("update", False): protocol.PropertyDiffKind.UPDATE,
    ("update", True): protocol.PropertyDiffKind.UPDATE_REPLACE,
}


class KindsProvider(protocol.Provider):
    """Serves a list of kinds. What a platform needs beside them, its client, the kinds have been given."""

    def __init__(self, kinds: Sequence[Kind[Any]], schema: Mapping[str, Any]) -> None:
        self._kinds = {kind.token: kind for kind in kinds}
        self._schema = schema
        self.hidden: tuple[str, ...] = ()
        """Texts that no message may hold: the token, once it is known."""

    async def get_schema(self, request: protocol.GetSchemaRequest) -> protocol.GetSchemaResponse:  # noqa: ARG002
        """The package's schema, from the same models that check."""
        return protocol.GetSchemaResponse(schema=json.dumps(self._schema))

    async def check(self, request: protocol.CheckRequest) -> protocol.CheckResponse:
        """Every fault of the inputs, and the inputs as they came."""
        kind = self._kinds.get(_type(request.urn))
        if kind is None:
            unknown = protocol.CheckFailure("", f"the provider has no resource {_type(request.urn)}")
            return protocol.CheckResponse(inputs=request.new_inputs, failures=[unknown])
        found = failures(kind.arguments, plain_map(request.new_inputs))
        return protocol.CheckResponse(
            inputs=request.new_inputs, failures=[protocol.CheckFailure(each.path, each.reason) for each in found]
        )

    async def diff(self, request: protocol.DiffRequest) -> protocol.DiffResponse:
        """Property by property: what the program said before against what it says now."""
        kind = self._kind(_type(request.urn))
        state = plain_map(request.old_state)
        found = differences(kind.arguments, plain_map(OLD_INPUTS.get()), plain_map(request.new_inputs), state)
        found += tuple(Difference(name, "update", replaces=False) for name in kind.unfinished(state))
        spent = kind.outdated(state)
        found += tuple(Difference(name, "update", replaces=True) for name in spent)
        replaces = list(dict.fromkeys(each.top for each in found if each.replaces))
        inputs = _names(kind)
        return protocol.DiffResponse(
            changes=bool(found),
            replaces=replaces,
            # One that cannot be helped holds a place that the next one may need.
            delete_before_replace=(kind.delete_first or bool(spent)) and bool(replaces),
            diffs=list(dict.fromkeys(each.top for each in found)),
            detailed_diff={
                each.path: protocol.PropertyDiff(_KINDS[each.kind, each.replaces], input_diff=each.top in inputs)
                for each in found
            },
        )

    async def create(self, request: protocol.CreateRequest) -> protocol.CreateResponse:
        """Make the object; in a preview, say what is known of it."""
        kind = self._kind(_type(request.urn))
        if request.preview:
            planned = {name: wrapped(UNKNOWN, secret=each.secret) for name, each in kind.outputs.items()}
            return protocol.CreateResponse(properties={**request.properties, **planned})
        given = _certain(kind, request.properties)
        try:
            made = await kind.create(kind.parsed(given), _owner(request.urn))
        except HalfMadeError as half:
            half.outputs = _outputs(kind, request.properties, half.outputs)
            raise
        return protocol.CreateResponse(made.identity, _outputs(kind, request.properties, made.outputs))

    async def update(self, request: protocol.UpdateRequest) -> protocol.UpdateResponse:
        """Change the object in place; in a preview, say what stays known of it."""
        kind, state = self._kind(_type(request.urn)), plain_map(request.olds)
        if request.preview:
            unsettled = kind.unsettled(state)
            told = (*kind.outputs, *sorted(marked(kind.arguments, Mark.KEPT)))
            planned = {name: UNKNOWN if name in unsettled else state.get(name) for name in told}
            return protocol.UpdateResponse(_outputs(kind, request.news, planned))
        given = _certain(kind, request.news)
        known = Known(request.resource_id, plain_map(OLD_INPUTS.get()), state)
        try:
            outputs = await kind.update(known, kind.parsed(given))
        except HalfMadeError as half:
            half.outputs = _outputs(kind, request.news, half.outputs)
            raise
        return protocol.UpdateResponse(_outputs(kind, request.news, outputs))

    async def read(self, request: protocol.ReadRequest) -> protocol.ReadResponse:
        """The object as it is now, with its inputs rebuilt; an empty id says that it is gone."""
        kind = self._kind(_type(request.urn))
        known = Known(request.resource_id, plain_map(request.inputs), plain_map(request.properties))
        found = await kind.read(known)
        if found is None:
            return protocol.ReadResponse()
        now = {
            name: _sealed(kind, name, wrapped(value, request.inputs.get(name)))
            for name, value in drifted(kind, known, found).items()
        }
        return protocol.ReadResponse(found.identity, _outputs(kind, now, found.outputs), now)

    async def delete(self, request: protocol.DeleteRequest) -> None:
        """Remove the object."""
        state = plain_map(request.properties)
        await self._kind(_type(request.urn)).delete(Known(request.resource_id, {}, state))

    async def stop(self) -> None:
        """The engine wants to end: nothing is waited for any longer."""

    def _kind(self, token: str) -> Kind[Any]:
        kind = self._kinds.get(token)
        if kind is None:
            raise RefusedError(f"the provider has no resource {token}", status=0)
        return kind


def _type(urn: str) -> str:
    """The resource's own type. The SDK leaves those of its parents before it, as in `a:b:C$railway:index:Service`."""
    return urn.split("::", 3)[2].rpartition("$")[2]


def _owner(urn: str) -> str:
    """`urn:pulumi:prod::sayar::a:b:C$railway:index:Project::project` is `sayar/prod project`."""
    head, project, _, name = urn.split("::", 3)
    return f"{project}/{head.removeprefix('urn:pulumi:')} {name}"


def _names(kind: Kind[Any]) -> frozenset[str]:
    return frozenset(field.alias or name for name, field in kind.arguments.model_fields.items())


def _sealed(kind: Kind[Any], name: str, value: PropertyValue) -> PropertyValue:
    """The input as a secret where it is one; a map whose entries are secrets still shows their names."""
    hidden = name in marked(kind.arguments, Mark.SECRET) and not value.contains_secret()
    return value.with_secret(True) if hidden else value


def _outputs(kind: Kind[Any], inputs: Properties, computed: Mapping[str, Plain]) -> dict[str, PropertyValue]:
    """What the state keeps: the outputs, and over them the inputs as they were given, secrets marked."""
    secret = {name for name, each in kind.outputs.items() if each.secret}
    marks = {name: _sealed(kind, name, value) for name, value in inputs.items()}
    made = {name: wrapped(each, secret=name in secret) for name, each in computed.items() if each is not None}
    return {**made, **marks}


def _certain(kind: Kind[Any], properties: Properties) -> dict[str, Plain]:
    """The inputs of a real operation, checked again: what a preview did not know has come since."""
    given = plain_map(properties)
    found = failures(kind.arguments, given)
    unknown = [name for name, value in given.items() if value is UNKNOWN]
    if unknown:
        raise RefusedError(f"not known, though this is no preview: {', '.join(unknown)}", status=0)
    if found:
        raise RefusedError(described(found), status=0)
    return given
