"""Servers that end with their test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.probe.loopback import CERTIFICATE, KEY, Surface

Serve = Callable[..., Surface]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts surfaces."""
    started: list[Surface] = []

    def start(status: int | None = 200, **options: Path) -> Surface:
        started.append(Surface(status, **options))
        return started[-1]

    yield start
    for surface in started:
        surface.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that nobody trusts, with its key."""
    path = tmp_path_factory.mktemp("tls") / "own.pem"
    path.write_text(CERTIFICATE + KEY, encoding="utf-8")
    return path
