"""Cloudflare on loopback, as far as a preflight asks: the token, the zone with its certificates and SSL mode, what the
account pays for, and whether it has R2.

No description of these calls is at hand; the answers have the fields that developers.cloudflare.com/api shows for them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from werkzeug import Request, Response

from tests.fakes.server import Fake, json_response

ACCOUNT: Final = "0123456789abcdef0123456789abcdef"
ZONE: Final = "fedcba9876543210fedcba9876543210"
NAME_SERVERS: Final = ("ada.ns.cloudflare.com", "bob.ns.cloudflare.com")
_ZONE: Final = rf"/zones/(?P<zone>{ZONE})"


class CloudflareFake(Fake):
    """The knobs are attributes. `domain` None: the account has no zone. `owned`: the token is the account's own.

    `subscriptions` are plan, name, state and zone of each, the zone None for one of the whole account. `r2`: it is on.
    """

    def __init__(self, domain: str | None = None, plan: str = "pro") -> None:
        super().__init__()
        self.domain, self.plan = domain, plan
        self.token_status = "active"
        self.owned = False
        self.account = ACCOUNT
        self.status = "active"
        self.permissions: list[str] = []
        self.packs: list[tuple[list[str], str]] = [([domain or "", f"*.{domain}"], "active")]
        self.ssl = "full"
        self.subscriptions: list[tuple[str, str, str, str | None]] = [
            ("pro", "Pro Plan", "Paid", domain),
            ("LOAD_BALANCING_BASIC_PLUS", "Load Balancing", "Paid", None),
        ]
        self.r2 = True

    def operation(self, request: Request) -> str:
        """Method and path, ids left out."""
        path = re.sub(r"[0-9a-f]{32}", "{id}", request.path)
        return f"{request.method} {path}"

    def refusal(self, message: str) -> Response:
        """A refusal in Cloudflare's form."""
        return _errors(HTTPStatus.BAD_REQUEST, 1004, message)

    def not_authorized(self) -> Response:
        """A token that lacks the right."""
        return _errors(HTTPStatus.FORBIDDEN, 9109, "Unauthorized to access requested resource")

    def answer(self, request: Request) -> Response:
        """The answer."""
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return _errors(HTTPStatus.UNAUTHORIZED, 1000, "Invalid API Token")
        routes: dict[str, Callable[[Request], Response]] = {
            r"/user/tokens/verify": self._verify_user,
            rf"/accounts/{self.account}/tokens/verify": self._verify_account,
            rf"/accounts/{self.account}/subscriptions": self._subscriptions,
            rf"/accounts/{self.account}/r2/buckets": self._buckets,
            r"/zones": self._zones,
            rf"{_ZONE}/ssl/certificate_packs": self._packs,
            rf"{_ZONE}/settings/ssl": lambda _: _result({"id": "ssl", "value": self.ssl, "editable": True}),
        }
        for pattern, route in routes.items():
            if request.method == "GET" and re.fullmatch(pattern, request.path):
                return route(request)
        if request.method == "GET" and re.fullmatch(r"/accounts/[0-9a-f]{32}/(subscriptions|r2/buckets)", request.path):
            return self.not_authorized()  # of an account that the token does not reach
        self.breaches.append(f"{self.operation(request)} is not served")
        return _errors(HTTPStatus.NOT_FOUND, 7003, "Could not route to the request")

    def _verify_user(self, _: Request) -> Response:
        if self.owned:
            return _errors(HTTPStatus.UNAUTHORIZED, 1000, "Invalid API Token")
        return _result({"id": "t" * 32, "status": self.token_status})

    def _verify_account(self, _: Request) -> Response:
        if not self.owned:
            return _errors(HTTPStatus.UNAUTHORIZED, 1000, "Invalid API Token")
        return _result({"id": "t" * 32, "status": self.token_status})

    def _zones(self, request: Request) -> Response:
        if self.domain is None or request.args.get("name") != self.domain:
            return _result([])
        return _result(
            [
                {
                    "id": ZONE,
                    "name": self.domain,
                    "status": self.status,
                    "paused": False,
                    "type": "full",
                    "name_servers": list(NAME_SERVERS),
                    "original_name_servers": ["ns1.registrar.example"],
                    "account": {"id": self.account, "name": "Sayar"},
                    "permissions": self.permissions,
                    "plan": {"id": "p" * 32, "name": self.plan, "legacy_id": self.plan, "price": 0},
                }
            ]
        )

    def _subscriptions(self, _: Request) -> Response:
        return _result(
            [
                {
                    "id": "5" * 32,
                    "currency": "USD",
                    "frequency": "monthly",
                    "price": 20,
                    "rate_plan": {"id": plan, "public_name": name, "scope": "zone" if zone else "account"},
                    "state": state,
                    # Null properties where it is not for a zone.
                    "zone": {"id": ZONE if zone else None, "name": zone},
                }
                for plan, name, state, zone in self.subscriptions
            ]
        )

    def _buckets(self, _: Request) -> Response:
        if not self.r2:
            return _errors(HTTPStatus.FORBIDDEN, 10042, "Please enable R2 through the Cloudflare Dashboard.")
        return _result({"buckets": []})

    def _packs(self, request: Request) -> Response:
        # Without this word packs that are not active yet are left out.
        every = request.args.get("status") == "all"
        rows = [row for row in self.packs if every or row[1] == "active"]
        return _result([{"id": "c" * 32, "type": "universal", "hosts": row[0], "status": row[1]} for row in rows])


def _result(result: Any) -> Response:
    return json_response({"success": True, "errors": [], "messages": [], "result": result})


def _errors(status: HTTPStatus, code: int, message: str) -> Response:
    body = {"success": False, "errors": [{"code": code, "message": message}], "messages": [], "result": None}
    return json_response(body, status)
