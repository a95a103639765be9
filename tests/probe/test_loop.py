"""The schedule, with asks that a test controls: what is skipped, and what is bounded."""

from __future__ import annotations

import asyncio
import time

import pytest

from sayar.probe.loop import Measured, measure
from sayar.probe.model import Answer, Pace, Target

API = Target("api", "GET", "https://api.shop.dev/health", (200,))
PACE = Pace(period_s=0.05, timeout_s=0.12)


def run(ask: object, *, for_s: float = 0.5) -> Measured:
    async def measured() -> Measured:
        return await measure(
            [API],
            ask,  # type: ignore[arg-type]
            PACE,
            stop=asyncio.Event(),
            phase=lambda: None,
            tell=lambda _: None,
            for_s=for_s,
        )

    return asyncio.run(measured())


def test_a_machine_that_sleeps_has_seconds_that_nobody_measured() -> None:
    asked: list[float] = []

    async def ask(_: Target) -> Answer:
        asked.append(time.monotonic())
        if len(asked) == 3:
            time.sleep(0.18)  # blocks the whole loop, as a suspended machine does
        return Answer(None, 0.0)

    found = run(ask)
    seconds = [reading.second for reading in found.readings["api"]]
    assert found.seconds == 10
    # The third request is that of second 2; after 0.18 s it is in second 5, and 3 and 4 have passed.
    assert seconds[:3] == [0, 1, 2]
    assert not {3, 4} & set(seconds), "what was not asked is not made up, and not asked later in one heap"
    assert seconds[3:] == list(range(seconds[3], 10))


def test_an_ask_that_ignores_its_end_is_bounded() -> None:
    at_once = most = 0

    async def ask(_: Target) -> Answer:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        try:
            await asyncio.shield(asyncio.sleep(0.3))
        except asyncio.CancelledError:
            await asyncio.sleep(0.2)  # slow to let go
            raise
        finally:
            at_once -= 1
        return Answer(None, 0.3)

    found = run(ask)
    assert most <= PACE.at_once == 4
    assert len(found.readings["api"]) < found.seconds, "the seconds that were not asked are not measured"
    assert {reading.answer.reason for reading in found.readings["api"]} == {"timeout"}


def test_a_late_answer_within_the_timeout_is_that_of_its_own_second() -> None:
    async def ask(_: Target) -> Answer:
        await asyncio.sleep(0.08)  # longer than a period
        return Answer(None, 0.08)

    found = run(ask)
    assert [reading.second for reading in found.readings["api"]] == list(range(10))


def test_a_fault_of_our_own_is_not_taken_for_a_surface_that_is_down() -> None:
    async def ask(_: Target) -> Answer:
        raise ZeroDivisionError

    with pytest.raises(BaseExceptionGroup) as raised:
        run(ask)
    assert raised.group_contains(ZeroDivisionError)
