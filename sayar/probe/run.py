"""Runs a probe until its time is over or a signal comes: event loop, threads that resolve names, signals."""

from __future__ import annotations

import asyncio
import signal
import ssl
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from sayar.probe.ask import Asker
from sayar.probe.loop import Measured, measure
from sayar.probe.model import Pace, Run, Target

_SPARE_THREADS = 16
"""A name that does not resolve keeps its thread longer than the probe waits for it."""


def probe(
    targets: Sequence[Target],
    pace: Pace,
    *,
    phase: Callable[[], str | None],
    tell: Callable[[str], None],
    for_s: float | None = None,
    context: ssl.SSLContext | None = None,
) -> Run:
    """Ask the targets for `for_s` seconds, or until SIGINT or SIGTERM, and give all that was measured.

    The first signal ends it in order, a second one at once. `context` is for certificates that the public does not
    know.
    """
    started = datetime.now(UTC)
    # Not asyncio.run, which waits at its end for name servers that nobody waits for any more.
    loop = asyncio.new_event_loop()
    threads = len(targets) * pace.at_once + _SPARE_THREADS
    loop.set_default_executor(ThreadPoolExecutor(threads, thread_name_prefix="probe"))
    try:
        found = loop.run_until_complete(_probe(targets, pace, phase, tell, for_s, context))
    finally:
        loop.run_until_complete(_cut_off(asyncio.all_tasks(loop)))
        loop.close()
    return Run(started, pace.period_s, found.seconds, found.readings, found.marks)


async def _probe(
    targets: Sequence[Target],
    pace: Pace,
    phase: Callable[[], str | None],
    tell: Callable[[str], None],
    for_s: float | None,
    context: ssl.SSLContext | None,
) -> Measured:
    stop, loop, asker = asyncio.Event(), asyncio.get_running_loop(), Asker(context)
    signals = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()

    def end() -> None:
        stop.set()
        tell("ending: the last answers are waited for")
        for number in signals:
            loop.remove_signal_handler(number)

    for number in signals:
        loop.add_signal_handler(number, end)
    try:
        return await measure(targets, asker.ask, pace, stop=stop, phase=phase, tell=tell, for_s=for_s)
    finally:
        for number in signals:
            loop.remove_signal_handler(number)
        await asker.close()


async def _cut_off(tasks: set[asyncio.Task[Any]]) -> None:
    """End what a second signal has left: each would complain when the loop is closed over it."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
