"""Supabase's Management API with a token: one method for each verb, paced for each project and organization."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from providers.kit.call import Call, Token
from providers.kit.errors import ForbiddenError
from providers.kit.pace import Limit, Pace
from providers.kit.waiting import Patience
from providers.supabase.facts import facts

if TYPE_CHECKING:
    from providers.kit.http import Http

ADDRESS: Final = "https://api.supabase.com"
TOKENS: Final = (Token("SUPABASE_ACCESS_TOKEN", lambda text: {"Authorization": f"Bearer {text}"}),)
_MINUTE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class At:
    """Where a call goes: the path as the API describes it, and what stands in its braces.

    `scope` is what the platform counts the call for: the project or organization that the path names.
    """

    template: str
    names: Mapping[str, str]
    scope: str

    @property
    def path(self) -> str:
        """The path itself. A name cannot leave its place in it."""
        return self.template.format_map({name: quote(value, safe="") for name, value in self.names.items()})


def project(template: str, ref: str, **names: str) -> At:
    """A place in a project; `template` goes on after `/v1/projects/{ref}`."""
    return At(f"/v1/projects/{{ref}}{template}", {"ref": ref, **names}, ref)


def organization(template: str, slug: str) -> At:
    """A place in an organization; `template` goes on after `/v1/organizations/{slug}`."""
    return At(f"/v1/organizations/{{slug}}{template}", {"slug": slug}, slug)


class Client:
    """Sends requests. What orders things of one project goes one after another."""

    def __init__(self, *, agent: str, patience: Patience) -> None:
        """`agent` names the client and its version."""
        self.patience = patience
        self._agent = agent
        self._to: tuple[str, Mapping[str, str]] | None = None
        self._paces: defaultdict[str, Pace] = defaultdict(
            lambda: Pace([Limit(row.per_minute, _MINUTE_S) for row in facts().limits])
        )
        self._open: dict[str, Http] = {}
        self._orders: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def connect(self, address: str, headers: Mapping[str, str]) -> None:
        """Call this address. `headers` carry the token; without them no call is made."""
        to = (address, headers) if headers else None
        if to != self._to:
            # The platform counts for each user, so another token begins anew.
            self._paces.clear()
        self._to, self._open = to, {}

    async def get(self, at: At, params: Mapping[str, str] | None = None) -> Any:
        """What is there. Raises PlatformError."""
        return await self._send("GET", at, None, params, again=True)

    async def post(self, at: At, body: Any = None, *, again: bool) -> Any:
        """The answer; `again` says whether doing it twice is the same as doing it once. Raises PlatformError."""
        return await self._send("POST", at, body, None, again=again)

    async def put(self, at: At, body: Any) -> Any:
        """The answer. Raises PlatformError."""
        return await self._send("PUT", at, body, None, again=True)

    async def patch(self, at: At, body: Any, *, again: bool = True) -> Any:
        """The answer; `again` as for `post`. Raises PlatformError."""
        return await self._send("PATCH", at, body, None, again=again)

    async def delete(self, at: At) -> Any:
        """The answer. Raises PlatformError, MissingError for what is gone already."""
        return await self._send("DELETE", at, None, None, again=True)

    def ordering(self, ref: str) -> asyncio.Lock:
        """Held by who orders something of a project that the answer does not name: only then what is new is his."""
        return self._orders[ref]

    async def _send(self, method: str, at: At, body: Any, params: Mapping[str, str] | None, *, again: bool) -> Any:
        label = f"{method} {at.template}"
        call = Call(label, method, at.path, again=again, params=params or {}, body=body)
        return await self._http(at.scope, label).decoded(call)

    def _http(self, scope: str, label: str) -> Http:
        """Connections of one scope, since each has a pace of its own."""
        if self._to is None:
            raise ForbiddenError(f"{label} at Supabase: there is no token; set SUPABASE_ACCESS_TOKEN", status=401)
        if scope not in self._open:
            # A preview without a token starts faster without what sends.
            from providers.kit.http import Http

            address, headers = self._to
            self._open[scope] = Http(
                "Supabase",
                address,
                headers=headers,
                agent=self._agent,
                pace=self._paces[scope],
                patience=self.patience,
            )
        return self._open[scope]
