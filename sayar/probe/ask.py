"""One request to one surface, as a visitor who comes for the first time: a new name look-up, connection and handshake.

Nothing is remembered and nothing is sent that identifies anybody: no cookies, no credentials of the environment, no
redirects, and of the answer the status alone is read.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from importlib.metadata import version
from typing import Final

import httpx

from sayar.probe.model import Answer, Target

AGENT: Final = f"sayar-probe/{version('sayar-infra')}"
_NO_REUSE: Final = httpx.Limits(max_connections=None, max_keepalive_connections=0)


class Asker:
    """Asks targets over the network; `context` is what certificates are verified against (None: the public ones)."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        # The transport alone: a client would keep cookies, read ~/.netrc and follow what the environment says.
        self._transport = httpx.AsyncHTTPTransport(verify=context or True, trust_env=False, limits=_NO_REUSE)

    async def ask(self, target: Target) -> Answer:
        """Ask once. The caller limits the time: what is cancelled leaves nothing behind."""
        began = time.monotonic()
        request = httpx.Request(target.method, target.url, headers={"User-Agent": AGENT, "Accept": "*/*"})
        try:
            response = await self._transport.handle_async_request(request)
        except (httpx.TransportError, OSError) as error:
            return Answer(reason_of(error), time.monotonic() - began)
        latency = time.monotonic() - began
        await response.aclose()
        served = response.status_code in target.expect_status
        return Answer(None if served else f"status {response.status_code}", latency)

    async def close(self) -> None:
        """Close what is still open."""
        await self._transport.aclose()


def reason_of(error: BaseException) -> str:
    """Why a surface was not reached, in words that are the same every second."""
    for one in _behind(error, set()):
        if isinstance(one, ssl.SSLError):
            said = getattr(one, "verify_message", "") or (one.reason or "").replace("_", " ").lower()
            return f"TLS: {said}" if said else "TLS"
        if isinstance(one, socket.gaierror):
            return "name not resolved"
        if isinstance(one, ConnectionRefusedError):
            return "refused"
    if isinstance(error, httpx.TimeoutException):
        return "timeout"
    broken = isinstance(error, httpx.ReadError | httpx.WriteError | httpx.ProtocolError | ConnectionError)
    return "connection broken" if broken else "unreachable"


def _behind(error: BaseException, seen: set[int]) -> Iterator[BaseException]:
    """An error, and all that led to it."""
    if id(error) in seen:
        return
    seen.add(id(error))
    yield error
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for one in (error.__cause__, error.__context__, *inner):
        if one is not None:
            yield from _behind(one, seen)
