"""Starts a sandbox provider: `python -m sayar.engine.sandbox.main PACKAGE [ENGINE ADDRESS AND FLAGS]`."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from sayar.engine.sandbox.protocol import without_sdk
from sayar.engine.sandbox.schema import PackageSchema, SchemaError, load_schema
from sayar.engine.sandbox.settings import SCHEMAS, Settings, SettingsError, from_environment

_THREADS: Final = 16  # the engine works on as many resources at once
_ORPHAN_CHECK_S: Final = 5.0


def schema_for(package: str, environment: Mapping[str, str]) -> PackageSchema:
    """The sandbox's own schema of a package, else one of the folder in the environment. Raises SchemaError."""
    schema = load_schema(package)
    further = environment.get(SCHEMAS)
    return load_schema(package, Path(further)) if not schema.tokens and further else schema


def server_of(schema: PackageSchema, settings: Settings, **options: Any) -> tuple[Any, int]:
    """A server of one package that has begun to serve, and its port on the loopback. `options` are the provider's."""
    import grpc  # type: ignore[import-untyped]
    from pulumi.runtime.proto import provider_pb2_grpc

    from sayar.engine.sandbox.provider import SandboxProvider

    server = grpc.server(ThreadPoolExecutor(max_workers=_THREADS), options=[("grpc.max_receive_message_length", -1)])
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(SandboxProvider(schema, settings, **options), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def main(arguments: Sequence[str]) -> int:
    """Serve one package until the engine stops this process: 0, or 2 with one line on stderr."""
    if not arguments:
        print("usage: python -m sayar.engine.sandbox.main PACKAGE [ENGINE]", file=sys.stderr)  # noqa: T201
        return 2
    try:
        schema, settings = schema_for(arguments[0], os.environ), from_environment(os.environ)
    except (SchemaError, SettingsError) as error:
        print(f"sandbox: {error}", file=sys.stderr)  # noqa: T201
        return 2
    without_sdk()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    server, port = server_of(schema, settings)
    # The first line of a plugin is its port; anything else would end the engine's handshake.
    print(port, flush=True)  # noqa: T201
    engine = os.getppid()
    while not stop.wait(_ORPHAN_CHECK_S):
        if os.getppid() != engine:  # an engine that was killed cannot stop its plugins
            break
    server.stop(grace=None)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
