"""A client of the Supabase stand-in, over real HTTP on loopback."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.fakes.supabase.fake import SupabaseFake


@dataclass(frozen=True)
class Api:
    """The stand-in, and how to call it."""

    fake: SupabaseFake
    http: httpx.Client

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> httpx.Response:
        return self.http.request(method, f"/v1/{path}", json=body, params=query or None)

    def ok(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The JSON of a call that succeeds, or None for an empty answer."""
        response = self.call(method, path, body, **query)
        assert response.is_success, response.text
        return response.json() if response.content else None

    def no(self, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, str]:
        """The status and the message of a call that is refused."""
        response = self.call(method, path, body, **query)
        assert response.is_client_error, response.text
        return response.status_code, response.json()["message"]

    def create(self, **body: Any) -> str:
        """A new project's ref."""
        given = {"name": "sayar", "db_pass": "hunter2!", "organization_slug": self.fake.organization} | body
        return str(self.ok("POST", "projects", given)["ref"])

    def ready(self, size: str = "small", **body: Any) -> str:
        """The ref of a project that is up."""
        if self.fake.plan != "free":
            body["desired_instance_size"] = size
        ref = self.create(**body)
        while self.status(ref) != "ACTIVE_HEALTHY":
            pass
        return ref

    def status(self, ref: str) -> str:
        return str(self.ok("GET", f"projects/{ref}")["status"])

    def listed(self, **query: Any) -> list[dict[str, Any]]:
        """The organization's projects, as one page tells them."""
        return list(self.ok("GET", f"organizations/{self.fake.organization}/projects", **query)["projects"])

    def buy(self, ref: str, kind: str, variant: str) -> None:
        self.ok("PATCH", f"projects/{ref}/billing/addons", {"addon_type": kind, "addon_variant": variant})

    def breach(self) -> str:
        """The one breach so far, which is expected and so forgotten."""
        (breach,) = self.fake.breaches
        self.fake.breaches.clear()
        return breach


@pytest.fixture
def api() -> Iterator[Api]:
    """A client; what the test leaves as a breach, it did not expect."""
    with SupabaseFake() as fake:
        headers = {"Authorization": f"Bearer {fake.token}", "User-Agent": "sayar-tests/1.0"}
        with httpx.Client(base_url=fake.url, headers=headers, trust_env=False) as http:
            yield Api(fake, http)
        assert fake.breaches == []
