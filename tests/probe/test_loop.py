"""The schedule, with asks that a test controls and a clock that leaps: what is skipped, and what is bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from sayar.probe.loop import Measured, measure
from sayar.probe.model import Answer, Mark, Pace, Target
from tests.support.leaping import Leaping

API = Target("api", "GET", "https://api.shop.dev/health", (200,))
PACE = Pace(period_s=1.0, timeout_s=2.4)


def run(
    ask: Callable[[Target], Awaitable[Answer]], *, phase: Callable[[], str | None] = lambda: None
) -> tuple[Measured, list[str]]:
    """Ten seconds of a probe, and what it told."""
    told: list[str] = []

    async def measured() -> Measured:
        return await measure([API], ask, PACE, stop=asyncio.Event(), phase=phase, tell=told.append, for_s=10.0)

    with asyncio.Runner(loop_factory=Leaping) as runner:
        return runner.run(measured()), told


def test_a_machine_that_sleeps_has_seconds_that_nobody_measured() -> None:
    asked = 0

    async def ask(_: Target) -> Answer:
        nonlocal asked
        asked += 1
        if asked == 3:
            loop = asyncio.get_running_loop()
            assert isinstance(loop, Leaping)
            loop.leap(3.6)  # as on a suspended machine
        return Answer(None, 0.0)

    found, _ = run(ask)
    assert found.seconds == 10
    # The third request is that of second 2; after 3.6 s it is in second 5, and 3 and 4 have passed: what was not asked
    # is not made up, and not asked later in one heap.
    assert [reading.second for reading in found.readings["api"]] == [0, 1, 2, 5, 6, 7, 8, 9]


def test_an_ask_that_ignores_its_end_is_bounded() -> None:
    at_once = most = 0

    async def ask(_: Target) -> Answer:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        try:
            await asyncio.shield(asyncio.sleep(6))
        except asyncio.CancelledError:
            await asyncio.sleep(4)  # slow to let go
            raise
        finally:
            at_once -= 1
        return Answer(None, 6)

    found, _ = run(ask)
    assert most == PACE.at_once == 4
    # Each takes 2.4 s and lets go 4 s later, so those of 0 to 3 are gone after 6.4 to 9.4 s.
    assert [reading.second for reading in found.readings["api"]] == [0, 1, 2, 3, 7, 8, 9]
    assert found.seconds == 10, "the seconds that were not asked are not measured"
    assert {reading.answer.reason for reading in found.readings["api"]} == {"timeout"}


def test_a_late_answer_within_the_timeout_is_that_of_its_own_second() -> None:
    async def ask(_: Target) -> Answer:
        await asyncio.sleep(1.6)  # longer than a period
        return Answer(None, 1.6)

    found, _ = run(ask)
    assert [reading.second for reading in found.readings["api"]] == list(range(10))


def test_marks_follow_the_phase_that_is_in_force() -> None:
    async def ask(_: Target) -> Answer:
        return Answer(None, 0.0)

    left = ["expand", "expand", "shift", None]
    found, told = run(ask, phase=lambda: left.pop(0) if len(left) > 1 else left[0])
    assert found.marks == (Mark(0, "expand"), Mark(2, "shift"), Mark(3, None))
    assert told == ["phase: shift", "phase: no move under way"]


def test_a_fault_of_our_own_is_not_taken_for_a_surface_that_is_down() -> None:
    async def ask(_: Target) -> Answer:
        raise ZeroDivisionError

    with pytest.raises(BaseExceptionGroup) as raised:
        run(ask)
    assert raised.group_contains(ZeroDivisionError)
