"""One way to call a platform: with a time-out, at its pace, and again only where that cannot do harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import httpx
import stamina
import stamina.instrumentation

from providers.kit.call import Call, endpoint
from providers.kit.errors import (
    DoubtfulError,
    ForbiddenError,
    LimitedError,
    MissingError,
    PlatformError,
    RefusedError,
    UnreachableError,
)
from providers.kit.pace import Pace
from providers.kit.waiting import Patience

_CONNECTIONS: Final = httpx.Limits(max_connections=32, max_keepalive_connections=16)
_TOLD_MOST: Final = 400  # characters of a platform's own words in an error


class Http:
    """Calls one platform. Lives in one event loop and keeps its connections open."""

    def __init__(
        self,
        vendor: str,
        address: str,
        *,
        headers: Mapping[str, str],
        agent: str,
        pace: Pace,
        patience: Patience,
        seen: Callable[[Mapping[str, str]], None] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """`agent` names the client and its version; `seen` is shown the headers of every answer.

        `transport` takes the place of the network.
        """
        self.vendor = vendor
        # The library's own log of retries would go to standard error, which the engine shows to people.
        stamina.instrumentation.set_on_retry_hooks([])
        self._patience = patience
        self._pace = pace
        self._seen = seen
        self._address = endpoint(address)
        self._client = httpx.AsyncClient(
            headers={**headers, "User-Agent": agent, "Accept": "application/json"},
            timeout=patience.timings.request_s,
            limits=_CONNECTIONS,
            transport=transport,
        )

    async def send(self, call: Call) -> httpx.Response:
        """The answer of success. Raises PlatformError, by kind, for every other end.

        A call that cannot be repeated is tried once; only when no connection came about is it tried again.
        """
        timings = self._patience.timings
        async for attempt in stamina.retry_context(
            on=lambda error: self._again(error, call),
            attempts=timings.tries,
            timeout=timings.retry_s,
            wait_initial=timings.first_wait_s,
            wait_max=timings.longest_wait_s,
            wait_jitter=timings.first_wait_s,
        ):
            with attempt:
                return await self._once(call)
        raise AssertionError("unreachable: the last attempt raises")

    async def decoded(self, call: Call) -> Any:
        """The body of the answer as `send` brings it, None for none.

        What is no JSON is in doubt: something on the way has answered.
        """
        answer = await self.send(call)
        if not answer.content:
            return None
        try:
            return answer.json()
        except ValueError:
            text = f"{call.label} at {self.vendor}: the answer is no JSON; something on the way there has answered"
            raise DoubtfulError(text) from None

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()

    def _again(self, error: Exception, call: Call) -> bool | float:
        if self._patience.stopped:
            return False
        if isinstance(error, UnreachableError):
            return True
        if not call.again:
            return False
        if isinstance(error, LimitedError | DoubtfulError):
            return True if error.after_s is None else min(error.after_s, self._patience.timings.longest_wait_s)
        return False

    async def _once(self, call: Call) -> httpx.Response:
        if self._patience.timings.paced:
            await self._pace.turn()
        where = f"{call.label} at {self.vendor}"
        doubt = "" if call.again else "; it is not known whether it was done"
        try:
            url = f"{self._address}{call.path}"
            answer = await self._client.request(call.method, url, params=dict(call.params), json=call.body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise UnreachableError(
                f"{where}: no connection ({_named(error)}); check the network and try again"
            ) from None
        except httpx.TimeoutException:
            patience = "" if call.again else "; give it a minute, then try again"
            within = f"{self._patience.timings.request_s:g} s"
            raise DoubtfulError(f"{where}: no answer within {within}{doubt}{patience}", late=True) from None
        except httpx.HTTPError as error:
            raise DoubtfulError(f"{where}: the connection broke ({_named(error)}){doubt}") from None
        if self._seen is not None:
            self._seen(answer.headers)
        if answer.is_success:
            return answer
        raise failure(where, answer, doubt)


def failure(where: str, answer: httpx.Response, doubt: str = "") -> PlatformError:
    """What an answer of no success means. `doubt` is what to say where the platform itself has failed."""
    status, told = answer.status_code, _told(answer)
    if status == 429:
        return LimitedError(f"{where}: too many requests (429); wait and try again", after_s=_wait(answer))
    if status >= 500:
        return DoubtfulError(f"{where}: the platform failed ({status}{told}){doubt}; try again", after_s=_wait(answer))
    if status in (401, 403):
        why = "the token is not valid" if status == 401 else "the token lacks the right"
        return ForbiddenError(
            f"{where}: {why} ({status}{told}); see docs/providers.md for what it needs", status=status
        )
    if status == 404:
        return MissingError(f"{where}: not found (404{told})", status=status)
    hint = "; the plan does not include it, see `sayar doctor`" if status == 402 else "; change what is declared"
    return RefusedError(f"{where}: refused ({status}{told}){hint}", status=status, reason=told.removeprefix(": "))


def _told(answer: httpx.Response) -> str:
    """The platform's own words, if it had any for people."""
    try:
        body = answer.json()
    except ValueError:
        return ""
    body = body if isinstance(body, Mapping) else {}
    words = body.get("message") or body.get("error") or [each.get("message") for each in body.get("errors", ())]
    if isinstance(words, list):
        words = "; ".join(map(str, words))
    return f": {str(words)[:_TOLD_MOST]}" if words else ""


def _wait(answer: httpx.Response) -> float | None:
    """Seconds that the answer asks to wait: `Retry-After` as a number or as a date."""
    text = answer.headers.get("Retry-After", "")
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _named(error: Exception) -> str:
    return type(error).__name__
