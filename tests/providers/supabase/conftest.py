"""The provider's process against the stand-in, and what must be true of every test of it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.fakes.faults import Fault
from tests.fakes.supabase.fake import SupabaseFake
from tests.fakes.supabase.world import Project
from tests.support.discreet import discreet
from tests.support.plugin import Plugin, Secret
from tests.support.plugin_stack import Stack
from tests.support.small_engine import Step

LAUNCHER: Final = Path(__file__).parents[3] / "providers" / "supabase" / "pulumi-resource-supabase"
TIMINGS: Final = {
    "request_s": 1,
    "tries": 4,
    "first_wait_s": 0.02,
    "longest_wait_s": 0.3,
    "retry_s": 8,
    "poll_s": 0.03,
    "appear_s": 1.5,
    "settle_s": 0.3,
    "ready_s": 2,
}
PASSWORD: Final = "canary-password-6f1d"
PROJECT: Final = "supabase:index:Project"


@pytest.fixture(scope="session")
def plugin() -> Iterator[Plugin]:
    """One process for all tests; each gives it a token and an address of its own."""
    with Plugin(LAUNCHER, {"SAYAR_PROVIDER_TIMINGS": json.dumps(TIMINGS)}) as running:
        yield running


@dataclass(frozen=True)
class Cloud:
    """The stand-in and a stack in it."""

    fake: SupabaseFake
    stack: Stack

    def project(self, resource: str = "project", /, **changes: Any) -> Step:
        """What an update does with the project."""
        return self.stack.up(resource, PROJECT, self.wanted(**changes))

    def wanted(self, **changes: Any) -> dict[str, Any]:
        inputs = {
            "name": "sayar",
            "organizationSlug": self.fake.organization,
            "region": "us-east-1",
            "databasePassword": Secret(PASSWORD),
        }
        return {**inputs, **changes}

    @property
    def ref(self) -> str:
        """The project's reference."""
        return str(self.stack["project"].outputs["ref"])

    @property
    def live(self) -> Project:
        """The project as the stand-in has it."""
        return self.fake.project(self.ref)

    def up(self, kind: str, resource: str = "it", /, **inputs: Any) -> Step:
        """What an update does with a resource of the project."""
        return self.stack.up(resource, f"supabase:index:{kind}", {"projectRef": self.ref, **inputs})

    def fault(self, on: str, effect: Any, **more: Any) -> None:
        self.fake.faults.add(Fault(on, effect, **more))

    def asked(self, on: str) -> int:
        """How often the stand-in was asked this."""
        return len(self.fake.asked(on))

    def wait_for(self, on: str) -> None:
        """Return once a call that hangs is through."""
        while not self.asked(on):
            time.sleep(0.02)

    def written(self) -> list[str]:
        """Every write that the stand-in was asked for, in order."""
        return [each.operation for each in self.fake.seen if each.method != "GET"]


@pytest.fixture
def cloud(plugin: Plugin) -> Iterator[Cloud]:
    """A stand-in of its own; at the end all was as the API is described, and nothing secret has come out."""
    with SupabaseFake() as fake:
        cloud = Cloud(fake, Stack(plugin))
        with discreet(plugin, cloud.stack.resources, (fake.token, PASSWORD, "sb_secret_")):
            plugin.configure(accessToken=Secret(fake.token), endpoint=fake.url)
            yield cloud
        assert fake.breaches == []


@pytest.fixture
def ready(cloud: Cloud) -> Cloud:
    """A cloud with a project that is up, and no request on record."""
    cloud.fake.boot_reads = 0
    cloud.project()
    cloud.fake.seen.clear()
    return cloud


@pytest.fixture
def large(ready: Cloud) -> Cloud:
    """A project that may have replicas."""
    ready.live.size = "small"
    ready.fake.walg_enabled = True
    return ready
