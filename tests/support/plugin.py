"""A provider's process, spoken to as the engine does: its own gRPC protocol, values with their secrets and unknowns."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import grpc
from google.protobuf import empty_pb2
from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

_STOP_S: Final = 10
_OPTIONS: Final = [("grpc.max_receive_message_length", -1)]
_DETAILS: Final = "grpc-status-details-bin"


class _Unknown(Enum):
    UNKNOWN = "unknown"


UNKNOWN: Final = _Unknown.UNKNOWN
"""A value that is known only after the update."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that is marked as secret."""

    value: Any


@dataclass(frozen=True, slots=True)
class State:
    """A resource in the state. `errors` are why it is not as asked for, as the engine keeps them."""

    type: str
    name: str
    id: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    errors: tuple[str, ...] = ()

    def plain(self, name: str) -> Any:
        """An output without its mark."""
        value = self.outputs[name]
        return value.value if isinstance(value, Secret) else value


@dataclass(frozen=True, slots=True)
class Diff:
    """What a provider says of a change. `kinds` are by path, as `update` or `add_replace`."""

    changes: bool
    replaces: tuple[str, ...]
    delete_first: bool
    kinds: Mapping[str, str]


class FailedError(Exception):
    """A call that the provider refused; the text is what people read."""


class HalfMadeError(FailedError):
    """A resource that is there, but not as asked for: the engine keeps it."""

    def __init__(self, text: str, state: State) -> None:
        super().__init__(text)
        self.state = state


class Plugin:
    """A running provider. `told` collects every text that it has failed with."""

    def __init__(self, launcher: Path, environment: Mapping[str, str]) -> None:
        """The process sees PATH, HOME and `environment`, and nothing else."""
        self._launcher = launcher
        self._environment = {name: os.environ[name] for name in ("PATH", "HOME")} | dict(environment)
        self.told: list[str] = []

    def __enter__(self) -> Self:
        self._said = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen(
            [self._launcher], stdout=subprocess.PIPE, stderr=self._said, env=self._environment, text=True
        )
        assert self.process.stdout is not None
        port = self.process.stdout.readline().strip()
        assert port.isdecimal(), f"no port: {port!r}, {self.stderr}"
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=_OPTIONS)
        self._stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._channel.close()
        self.process.terminate()
        try:
            self.process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.process.stdout.close()
            self._said.close()

    @property
    def stderr(self) -> str:
        """What the process has said beside the protocol."""
        self._said.seek(0)
        return self._said.read()

    def schema(self) -> str:
        return self._stub.GetSchema(provider_pb2.GetSchemaRequest()).schema

    def check_config(self, **args: Any) -> dict[str, str]:
        """Faults of the provider's own arguments, by name."""
        answer = self._stub.CheckConfig(provider_pb2.CheckRequest(urn=urn("provider", "p"), news=wire(args)))
        return {each.property: each.reason for each in answer.failures}

    def configure(self, **args: Any) -> None:
        """Give the provider its arguments; called again, others."""
        self._call(
            self._stub.Configure,
            provider_pb2.ConfigureRequest(args=wire(args), acceptSecrets=True, acceptResources=True),
        )

    def check(self, type_: str, news: Mapping[str, Any], olds: Mapping[str, Any] | None = None) -> dict[str, str]:
        """Faults by path."""
        request = provider_pb2.CheckRequest(urn=urn(type_, "r"), type=type_, news=wire(news), olds=wire(olds or {}))
        return {each.property: each.reason for each in self._call(self._stub.Check, request).failures}

    def diff(self, state: State, news: Mapping[str, Any]) -> Diff:
        request = provider_pb2.DiffRequest(
            id=state.id,
            urn=urn(state.type, state.name),
            type=state.type,
            olds=wire(state.outputs),
            old_inputs=wire(state.inputs),
            news=wire(news),
        )
        answer = self._call(self._stub.Diff, request)
        kinds = {
            path: provider_pb2.PropertyDiff.Kind.Name(each.kind).lower() for path, each in answer.detailedDiff.items()
        }
        changes = answer.changes == provider_pb2.DiffResponse.DIFF_SOME
        return Diff(changes, tuple(answer.replaces), answer.deleteBeforeReplace, kinds)

    def create(self, type_: str, name: str, inputs: Mapping[str, Any], *, preview: bool = False) -> State:
        """The new resource. Raises HalfMadeError with what the engine would keep, FailedError otherwise."""
        request = provider_pb2.CreateRequest(urn=urn(type_, name), type=type_, properties=wire(inputs), preview=preview)
        answer = self._call(self._stub.Create, request, State(type_, name, "", inputs, {}))
        return State(type_, name, answer.id, inputs, plain(answer.properties))

    def update(self, state: State, news: Mapping[str, Any], *, preview: bool = False) -> State:
        """The resource afterwards. Raises HalfMadeError with what the engine would keep, FailedError otherwise."""
        request = provider_pb2.UpdateRequest(
            id=state.id,
            urn=urn(state.type, state.name),
            type=state.type,
            olds=wire(state.outputs),
            old_inputs=wire(state.inputs),
            news=wire(news),
            preview=preview,
        )
        kept = State(state.type, state.name, state.id, news, {})
        answer = self._call(self._stub.Update, request, kept)
        return State(state.type, state.name, state.id, news, plain(answer.properties))

    def read(self, state: State) -> State | None:
        """The resource as it is, None when it is gone. A state with nothing but an id is an import."""
        request = provider_pb2.ReadRequest(
            id=state.id,
            urn=urn(state.type, state.name),
            type=state.type,
            properties=wire(state.outputs),
            inputs=wire(state.inputs),
        )
        answer = self._call(self._stub.Read, request, state)
        if not answer.id:
            return None
        return State(state.type, state.name, answer.id, plain(answer.inputs), plain(answer.properties))

    def delete(self, state: State) -> None:
        request = provider_pb2.DeleteRequest(
            id=state.id,
            urn=urn(state.type, state.name),
            type=state.type,
            properties=wire(state.outputs),
            old_inputs=wire(state.inputs),
        )
        self._call(self._stub.Delete, request)

    def cancel(self) -> None:
        """As the engine does when a person stops it."""
        self._stub.Cancel(empty_pb2.Empty())

    def _call(self, method: Any, request: Any, kept: State | None = None) -> Any:
        try:
            return method(request)
        except grpc.RpcError as error:
            text = error.details()
            self.told.append(text)
            half = _half(error)
            if half is None or kept is None:
                raise FailedError(text) from None
            self.told += half.reasons
            identity, outputs = half.id or kept.id, plain(half.properties)
            state = State(kept.type, kept.name, identity, kept.inputs, outputs, tuple(half.reasons))
            raise HalfMadeError(text, state) from None


