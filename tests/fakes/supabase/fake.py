"""Supabase's Management API as a stateful stand-in that holds every request and answer against the description."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException

from tests.fakes.server import Fake, json_response
from tests.fakes.supabase import (
    addons,
    backups,
    databases,
    hostnames,
    keys,
    organizations,
    projects,
    replicas,
    restrictions,
)
from tests.fakes.supabase.call import Call, Handler, Refused, Reply
from tests.fakes.supabase.description import request_fault, response_fault, routes
from tests.fakes.supabase.knobs import Knobs
from tests.fakes.supabase.limits import Limiter
from tests.fakes.supabase.world import Project, World

_CONCERNS: Final = (
    addons,
    backups,
    databases,
    hostnames,
    keys,
    organizations,
    projects,
    replicas,
    restrictions,
)
_HANDLERS: Final[Mapping[str, Handler]] = {
    operation: handler for concern in _CONCERNS for operation, handler in concern.HANDLERS.items()
}
_CLIENT: Final = re.compile(r"[\w.-]+/\d+\.\d+")


class SupabaseFake(Fake, Knobs):
    """The stand-in. Its knobs are attributes, and can be given by name when it is made."""

    def __init__(self, *, limits: bool = False, **knobs: Any) -> None:
        Fake.__init__(self)
        Knobs.__init__(self, **knobs)
        self.limits = limits
        self.limiter = Limiter()
        self.limited: list[str] = []
        self.world = World(self)

    @property
    def organization(self) -> str:
        """The slug of the organization that exists from the start."""
        return self.world.organization

    @property
    def empty(self) -> bool:
        """Whether no project is left."""
        return not self.world.projects

    def live(self) -> dict[str, Any]:
        """Everything that exists, in plain values and without a secret."""
        with self.lock:
            return self.world.live()

    def project(self, ref: str) -> Project:
        """A project as it is inside, to look at what no call tells or to change it as at the dashboard."""
        return self.world.projects[ref]

    def dns_ready(self, hostname: str) -> None:
        """Let the DNS records of a custom hostname resolve from now on."""
        self.ready_names.add(hostname)

    def operation(self, request: Request) -> str:
        """The name of a request: its method and the path's template, or the path itself when there is none."""
        return _matched(request)[0]

    def refusal(self, message: str) -> Response:
        """What the platform answers when a plan does not include something."""
        return _error(HTTPStatus.PAYMENT_REQUIRED, message)

    def not_authorized(self) -> Response:
        """What the platform answers to a token that is dead or lacks a right."""
        return _error(HTTPStatus.UNAUTHORIZED, "Unauthorized")

    def answer(self, request: Request) -> Response:
        """The platform's answer to a request."""
        operation, path = _matched(request)
        if not _CLIENT.match(request.headers.get("User-Agent", "")):
            self._breach(operation, "the User-Agent names no client with its version")
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return self.not_authorized()
        if (headers := self._excess(path)) is not None:
            self.limited.append(operation)
            return json_response({"message": "Too Many Requests"}, HTTPStatus.TOO_MANY_REQUESTS, headers)
        return self._checked(request, operation, path)

    def _checked(self, request: Request, operation: str, path: Mapping[str, str]) -> Response:
        """The answer to a request that is let in, with both held against the description."""
        handler = _HANDLERS.get(operation)
        if handler is None:
            self._breach(operation, "the stand-in does not know this operation")
            return _error(HTTPStatus.NOT_FOUND, "Not Found")
        if (fault := request_fault(operation, request)) is not None:
            self._breach(operation, fault)
            return _error(HTTPStatus.BAD_REQUEST, fault)
        response = _handled(handler, Call(self.world, path, request.args, request.get_json(silent=True)))
        if (fault := response_fault(request, response)) is not None:
            self._breach(operation, f"the stand-in's own answer: {fault}")
        return response

    def _excess(self, path: Mapping[str, str]) -> Mapping[str, str] | None:
        return self.limiter.excess(path.get("ref", self.organization)) if self.limits else None

    def _breach(self, operation: str, what: str) -> None:
        self.breaches.append(f"{operation}: {what}")


def _matched(request: Request) -> tuple[str, Mapping[str, str]]:
    """The operation's name and the values in the path."""
    try:
        return routes().bind("").match(request.path, request.method)
    except HTTPException:
        return f"{request.method} {request.path}", {}


def _handled(handler: Handler, call: Call) -> Response:
    try:
        reply = handler(call)
    except Refused as refused:
        return _error(refused.status, str(refused))
    return _written(reply)


def _written(reply: Reply) -> Response:
    return Response(status=int(reply.status)) if reply.body is None else json_response(reply.body, reply.status)


def _error(status: HTTPStatus, message: str) -> Response:
    return json_response({"message": message}, status)
