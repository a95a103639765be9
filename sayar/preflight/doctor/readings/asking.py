"""What all readings share: a client with a bound, and failures that become reasons instead of errors."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from providers.kit.call import AddressError, Call, endpoint
from providers.kit.errors import ForbiddenError, MissingError, PlatformError
from providers.kit.redact import redacted
from providers.kit.timings import Timings
from sayar.graph.errors import InputError
from sayar.preflight.doctor.read import NotRead

if TYPE_CHECKING:
    from providers.kit.http import Http

T = TypeVar("T")
AGENT: Final = "sayar-infra-doctor/0.1"
_PER_SECOND: Final = 10
_FORBIDDEN: Final = 403


@dataclass(frozen=True, slots=True)
class Access:
    """A token and where it goes. Its value is in nothing that is shown."""

    vendor: str
    variable: str
    token: str
    address: str
    within_s: float

    def __repr__(self) -> str:
        return f"Access({self.vendor}, {self.variable})"

    def timings(self) -> Timings:
        """A person waits, so tries are few. The bound itself is kept by whoever waits for the answer."""
        return Timings(
            request_s=2 * self.within_s, tries=3, first_wait_s=0.2, longest_wait_s=1, retry_s=2 * self.within_s
        )


def access(
    vendor: str, variables: tuple[str, ...], environment: Mapping[str, str], address: str, within_s: float
) -> Access | NotRead:
    """The token of the first variable that is set, and the address. Raises InputError for an address that is unsafe."""
    where = f"{vendor.upper()}_API_URL"
    try:
        to = endpoint(environment.get(where) or address)
    except AddressError as error:
        raise InputError([f"{where}: {error}"]) from None
    for name in variables:
        if token := environment.get(name, "").strip():
            if not (token.isascii() and token.isprintable()):
                return NotRead(f"{name} holds something that is no token", refused=True)
            return Access(vendor, name, token, to, within_s)
    return NotRead(f"{' or '.join(variables)} is not set", variables[0])


class Rest:
    """A vendor's REST API for reading; use it in an `async with`."""

    def __init__(self, to: Access) -> None:
        # The libraries that send are loaded where there is something to send.
        from providers.kit.http import Http
        from providers.kit.pace import Limit, Pace
        from providers.kit.waiting import Patience

        self._http: Http = Http(
            to.vendor.capitalize(),
            to.address,
            headers={"Authorization": f"Bearer {to.token}"},
            agent=AGENT,
            pace=Pace([Limit(_PER_SECOND, 1)]),
            patience=Patience(to.timings()),
        )

    async def get(self, path: str, **params: str) -> Any:
        """The JSON of a path. Raises PlatformError."""
        return await self._http.decoded(Call(f"GET {path}", "GET", path, again=True, params=params))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.close()


async def told(answer: Awaitable[T], to: Access, *, until: float | None = None) -> T | NotRead:
    """The answer, or why there is none: never an error, never later than the bound (or `until`, the loop's time)."""
    end = asyncio.get_running_loop().time() + to.within_s if until is None else until
    who = to.vendor.capitalize()
    try:
        async with asyncio.timeout_at(end):
            return await answer
    except TimeoutError:
        return NotRead(f"{who} gave no answer within {to.within_s:g} s")
    except ForbiddenError as error:
        return _forbidden(error, to)
    except MissingError:
        return NotRead(f"{who} has no such account, or the token in {to.variable} does not reach it", refused=True)
    except PlatformError as error:
        return NotRead(redacted(" ".join(str(error).split()), (to.token,)))
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        return NotRead(f"{who}'s answer is not as documented ({type(error).__name__})")


def _forbidden(error: ForbiddenError, to: Access) -> NotRead:
    """A token that is not valid is known to be no good; one that lacks a right may be good for the rest."""
    who = to.vendor.capitalize()
    if error.status == _FORBIDDEN:
        return NotRead(f"{who} says that the token in {to.variable} is not valid or lacks the right", refused=True)
    return NotRead(f"{who} refused the token in {to.variable}", refused=True)
