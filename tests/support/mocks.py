"""A Pulumi monitor for tests that keeps every registration: what a component asked the engine for.

    recording = record(lambda: Zone("zone", spec, fake_providers(), domain="sayar.example", account_id="0" * 32))
    zone = recording.one("cloudflare:index/zone:Zone")
    assert zone.inputs["name"] == "sayar.example"

Inputs keep the wire's camelCase names; a secret is `Secret(value)`, an unknown of a preview is `UNKNOWN`, numbers are
floats. What a provider would compute is made up here (`COMPUTED`), or given to `record` per type.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import pulumi
from google.protobuf import empty_pb2, json_format
from pulumi.runtime import mocks, rpc, settings, sync_await
from pulumi.runtime.stack import run_pulumi_func

from components.base import Providers

Inputs = Mapping[str, Any]
Compute = Callable[[Inputs], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that crossed the wire as a secret."""

    value: Any


class _Unknown:
    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = _Unknown()


@dataclass(frozen=True, slots=True)
class Registered:
    """One RegisterResource request; options are as the program sent them, so before inheritance from the parent."""

    urn: str
    type: str
    name: str
    custom: bool
    inputs: dict[str, Any]
    parent: str
    provider: str
    protect: bool | None
    retain_on_delete: bool | None
    delete_before_replace: bool | None
    ignore_changes: tuple[str, ...]
    replace_on_changes: tuple[str, ...]
    depends_on: tuple[str, ...]
    property_dependencies: dict[str, tuple[str, ...]]
    secret_outputs: tuple[str, ...]
    aliases: tuple[str, ...]


@dataclass(slots=True)
class Recording:
    """Everything that one run of a program registered, in order."""

    resources: list[Registered] = field(default_factory=list)
    outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Registered outputs by URN of the component."""

    def of(self, type_: str) -> list[Registered]:
        """All resources of a type."""
        return [resource for resource in self.resources if resource.type == type_]

    def one(self, type_: str, name: str | None = None) -> Registered:
        """The only resource of a type, and of a name where one is given."""
        found = [resource for resource in self.of(type_) if name is None or resource.name == name]
        assert len(found) == 1, f"{type_} {name or ''}: {[resource.name for resource in found]}"
        return found[0]

    def named(self, name: str) -> Registered:
        """The only resource of a name."""
        found = [resource for resource in self.resources if resource.name == name]
        assert len(found) == 1, f"{name}: {[resource.type for resource in found]}"
        return found[0]

    def custom(self) -> list[Registered]:
        """All resources that a provider manages, explicit providers left out."""
        return [r for r in self.resources if r.custom and not r.type.startswith("pulumi:providers:")]

    def __iter__(self) -> Iterator[Registered]:
        return iter(self.resources)


def _zone(inputs: Inputs) -> Mapping[str, Any]:
    return {"nameServers": ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"], "status": "pending", "type": "full"}


def _random(inputs: Inputs) -> Mapping[str, Any]:
    length = int(inputs.get("length", 16))
    return {"result": ("r4nd0m" * length)[:length]}


COMPUTED: dict[str, Compute] = {
    "cloudflare:index/zone:Zone": _zone,
    "cloudflare:index/zoneDnssec:ZoneDnssec": lambda inputs: {"ds": "2371 13 2 ABCDEF", "status": "pending"},
    "cloudflare:index/zoneSetting:ZoneSetting": lambda inputs: {"editable": True},
    "random:index/randomPassword:RandomPassword": _random,
    "random:index/randomString:RandomString": _random,
    "random:index/randomId:RandomId": lambda inputs: {"hex": "c0ffee" * 4},
    "random:index/randomBytes:RandomBytes": lambda inputs: {"hex": "c0ffee" * 8, "base64": "wP/u"},
}
"""What the vendors would answer, by type; only what components read."""


class _Vendors(mocks.Mocks):
    def __init__(self, outputs: Mapping[str, Compute | Mapping[str, Any]], preview: bool) -> None:
        self._outputs = {**COMPUTED, **outputs}
        self._preview = preview

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        if self._preview:
            return "", args.inputs
        computed = self._outputs.get(args.typ, {})
        made = computed(args.inputs) if callable(computed) else computed
        identifier = hashlib.sha256(f"{args.typ}::{args.name}".encode()).hexdigest()[:32]
        return identifier if args.custom else "", {**args.inputs, **made}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        raise AssertionError(f"{args.token}: a component must not ask a provider for data")


class RecordingMonitor(mocks.MockMonitor):
    """The mock monitor of the SDK, which keeps each request before it answers."""

    def __init__(self, vendors: mocks.Mocks, recording: Recording) -> None:
        super().__init__(vendors)
        self._recording = recording
        self._lock = threading.Lock()

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the name of the wire
        """Keep and answer."""
        if request.type != "pulumi:pulumi:Stack":
            with self._lock:
                self._recording.resources.append(
                    _registered(self.make_urn(request.parent, request.type, request.name), request)
                )
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - the name of the wire
        """Keep the outputs of a component."""
        with self._lock:
            self._recording.outputs[request.urn] = _plain(json_format.MessageToDict(request.outputs))
        return empty_pb2.Empty()


def record(
    program: Callable[[], object],
    *,
    preview: bool = False,
    outputs: Mapping[str, Compute | Mapping[str, Any]] | None = None,
    project: str = "sayar",
    stack: str = "prod",
) -> Recording:
    """Run a program against the recording monitor and wait for all it registered.

    `preview` makes identifiers and computed outputs unknown. `outputs` adds to `COMPUTED`, by type. Raises whatever
    the program or a registration raised.
    """
    recording = Recording()
    vendors = _Vendors(outputs or {}, preview)
    settings.reset_options()
    # The root of an earlier run belongs to an earlier stack.
    settings.set_root_resource(None)
    mocks.set_mocks(vendors, project, stack, preview, monitor=RecordingMonitor(vendors, recording))

    def run() -> None:
        program()

    sync_await._sync_await(run_pulumi_func(run))
    return recording


def fake_providers() -> Providers:
    """The explicit providers as plain resources: no SDK is imported for them."""
    return Providers(**{one.name: pulumi.ProviderResource(one.name, one.name, {}) for one in fields(Providers)})


def _registered(urn: str, request: Any) -> Registered:
    return Registered(
        urn=urn,
        type=request.type,
        name=request.name,
        custom=request.custom,
        inputs=_plain(json_format.MessageToDict(request.object)),
        parent=request.parent,
        provider=request.provider,
        protect=_said(request, "protect"),
        retain_on_delete=_said(request, "retainOnDelete"),
        delete_before_replace=request.deleteBeforeReplace if request.deleteBeforeReplaceDefined else None,
        ignore_changes=tuple(request.ignoreChanges),
        replace_on_changes=tuple(request.replaceOnChanges),
        depends_on=tuple(request.dependencies),
        property_dependencies={key: tuple(value.urns) for key, value in request.propertyDependencies.items()},
        secret_outputs=tuple(request.additionalSecretOutputs),
        aliases=tuple(str(alias) for alias in request.aliases),
    )


def _said(request: Any, name: str) -> bool | None:
    value: bool = getattr(request, name)
    return value if request.HasField(name) else None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if value.get(rpc._special_sig_key) == rpc._special_secret_sig:
            return Secret(_plain(value.get("value")))
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    return UNKNOWN if value == rpc.UNKNOWN else value
