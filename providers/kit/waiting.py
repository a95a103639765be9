"""Waiting with a bound, and stopping when the engine says so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from providers.kit.errors import DoubtfulError, LimitedError, StoppedError, UnreachableError
from providers.kit.timings import Timings

T = TypeVar("T")


class Patience:
    """Looks again and again until something is there, the time is up, or the engine cancels."""

    def __init__(self, timings: Timings) -> None:
        self.timings = timings
        self._stop = asyncio.Event()

    @property
    def stopped(self) -> bool:
        """Whether the engine has asked to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """End every wait, now and later."""
        self._stop.set()

    async def appeared(self, look: Callable[[], Awaitable[T | None]], *, what: str) -> T | None:
        """What `look` finds within the time that things may take to be seen, else None."""
        return await self.until(look, every_s=self.timings.poll_s, at_most_s=self.timings.appear_s, what=what)

    async def ready(self, look: Callable[[], Awaitable[T | None]], *, what: str) -> T | None:
        """What `look` finds within the time that what takes minutes may take, else None."""
        return await self.until(look, every_s=self.timings.poll_s, at_most_s=self.timings.ready_s, what=what)

    async def until(
        self, look: Callable[[], Awaitable[T | None]], *, every_s: float, at_most_s: float, what: str
    ) -> T | None:
        """What `look` finds, or None when the time is up. Raises StoppedError when the engine cancels.

        A look that fails for a passing reason counts as one that found nothing.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + at_most_s
        while True:
            found = await _looked(look)
            if found is not None:
                return found
            left = end - loop.time()
            if left <= 0:
                return None
            await self._rest(min(every_s, left), what)

    async def _rest(self, seconds: float, what: str) -> None:
        try:
            await asyncio.wait_for(self._stop.wait(), seconds)
        except TimeoutError:
            return
        raise StoppedError(f"stopped while waiting for {what}")


async def _looked(look: Callable[[], Awaitable[T | None]]) -> T | None:
    try:
        return await look()
    except (DoubtfulError, LimitedError, UnreachableError):
        return None
