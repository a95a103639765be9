"""Keeps under a platform's documented limits, so that it never has to say no."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_USED: Final = 0.9
"""The share of a limit that is used: what leaves evenly may arrive together."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `calls` in any stretch of `seconds`."""

    calls: int
    seconds: float


class Pace:
    """Lets calls through as fast as all limits allow, in the order in which they came."""

    def __init__(self, limits: Sequence[Limit]) -> None:
        self._turn = asyncio.Lock()
        self._limits = tuple(limits)
        self._past: deque[float] = deque()

    def hold(self, limits: Sequence[Limit]) -> None:
        """Keep these limits from now on: the platform has said which plan counts."""
        self._limits = tuple(limits)

    async def turn(self) -> None:
        """Return when the next call may go."""
        async with self._turn:
            loop = asyncio.get_running_loop()
            while (rest := self._rest(loop.time())) > 0:
                await asyncio.sleep(rest)
            self._past.append(loop.time())

    def _rest(self, now: float) -> float:
        longest = max((limit.seconds for limit in self._limits), default=0.0)
        while self._past and self._past[0] <= now - longest:
            self._past.popleft()
        return max((self._rest_for(limit, now) for limit in self._limits), default=0.0)

    def _rest_for(self, limit: Limit, now: float) -> float:
        calls = max(1, int(limit.calls * _USED))
        if len(self._past) < calls:
            return 0.0
        return self._past[-calls] + limit.seconds - now
