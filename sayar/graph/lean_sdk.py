"""The Pulumi SDK without what costs time and nobody needs where the same program is run again and again."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pulumi import log
from pulumi.runtime import resource as runtime_resource
from pulumi.runtime import settings
from pulumi.runtime import stack as runtime_stack
from pulumi.runtime.settings import _get_rpc_manager


def slim() -> Callable[[], None]:
    """Leave out what nobody reads, a stack trace per resource and messages for debugging (each a call to the engine
    where there is one), and wait for what is under way in a time that grows with its number and not with its square.

    Returns what undoes it.
    """
    changed = {**dict.fromkeys(_UNREAD, _nothing), (runtime_stack, "wait_for_rpcs"): _all_done}
    saved = [(owner, name, getattr(owner, name)) for owner, name in changed if hasattr(owner, name)]
    for owner, name, _ in saved:
        setattr(owner, name, changed[(owner, name)])

    def undo() -> None:
        for owner, name, value in saved:
            setattr(owner, name, value)

    return undo


@contextmanager
def lean_sdk() -> Iterator[None]:
    """A block in which the SDK is slim."""
    undo = slim()
    try:
        yield
    finally:
        undo()


async def _all_done(await_all_outstanding_tasks: bool = True) -> None:
    """Wait until nothing is under way any more. Whatever went wrong is raised.

    The SDK asks all others again after each task that is done. Here they are waited for in turn, so a failure is told
    when those before it are done: a program that is recorded or rehearsed has none that takes long.
    """
    manager = _get_rpc_manager()
    while True:
        while manager.rpcs:
            await asyncio.sleep(0)
            await manager.rpcs.pop()
        if manager.unhandled_exception is not None:
            raise manager.unhandled_exception.with_traceback(manager.exception_traceback)
        while await_all_outstanding_tasks and settings.SETTINGS.outputs:
            with settings.SETTINGS.lock:
                pending = list(settings.SETTINGS.outputs)
                settings.SETTINGS.outputs.clear()
            for task in pending:
                await task
        if not manager.rpcs:
            return


def _nothing(*_args: Any, **_kwargs: Any) -> None:
    return None


_UNREAD = ((runtime_resource, "_get_stack_trace"), (runtime_resource, "_get_source_position"), (log, "debug"))


@contextmanager
def no_collection() -> Iterator[None]:
    """Hold the garbage collector: a run makes many objects and drops few, and walking them doubles its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
