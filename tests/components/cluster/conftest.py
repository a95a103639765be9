"""One recording of each mode for all tests; nobody changes it."""

import pytest

from tests.components.cluster.cluster_made import STANDARD, Made, made


@pytest.fixture(scope="session")
def auto() -> Made:
    return made()


@pytest.fixture(scope="session")
def standard() -> Made:
    return made(nodes=STANDARD)
