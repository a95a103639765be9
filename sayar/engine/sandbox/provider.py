"""The provider as the engine sees it: one process for one package."""

# The protocol names the methods and passes each of them a request and a context, wanted or not.
# ruff: noqa: ARG002, N802

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import grpc  # type: ignore[import-untyped]
from google.protobuf import empty_pb2  # type: ignore[import-untyped]
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from sayar.engine.sandbox import checks, vendor
from sayar.engine.sandbox.differ import Difference, differences
from sayar.engine.sandbox.faults import Act, FaultError, Faults, Moment
from sayar.engine.sandbox.schema import PackageSchema, Property, ResourceSchema
from sayar.engine.sandbox.settings import Settings
from sayar.engine.sandbox.wire import UNKNOWN, Value, decoded, encoded, has_unknown, is_secret, type_of, unwrapped
from sayar.engine.sandbox.world import World, WorldError

_DIED = 70  # the exit code of an internal software error (sysexits)
_ENGINE_CONFIG = frozenset({"version", "pluginDownloadURL"})


@dataclass(eq=False, slots=True)
class SandboxProvider(provider_pb2_grpc.ResourceProviderServicer):
    """Serves one package. `die` ends the process; a test that serves in its own process gives another one."""

    schema: PackageSchema
    settings: Settings
    die: Callable[[int], Any] = os._exit
    _stopped: threading.Event = field(default_factory=threading.Event)
    _world: World = field(init=False)

    def __post_init__(self) -> None:
        """Keep one view of the world, which reads on where it stopped."""
        self._world = World(self.settings.world)

    @property
    def _vendor(self) -> vendor.Vendor:
        return vendor.Vendor(self._world)

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Secrets stay wrapped, so that the sandbox can give them back as secrets."""
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> Any:
        """A schema that says no more than who this is: no SDK is generated from it."""
        return provider_pb2.GetSchemaResponse(
            schema=json.dumps({"name": self.schema.package, "version": self.schema.version})
        )

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The version whose shapes the schema has."""
        return plugin_pb2.PluginInfo(version=self.schema.version)

    def GetMapping(self, request: Any, context: grpc.ServicerContext) -> Any:
        """There is nothing to convert."""
        return provider_pb2.GetMappingResponse()

    def GetMappings(self, request: Any, context: grpc.ServicerContext) -> Any:
        """There is nothing to convert."""
        return provider_pb2.GetMappingsResponse()

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The engine's address is of no use here."""
        return empty_pb2.Empty()

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Wake what hangs."""
        self._stopped.set()
        return empty_pb2.Empty()

    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Check the provider's own arguments; a package without a schema is refused here, before any resource."""
        news = decoded(request.news)
        if not self.schema.tokens:
            failure = provider_pb2.CheckFailure(reason=f"the sandbox has no schema of package {self.schema.package}")
            return provider_pb2.CheckResponse(inputs=request.news, failures=[failure])
        faults = checks.properties(self.schema.config, _config(self.schema.config, news))
        return provider_pb2.CheckResponse(inputs=request.news, failures=[_failure(each) for each in faults])

    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Compare the provider's arguments; another account or team is another provider where the schema says so."""
        known = self.schema.config
        old = _config(known, decoded(request.old_inputs if request.HasField("old_inputs") else request.olds))
        return _diff_response(differences(known, old, _config(known, decoded(request.news))))

    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:
        """No credential is wanted or looked at. It begins another run, in which nothing is cancelled yet."""
        self._stopped.clear()
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:
        """A data source would ask a real vendor."""
        _abort(context, grpc.StatusCode.UNIMPLEMENTED, f"the sandbox answers no data source: {request.tok}")

    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Check a resource's inputs and give them back as they came."""
        token = request.type or type_of(request.urn)
        schema = self.schema.resource(token)
        if schema is None:
            found: tuple[checks.Failure, ...] = (checks.Failure("", f"the sandbox does not know the type {token}"),)
        else:
            found = checks.failures(schema, decoded(request.news))
        return provider_pb2.CheckResponse(inputs=request.news, failures=[_failure(each) for each in found])

    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Compare inputs, property by property."""
        schema = self._known(request, context)
        old = request.old_inputs if request.HasField("old_inputs") else request.olds
        found = differences(schema.inputs, decoded(old), decoded(request.news))
        return _diff_response(found, delete_first=schema.delete_before_replace)

    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Make an object, or in a preview say what is known of it."""
        schema, inputs = self._known(request, context), decoded(request.properties)
        if request.preview:
            return provider_pb2.CreateResponse(properties=encoded(vendor.planned_create(schema, inputs)))
        _refuse_unknown(context, inputs)
        self._strike("create", schema, request.urn, "before", context)
        identity, outputs = self._order(context, lambda: self._vendor.create(schema, request.urn, inputs))
        self._strike("create", schema, request.urn, "after", context)
        return provider_pb2.CreateResponse(id=identity, properties=encoded(outputs))

    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Change an object, or in a preview say what is known of it."""
        schema, inputs = self._known(request, context), decoded(request.news)
        if request.preview:
            unknown = self.settings.unknown_on_update
            state, old = decoded(request.olds), decoded(request.old_inputs)
            planned = vendor.planned_update(schema, state, old, inputs, all_unknown=unknown)
            return provider_pb2.UpdateResponse(properties=encoded(planned))
        _refuse_unknown(context, inputs)
        self._strike("update", schema, request.urn, "before", context)
        outputs = self._order(context, lambda: self._vendor.update(schema, request.id, inputs))
        self._strike("update", schema, request.urn, "after", context)
        return provider_pb2.UpdateResponse(properties=encoded(outputs))

    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Remove an object."""
        schema = self._known(request, context)
        self._strike("delete", schema, request.urn, "before", context)
        self._order(context, lambda: self._vendor.delete(schema, request.id))
        self._strike("delete", schema, request.urn, "after", context)
        return empty_pb2.Empty()

    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:
        """The object as it is now; an empty id says that it is gone."""
        schema = self._known(request, context)
        self._strike("read", schema, request.urn, "before", context)
        thing = self._order(context, lambda: self._vendor.read(schema, request.id))
        if thing is None:
            return provider_pb2.ReadResponse()
        inputs, outputs = vendor.as_read(schema, thing, decoded(request.inputs), decoded(request.properties))
        return provider_pb2.ReadResponse(id=thing.id, inputs=encoded(inputs), properties=encoded(outputs))

    def _known(self, request: Any, context: grpc.ServicerContext) -> ResourceSchema:
        token = request.type or type_of(request.urn)
        schema = self.schema.resource(token)
        if schema is None:
            _abort(context, grpc.StatusCode.NOT_FOUND, f"the sandbox does not know the type {token}")
        return schema

    def _order(self, context: grpc.ServicerContext, order: Callable[[], Any]) -> Any:
        try:
            return order()
        except vendor.RefusedError as error:
            _abort(context, grpc.StatusCode.ALREADY_EXISTS, str(error))
        except WorldError as error:
            _abort(context, grpc.StatusCode.DATA_LOSS, str(error))

    def _strike(self, on: Act, schema: ResourceSchema, urn: str, moment: Moment, context: grpc.ServicerContext) -> None:
        try:
            fault = Faults(self.settings.faults, self._world).strike(on, schema.token, urn, moment)
        except FaultError as error:
            _abort(context, grpc.StatusCode.INVALID_ARGUMENT, f"faults file: {error}")
        if fault is None:
            return
        if fault.effect == "die":
            self.die(_DIED)
        if fault.effect == "hang" and not self._stopped.wait(fault.seconds):
            return
        _abort(context, grpc.StatusCode.UNKNOWN, fault.message if fault.effect != "hang" else "cancelled while it hung")


