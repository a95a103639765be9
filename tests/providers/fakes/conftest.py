"""Railway's stand-in on loopback, and a client of it."""

from collections.abc import Iterator

import pytest

from tests.fakes.railway.fake import RailwayFake
from tests.providers.fakes.railway_client import Client


@pytest.fixture
def railway() -> Iterator[RailwayFake]:
    """A stand-in that must at the end have found everything as published."""
    with RailwayFake() as fake:
        yield fake
        assert fake.breaches == []


@pytest.fixture
def client(railway: RailwayFake) -> Client:
    return Client(railway)
