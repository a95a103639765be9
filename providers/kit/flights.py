"""Reads that many ask for at once go over the network once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Flights(Generic[T]):
    """Shares reads of the same thing among those who wait for it.

    Whoever asks joins a read that starts after he asked, so nobody is given an answer from before his own write: a
    read that is under way is not joined, the next one is.
    """

    def __init__(self) -> None:
        self._under_way: dict[Hashable, asyncio.Task[T]] = {}
        self._next: dict[Hashable, asyncio.Task[T]] = {}

    async def read(self, key: Hashable, fetch: Callable[[], Awaitable[T]]) -> T:
        """What `fetch` brings, with everybody who asks for `key` until it starts. Errors go to all of them."""
        waiting = self._next.get(key)
        if waiting is None:
            waiting = asyncio.create_task(self._fly(key, fetch, self._under_way.get(key)))
            self._next[key] = waiting
        # One caller who is cancelled must not take the read from the others.
        return await asyncio.shield(waiting)

    async def _fly(self, key: Hashable, fetch: Callable[[], Awaitable[T]], before: asyncio.Task[T] | None) -> T:
        if before is not None:
            await asyncio.wait([before])
        own = self._next.pop(key)
        self._under_way[key] = own
        try:
            return await fetch()
        finally:
            if self._under_way.get(key) is own:
                del self._under_way[key]