def _abort(context: grpc.ServicerContext, code: grpc.StatusCode, text: str) -> NoReturn:
    context.abort(code, text)
    raise AssertionError("abort raises")


def _refuse_unknown(context: grpc.ServicerContext, inputs: Mapping[str, Value]) -> None:
    unknown = [name for name, value in inputs.items() if has_unknown(value)]
    if unknown:
        _abort(context, grpc.StatusCode.INVALID_ARGUMENT, f"not known, though this is no preview: {', '.join(unknown)}")


def _failure(found: checks.Failure) -> Any:
    return provider_pb2.CheckFailure(property=found.path, reason=found.reason)


def _diff_response(found: tuple[Difference, ...], *, delete_first: bool = False) -> Any:
    replaces = list(dict.fromkeys(each.top for each in found if each.replace))
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME if found else provider_pb2.DiffResponse.DIFF_NONE,
        replaces=replaces,
        deleteBeforeReplace=delete_first and bool(replaces),
        diffs=list(dict.fromkeys(each.top for each in found)),
        detailedDiff={each.path: provider_pb2.PropertyDiff(kind=_kind(each), inputDiff=True) for each in found},
        hasDetailedDiff=True,
    )


def _kind(found: Difference) -> Any:
    return provider_pb2.PropertyDiff.Kind.Value(found.kind.upper() + ("_REPLACE" if found.replace else ""))


def _config(known: Mapping[str, Property], values: Mapping[str, Value]) -> dict[str, Value]:
    """A provider's arguments: whatever is no text travels as JSON in one, and the engine adds keys of its own."""
    config: dict[str, Value] = {}
    for name, value in values.items():
        if name in _ENGINE_CONFIG:
            continue
        spec, text = known.get(name), unwrapped(value)
        config[name] = value
        if spec is not None and spec.kind != "string" and isinstance(text, str) and text != UNKNOWN:
            config[name] = json.loads(text)
        if is_secret(value) and config[name] is not value:
            config[name] = {**value, "value": config[name]}
    return config
