"""The provider of the guard as a process."""

from __future__ import annotations

import asyncio
import sys

from providers.guard.provider import VERSION, GuardProvider
from providers.kit.server import serve


def run() -> int:
    """Serve the engine until it ends: 0. No token, no address, no environment is read."""
    asyncio.run(serve(VERSION, GuardProvider()))
    return 0


if __name__ == "__main__":
    sys.exit(run())
