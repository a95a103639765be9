"""Vercel on loopback, as far as a preflight asks: whose token it is, and the team with its plan."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from werkzeug import Request, Response

from tests.fakes.server import Fake, json_response
from tests.fakes.vercel.description import request_fault, response_fault


class VercelFake(Fake):
    """The knobs are attributes. `limited`: the token may not see the team whole. `scoped_elsewhere`: not at all."""

    def __init__(self, plan: str = "pro", role: str = "OWNER", *, limited: bool = False) -> None:
        super().__init__()
        self.plan, self.role, self.limited = plan, role, limited
        self.scoped_elsewhere = False
        self.team = "team_Sayar1"

    def operation(self, request: Request) -> str:
        """Method and path, the team left out."""
        path = "/v2/teams/{teamId}" if request.path.startswith("/v2/teams/") else request.path
        return f"{request.method} {path}"

    def refusal(self, message: str) -> Response:
        """A 402 in Vercel's form."""
        return _error(HTTPStatus.PAYMENT_REQUIRED, "payment_required", message)

    def not_authorized(self) -> Response:
        """A token that is dead is forbidden, not unauthorized."""
        return _error(HTTPStatus.FORBIDDEN, "forbidden", "Not authorized")

    def answer(self, request: Request) -> Response:
        """The answer, held against the description as the request is."""
        if (fault := request_fault(request)) is not None:
            self.breaches.append(f"{self.operation(request)}: {fault}")
            return _error(HTTPStatus.BAD_REQUEST, "bad_request", fault)
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return self.not_authorized()
        response = self._answer(request)
        if (fault := response_fault(request, response)) is not None:
            self.breaches.append(f"{self.operation(request)}: the stand-in's own answer: {fault}")
        return response

    def _answer(self, request: Request) -> Response:
        if request.path == "/v2/user":
            return json_response({"user": _user()})
        if request.path.rpartition("/")[2] != self.team:
            return _error(HTTPStatus.NOT_FOUND, "not_found", "Team not found")
        if self.scoped_elsewhere:
            return _error(HTTPStatus.FORBIDDEN, "forbidden", "Not authorized")
        return json_response(self._team())

    def _team(self) -> dict[str, Any]:
        membership = {"confirmed": True, "role": self.role, "createdAt": 1, "created": 1}
        common = {"id": self.team, "slug": "sayar", "name": "Sayar", "avatar": None, "createdAt": 1}
        if self.limited:
            return {**common, "limited": True, "limitedBy": ["scope"], "membership": membership}
        whole = {"creatorId": "u", "updatedAt": 1, "description": None, "stagingPrefix": "sayar"}
        return {**common, **whole, "membership": membership, "billing": {"plan": self.plan}}


def _user() -> dict[str, Any]:
    return {
        "id": "user-1",
        "email": "ops@sayar-shop.dev",
        "name": None,
        "username": "ops",
        "avatar": None,
        "createdAt": 1,
        "softBlock": None,
        "billing": None,
        "resourceConfig": {},
        "stagingPrefix": "ops",
        "hasTrialAvailable": False,
        "defaultTeamId": None,
    }


def _error(status: HTTPStatus, code: str, message: str) -> Response:
    return json_response({"error": {"code": code, "message": message}}, status)
