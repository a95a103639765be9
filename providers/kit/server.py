"""The provider's process: the SDK's server, with what it leaves out.

The SDK tells an error with a traceback, drops the old inputs, cannot say that an object is half made, and outlives an
engine that was killed. Everything else of the protocol is its own.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import traceback
from collections.abc import Awaitable, Callable
from typing import Any, Final

import grpc  # type: ignore[import-untyped]
import grpc.aio  # type: ignore[import-untyped]
from google.protobuf import empty_pb2  # type: ignore[import-untyped]
from pulumi.provider.experimental.property_value import PropertyValue
from pulumi.provider.experimental.server import ProviderServicer
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc, status_pb2

from providers.kit.errors import HalfMadeError, PlatformError
from providers.kit.provider import OLD_INPUTS, KindsProvider
from providers.kit.redact import redacted
from providers.kit.values import secrets

_ORPHAN_CHECK_S: Final = 5.0
_OPTIONS: Final = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
DEBUG: Final = "SAYAR_PROVIDER_DEBUG"
"""Set, a fault of the provider itself is told with its traceback, on standard error."""


class Servicer(ProviderServicer):
    """Answers the engine."""

    def __init__(self, version: str, provider: KindsProvider) -> None:
        super().__init__([], version, provider, engine_address="")
        self._kinds_provider = provider

    async def Cancel(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002
        """Nothing is waited for any longer; what is under way ends with an error."""
        await self._kinds_provider.stop()
        return empty_pb2.Empty()

    async def DiffConfig(self, request: Any, context: Any) -> Any:  # noqa: N802, ARG002
        """Another token or endpoint is the same provider: it never replaces what it has made."""
        old, new = PropertyValue.unmarshal_map(request.old_inputs), PropertyValue.unmarshal_map(request.news)
        changed = sorted(name for name in {*old, *new} if old.get(name) != new.get(name))
        some = provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=some, diffs=changed)

    async def Check(self, request: Any, context: Any) -> Any:  # noqa: N802
        """As the SDK, without a traceback."""
        return await self._answer("checking", super().Check, request, context, request.news)

    async def Diff(self, request: Any, context: Any) -> Any:  # noqa: N802
        """As the SDK, with the old inputs."""
        OLD_INPUTS.set(PropertyValue.unmarshal_map(request.old_inputs))
        return await self._answer("comparing", super().Diff, request, context, request.news)

    async def Create(self, request: Any, context: Any) -> Any:  # noqa: N802
        """As the SDK, and an object that is half made goes into the state."""
        return await self._answer("creating", super().Create, request, context, request.properties)

    async def Update(self, request: Any, context: Any) -> Any:  # noqa: N802
        """As the SDK, with the old inputs."""
        OLD_INPUTS.set(PropertyValue.unmarshal_map(request.old_inputs))
        return await self._answer("updating", super().Update, request, context, request.news)

    async def Read(self, request: Any, context: Any) -> Any:  # noqa: N802
        """As the SDK."""
        return await self._answer("reading", super().Read, request, context, request.inputs)

    async def Delete(self, request: Any, context: Any) -> Any:  # noqa: N802
        """As the SDK."""
        return await self._answer("deleting", super().Delete, request, context, request.properties)

    async def _answer(
        self, doing: str, call: Callable[[Any, Any], Awaitable[Any]], request: Any, context: Any, given: Any
    ) -> Any:
        try:
            return await call(request, context)
        except Exception as error:
            # The SDK catches what a provider raises and raises its text and traceback; the error itself is behind it.
            fault = error.__context__ or error
            hidden = (*self._kinds_provider.hidden, *secrets(PropertyValue.unmarshal_map(given)))
            text = redacted(f"{doing} {_named(request.urn)}: {told(fault)}", hidden)
            if isinstance(fault, HalfMadeError):
                await context.abort_with_status(_half_made(fault, text))
            await context.abort(grpc.StatusCode.UNKNOWN, text)
            raise AssertionError("abort raises") from None


def _named(urn: str) -> str:
    parts = urn.split("::", 3)
    return f"{parts[2].split('$')[-1]} {parts[3]!r}" if len(parts) > 3 else urn


def told(fault: BaseException) -> str:
    """What a person reads of a fault. The message of an unforeseen one may hold anything, so it is not repeated."""
    if isinstance(fault, PlatformError):
        return str(fault)
    if os.environ.get(DEBUG):
        sys.stderr.write("".join(traceback.format_tb(fault.__traceback__)))
    return f"a fault of the provider itself ({type(fault).__name__}); please report it, {DEBUG}=1 shows where"


def _half_made(fault: HalfMadeError, text: str) -> Any:
    """The engine keeps what such an error carries, and finishes the object in the next update."""
    detail = provider_pb2.ErrorResourceInitFailed(
        id=fault.identity, properties=PropertyValue.marshal_map(dict(fault.outputs)), reasons=[text]
    )
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=text)
    status.details.add().Pack(detail)
    answer = grpc.Status()
    answer.code, answer.details = grpc.StatusCode.UNKNOWN, text
    answer.trailing_metadata = (("grpc-status-details-bin", status.SerializeToString()),)
    return answer


async def serve(version: str, provider: KindsProvider) -> None:
    """Serve until a signal comes or the engine is gone. The first line on standard output is the port."""
    engine = os.getppid()  # before it knows of us, as it may be killed at once
    server = grpc.aio.server(options=_OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Servicer(version, provider), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    await _until_stopped(stop, engine)
    await provider.stop()
    await server.stop(grace=None)


async def _until_stopped(stop: asyncio.Event, engine: int) -> None:
    """Wait for the signal, or for the engine to be gone: one that was killed cannot end its plugins."""
    while os.getppid() == engine:
        try:
            await asyncio.wait_for(stop.wait(), _ORPHAN_CHECK_S)
        except TimeoutError:
            continue
        return
