"""Railway's GraphQL API with a token: what is sent, and what its errors mean."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from providers.kit.call import Call, Token
from providers.kit.errors import DoubtfulError, ForbiddenError, MissingError, PlatformError, RefusedError
from providers.kit.pace import Limit, Pace
from providers.kit.waiting import Patience
from providers.railway.api.documents import Document
from providers.railway.facts import PlanLimit, facts

if TYPE_CHECKING:
    from providers.kit.http import Http

ADDRESS: Final = "https://backboard.railway.com/graphql/v2"
TOKENS: Final = (
    Token("RAILWAY_API_TOKEN", lambda text: {"Authorization": f"Bearer {text}"}),
    Token("RAILWAY_TOKEN", lambda text: {"Project-Access-Token": text}),
)
"""Of an account or workspace, and of a project, under the names that Railway's own command line has for them."""
# Without a query string Railway's edge, not its API, limits calls to 10 a second, and may keep that up for a day
# (terraform-provider-railway pull request 55, 2025-10-23).
_QUERY: Final = {"source": "sayar-infra"}
_LIMIT_HEADER: Final = "X-RateLimit-Limit"
_OPAQUE: Final = ("problem processing request", "internal server error")


class Client:
    """Sends documents. Writes to one environment go one after another, since concurrent patches collide."""

    def __init__(self, *, agent: str, patience: Patience) -> None:
        """`agent` names the client and its version."""
        rows = facts().limits
        self.patience = patience
        self._agent = agent
        # Until an answer has told the plan, the lowest one counts.
        self._pace = Pace(_limits(min(rows, key=lambda row: row.per_hour)))
        self._http: Http | None = None
        self._writes: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def connect(self, address: str, headers: Mapping[str, str]) -> None:
        """Call this address. `headers` carry the token; without them no call is made."""
        self._http = None
        if headers:
            # A preview without a token starts faster without what sends.
            from providers.kit.http import Http

            self._http = Http(
                "Railway",
                address,
                headers=headers,
                agent=self._agent,
                pace=self._pace,
                patience=self.patience,
                seen=self._told_plan,
            )

    async def ask(self, document: Document, **variables: Any) -> Any:
        """The value of the document's field. Raises PlatformError."""
        if self._http is None:
            raise ForbiddenError(
                f"{document.name} at Railway: there is no token; set RAILWAY_API_TOKEN (of an account or workspace)"
                " or RAILWAY_TOKEN (of a project)",
                status=401,
            )
        body = {"query": document.text, "variables": variables}
        call = Call(document.name, "POST", "", again=document.again, params=_QUERY, body=body)
        answer = await self._http.decoded(call)
        errors = answer.get("errors")
        if errors:
            raise failure(document, [str(each.get("message", "")) for each in errors])
        return answer["data"][document.name]

    @asynccontextmanager
    async def writing(self, *environment_ids: str) -> AsyncIterator[None]:
        """Nothing else of this process writes to these environments meanwhile."""
        async with AsyncExitStack() as held:
            # Always in the same order, or two who want the same two would wait for each other.
            for each in sorted(set(environment_ids)):
                await held.enter_async_context(self._writes[each])
            yield

    async def close(self) -> None:
        """Give the connections back."""
        if self._http is not None:
            await self._http.close()

    def _told_plan(self, headers: Mapping[str, str]) -> None:
        allowed = headers.get(_LIMIT_HEADER, "")
        for row in facts().limits:
            if allowed == str(row.per_hour):
                self._pace.hold(_limits(row))


def failure(document: Document, messages: list[str]) -> PlatformError:
    """What errors inside of an HTTP 200 mean."""
    said = "; ".join(dict.fromkeys(messages)) or "no reason given"
    where, lower = f"{document.name} at Railway", said.lower()
    if "not authorized" in lower:
        text = (
            f"{where}: Not Authorized; Railway says so for a token that is not valid, that lacks the right,"
            " and for an object that is not there. Check the token with `sayar doctor`"
        )
        return ForbiddenError(text, status=200, reason=said)
    if "not found" in lower:
        return MissingError(f"{where}: {said}", status=200, reason=said)
    if any(each in lower for each in _OPAQUE):
        doubt = "" if document.again else "; it is not known whether it was done"
        return DoubtfulError(f"{where}: {said}{doubt}; try again")
    text = f"{where}: refused: {said}; change what is declared, or the plan if that is why (`sayar doctor`)"
    return RefusedError(text, status=200, reason=said)


def _limits(row: PlanLimit) -> tuple[Limit, ...]:
    return Limit(row.per_second, 1), Limit(row.per_hour, 3600)
