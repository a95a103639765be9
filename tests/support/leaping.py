"""An event loop for schedules: its clock leaps to what is due next, so what it measures is exact on any machine."""

from __future__ import annotations

import asyncio
import selectors


class Leaping(asyncio.SelectorEventLoop):
    """Nothing is waited for, and time passes only where somebody waits, or by `leap`."""

    def __init__(self) -> None:
        self._now = 0.0
        super().__init__(_Unwaiting(self))

    def time(self) -> float:
        """Seconds since the loop was made."""
        return self._now

    def leap(self, seconds: float) -> None:
        """Let time pass in which nothing runs."""
        self._now += seconds


class _Unwaiting(selectors.DefaultSelector):  # type: ignore[misc, valid-type, unused-ignore]
    """Says at once that nothing came in, when the loop would wait for its next deadline."""

    def __init__(self, loop: Leaping) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None:
            self._loop.leap(max(timeout, 0.0))
        return super().select(0 if timeout is not None else None)
