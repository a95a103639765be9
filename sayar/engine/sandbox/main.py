"""Starts a sandbox provider: `python -m sayar.engine.sandbox.main PACKAGE [ENGINE ADDRESS AND FLAGS]`."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from sayar.engine.sandbox.protocol import without_sdk
from sayar.engine.sandbox.schema import SchemaError, load_schema
from sayar.engine.sandbox.settings import SCHEMAS, SettingsError, from_environment

_THREADS: Final = 16  # the engine works on as many resources at once
_ORPHAN_CHECK_S: Final = 5.0


def main(arguments: Sequence[str]) -> int:
    """Serve one package until the engine stops this process: 0, or 2 with one line on stderr."""
    if not arguments:
        print("usage: python -m sayar.engine.sandbox.main PACKAGE [ENGINE]", file=sys.stderr)  # noqa: T201
        return 2
    try:
        schema, settings = load_schema(arguments[0]), from_environment(os.environ)
        if not schema.tokens and (further := os.environ.get(SCHEMAS)):
            schema = load_schema(arguments[0], Path(further))
    except (SchemaError, SettingsError) as error:
        print(f"sandbox: {error}", file=sys.stderr)  # noqa: T201
        return 2
    without_sdk()
    import grpc  # type: ignore[import-untyped]
    from pulumi.runtime.proto import provider_pb2_grpc

    from sayar.engine.sandbox.provider import SandboxProvider

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    server = grpc.server(ThreadPoolExecutor(max_workers=_THREADS), options=[("grpc.max_receive_message_length", -1)])
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(SandboxProvider(schema, settings), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
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
