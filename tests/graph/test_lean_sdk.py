"""The SDK without what nobody reads: gone for a block, whole again after it, and failures are raised all the same."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import copy_context

import pytest
from pulumi import log
from pulumi.runtime import resource, settings, stack

from sayar.graph.lean_sdk import lean_sdk, slim

NAMES = (
    (resource, "_get_stack_trace"),
    (resource, "_get_source_position"),
    (log, "debug"),
    (stack, "wait_for_rpcs"),
)


def parts() -> list[object]:
    """What the SDK has under those names; AttributeError where a new version has others."""
    return [getattr(owner, name) for owner, name in NAMES]


def run(program: Callable[[settings.RPCManager], Awaitable[None]]) -> None:
    """Run a program as the only one: nothing that another one has left under way is waited for, in a loop that is gone.

    The settings of the SDK are context variables, so this copy has its own.
    """

    async def whole() -> None:
        settings.reset_options()
        await program(settings._get_rpc_manager())

    copy_context().run(asyncio.run, whole())


def test_a_block_leaves_everything_out_and_gives_it_back_even_when_it_fails() -> None:
    def failing() -> None:
        with lean_sdk():
            assert not set(map(id, parts())) & set(map(id, whole))
            raise ZeroDivisionError

    whole = parts()
    with pytest.raises(ZeroDivisionError):
        failing()
    assert parts() == whole


def test_what_is_left_out_for_good_stays_out_until_it_is_undone() -> None:
    whole = parts()
    undo = slim()
    assert log.debug("said to nobody") is None
    assert parts() != whole
    undo()
    assert parts() == whole


def test_a_call_that_fails_ends_the_wait_with_what_it_raised() -> None:
    async def fails() -> None:
        raise RuntimeError("the vendor is out of order")

    async def program(manager: settings.RPCManager) -> None:
        manager.rpcs.append(asyncio.ensure_future(fails()))
        await stack.wait_for_rpcs()

    with lean_sdk(), pytest.raises(RuntimeError, match="out of order"):
        run(program)


def test_a_failure_that_the_sdk_has_kept_ends_the_wait_too() -> None:
    async def program(manager: settings.RPCManager) -> None:
        manager.unhandled_exception = RuntimeError("the vendor is out of order")
        await stack.wait_for_rpcs()

    with lean_sdk(), pytest.raises(RuntimeError, match="out of order"):
        run(program)


def test_the_wait_ends_after_the_last_call_also_of_those_that_a_call_has_begun() -> None:
    done: list[str] = []

    async def program(manager: settings.RPCManager) -> None:
        async def call(name: str, *then: str) -> None:
            await asyncio.sleep(0)
            manager.rpcs.extend(asyncio.ensure_future(call(one)) for one in then)
            done.append(name)

        manager.rpcs.append(asyncio.ensure_future(call("first", "second", "third")))
        await stack.wait_for_rpcs()

    with lean_sdk():
        run(program)
    assert sorted(done) == ["first", "second", "third"]
