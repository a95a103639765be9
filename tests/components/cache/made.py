"""The stores on Railway as tests make them, with the canaries that stand for their passwords."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pulumi

from components.cache.redis import RedisResources, RedisStores
from components.cache.spec import CacheSpec
from components.cache.words import Use
from tests.support.mocks import Recording, fake_providers, record

SERVICE = "railway:index:Service"
INSTANCE = "railway:index:ServiceInstance"
VOLUME = "railway:index:Volume"
PASSWORD = "random:index/randomPassword:RandomPassword"
COMPONENT = "sayar:cache:RedisStores"


def canary(generation: str) -> str:
    """The password of a generation; real ones are letters and digits, these signs show whether a URL quotes."""
    return f"canary/{generation}@"


@dataclass
class Made:
    """What was registered, and what the component tells the rest of the platform."""

    recording: Recording = field(default_factory=Recording)
    urls: dict[tuple[Use, str], str] = field(default_factory=dict)
    secret: dict[tuple[Use, str], bool] = field(default_factory=dict)
    resources: RedisResources | None = None

    def instance(self, name: str) -> dict[str, Any]:
        return self.recording.one(INSTANCE, f"{name}-instance").inputs

    def names(self) -> set[tuple[str, str]]:
        return {(row.type, row.name) for row in self.recording.custom()}


def stores(cache: CacheSpec, *, preview: bool = False) -> Made:
    """The stores of a spec."""
    made = Made()

    def program() -> None:
        parts = RedisStores(
            "redis", cache, fake_providers(), project_id="project-1", environment_id=pulumi.Output.from_input("env-1")
        )
        made.resources = parts.resources
        for place, url in parts.urls.items():
            _keep(made.urls, place, url)
            # An unknown of a preview is never applied, so what is secret is asked of the output itself.
            pulumi.Output.from_input(url.is_secret()).apply(
                lambda secret, place=place: made.secret.__setitem__(place, secret)
            )

    outputs = {PASSWORD: lambda inputs: {"result": canary(str(inputs["keepers"]["generation"]))}}
    made.recording = record(program, preview=preview, outputs=outputs)
    return made


def _keep(where: dict[tuple[Use, str], str], place: tuple[Use, str], url: pulumi.Output[str]) -> None:
    url.apply(lambda text: where.__setitem__(place, text))