def urn(type_: str, name: str) -> str:
    """As of a resource inside of a component, whose type the engine puts before it."""
    return f"urn:pulumi:test::sayar::sayar:test:Parent${type_}::{name}"


def wire(values: Mapping[str, Any]) -> Any:
    """Plain values as the engine sends them."""
    return PropertyValue.marshal_map({name: _marked(each) for name, each in values.items()})


def plain(values: Any) -> dict[str, Any]:
    """What a provider has sent, with its marks."""
    return {name: _unmarked(each) for name, each in PropertyValue.unmarshal_map(values).items()}


def _marked(value: Any) -> PropertyValue:
    if isinstance(value, Secret):
        return _marked(value.value).with_secret(True)
    if value is UNKNOWN:
        return PropertyValue(rpc.UNKNOWN)  # the SDK writes no value of its own for it
    if isinstance(value, Mapping):
        return PropertyValue({name: _marked(each) for name, each in value.items()})
    if isinstance(value, list | tuple):
        return PropertyValue([_marked(each) for each in value])
    return PropertyValue(float(value) if isinstance(value, int) and not isinstance(value, bool) else value)


def _unmarked(value: PropertyValue) -> Any:
    raw = value.value
    if raw == rpc.UNKNOWN:
        found: Any = UNKNOWN
    elif isinstance(raw, Mapping):
        found = {name: _unmarked(each) for name, each in raw.items()}
    elif isinstance(raw, list | tuple):
        found = [_unmarked(each) for each in raw]
    else:
        found = int(raw) if isinstance(raw, float) and raw.is_integer() else raw
    return Secret(found) if value.is_secret else found


def _half(error: Any) -> Any:
    """What the error carries of a resource that is half made, as the engine reads it."""
    for key, value in error.trailing_metadata() or ():
        if key != _DETAILS:
            continue
        status = status_pb2.Status.FromString(value)
        for detail in status.details:
            half = provider_pb2.ErrorResourceInitFailed()
            if detail.Unpack(half):
                return half
    return None
