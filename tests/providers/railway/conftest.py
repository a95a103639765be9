"""The provider's process against the stand-in, and what must be true of every test of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.fakes.faults import Fault
from tests.fakes.railway.fake import RailwayFake
from tests.support.discreet import discreet
from tests.support.plugin import Plugin, Secret
from tests.support.plugin_stack import Stack
from tests.support.small_engine import Step

LAUNCHER: Final = Path(__file__).parents[3] / "providers" / "railway" / "pulumi-resource-railway"
TIMINGS: Final = {
    "request_s": 1,
    "tries": 4,
    "first_wait_s": 0.02,
    "longest_wait_s": 0.3,
    "retry_s": 8,
    "poll_s": 0.02,
    "appear_s": 1,
    "settle_s": 0.3,
}
SEALED: Final = "canary-sealed-5a77"
EAST: Final = "us-east4-eqdc4a"
WEST: Final = "europe-west4-drams3a"


@pytest.fixture(scope="session")
def plugin() -> Iterator[Plugin]:
    """One process for all tests; each gives it a token and an address of its own."""
    with Plugin(LAUNCHER, {"SAYAR_PROVIDER_TIMINGS": json.dumps(TIMINGS)}) as running:
        yield running


@dataclass(frozen=True)
class Cloud:
    """The stand-in and a stack in it."""

    fake: RailwayFake
    stack: Stack

    def up(self, kind: str, resource: str, /, **inputs: Any) -> Step:
        """What an update does with a resource."""
        return self.stack.up(resource, f"railway:index:{kind}", inputs)

    def project(self, **changes: Any) -> Step:
        return self.up("Project", "project", **{"name": "sayar", "workspaceId": self.fake.workspace_id, **changes})

    def service(self, resource: str = "api", /, **changes: Any) -> Step:
        return self.up("Service", resource, **{"name": resource, "projectId": self.project_id, **changes})

    def instance(self, service: str = "api", /, **settings: Any) -> Step:
        place = {"environmentId": self.environment_id, "serviceId": self.stack[service].id}
        return self.up("ServiceInstance", f"{service}-instance", **place, **settings)

    def domain(self, name: str = "api.sayar.example", service: str = "api", **more: Any) -> Step:
        place = {"projectId": self.project_id, "environmentId": self.environment_id}
        return self.up("CustomDomain", "domain", **place, serviceId=self.stack[service].id, domain=name, **more)

    def volume(self, service: str = "api", /, **more: Any) -> Step:
        place = {"projectId": self.project_id, "environmentId": self.environment_id}
        wanted = {"serviceId": self.stack[service].id, "mountPath": "/data", **more}
        return self.up("Volume", "volume", **place, **wanted)

    def egress(self, service: str = "api", /, **more: Any) -> Step:
        place = {"environmentId": self.environment_id, "serviceId": self.stack[service].id}
        return self.up("StaticEgress", "egress", **place, **more)

    @property
    def project_id(self) -> str:
        return self.stack["project"].id

    @property
    def environment_id(self) -> str:
        return str(self.stack["project"].outputs["defaultEnvironmentId"])

    @property
    def config(self) -> dict[str, Any]:
        """The api's configuration as the stand-in has it."""
        found: dict[str, Any] = self.fake.environment(self.environment_id).config["services"][self.stack["api"].id]
        return found

    def live(self, kind: str) -> list[dict[str, Any]]:
        """Everything of a kind that there is."""
        return list(self.fake.live()[kind].values())

    def fault(self, on: str, effect: Any, **more: Any) -> None:
        self.fake.faults.add(Fault(on, effect, **more))

    def asked(self, on: str) -> int:
        """How often the stand-in was asked this."""
        return len(self.fake.asked(on))


@pytest.fixture
def cloud(plugin: Plugin) -> Iterator[Cloud]:
    """A stand-in of its own; at the end all was as the API is described, and nothing secret has come out."""
    with RailwayFake(limits="PRO") as fake:
        cloud = Cloud(fake, Stack(plugin))
        with discreet(plugin, cloud.stack.resources, (fake.token, SEALED)):
            plugin.configure(token=Secret(fake.token), endpoint=fake.endpoint)
            yield cloud
        assert fake.breaches == []
        assert fake.limited == []


@pytest.fixture
def ready(cloud: Cloud) -> Cloud:
    """A cloud with a project and a service, and no request on record."""
    cloud.project()
    cloud.service()
    cloud.fake.seen.clear()
    return cloud
