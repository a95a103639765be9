"""Settings of the whole suite."""

import asyncio
import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support.remembered import remember

remember()

# The machines of CI are shared: how long one example takes says nothing about the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


LOOP = asyncio.new_event_loop()
"""The SDK ties every output to the thread's loop, those that are made while tests are collected too."""
asyncio.set_event_loop(LOOP)


@pytest.fixture(autouse=True)
def same_loop() -> Iterator[None]:
    """Give the thread its loop back: `asyncio.run`, wherever it is used, leaves none behind."""
    yield
    asyncio.set_event_loop(LOOP)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the runs of k6 where nobody has named one: they are a trial of the scripts and no proof of the code."""
    if "SAYAR_K6" in os.environ:
        return
    left = [item for item in items if item.get_closest_marker("k6")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def pytest_collection(session: pytest.Session) -> None:
    """Collecting drops next to nothing, and walking twelve thousand tests again and again takes a third of its time."""
    gc.disable()


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was collected stays until the end: nobody has to walk it when a test has left garbage."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(100_000, 20, 20)
