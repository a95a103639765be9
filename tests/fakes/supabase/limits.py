"""The rate limit: so many requests a minute for each project, and for the organization's own calls."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

WINDOW_S: Final = 60.0


@dataclass(slots=True)
class _Window:
    """A minute and the requests in it."""

    began: float
    count: int = 0


@dataclass(slots=True)
class Limiter:
    """Counts requests in windows of a minute that begin with their first request."""

    most: int = 120
    clock: Callable[[], float] = time.monotonic
    _windows: dict[str, _Window] = field(default_factory=dict)

    def excess(self, subject: str) -> dict[str, str] | None:
        """Count a request: None within the limit, and beyond it the headers of the answer."""
        now = self.clock()
        window = self._windows.get(subject)
        if window is None or now - window.began >= WINDOW_S:
            window = self._windows[subject] = _Window(now)
        window.count += 1
        if window.count <= self.most:
            return None
        seconds = str(math.ceil(window.began + WINDOW_S - now))
        return {
            "Retry-After": seconds,
            "X-RateLimit-Limit": str(self.most),
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": seconds,
        }
