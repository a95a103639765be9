"""A sandbox provider that is served in the test's own process, and asked as the engine asks."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2_grpc

from sayar.engine.sandbox.provider import SandboxProvider
from sayar.engine.sandbox.schema import PackageSchema, load_schema
from sayar.engine.sandbox.settings import Settings

Serve = Callable[..., provider_pb2_grpc.ResourceProviderStub]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "world.json", tmp_path / "faults.json")


@pytest.fixture
def deaths() -> list[int]:
    """The exit codes with which a provider wanted to die."""
    return []


@pytest.fixture
def serve(settings: Settings, deaths: list[int]) -> Iterator[Serve]:
    """Serve a package and give a client of it."""
    open_ones: list[tuple[grpc.Server, grpc.Channel]] = []

    def start(
        package: str | PackageSchema, with_settings: Settings | None = None
    ) -> provider_pb2_grpc.ResourceProviderStub:
        server = grpc.server(ThreadPoolExecutor(4))
        schema = load_schema(package) if isinstance(package, str) else package
        provider = SandboxProvider(schema, with_settings or settings, die=deaths.append)
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
        channel = grpc.insecure_channel(f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}")
        server.start()
        open_ones.append((server, channel))
        return provider_pb2_grpc.ResourceProviderStub(channel)

    yield start
    for server, channel in open_ones:
        channel.close()
        server.stop(None)
