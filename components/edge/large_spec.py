"""What only large tiers use: log delivery, client certificates, hostnames of clients, and load balancing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from components.edge.balancing_spec import BalancingSpec
from components.edge.words import Dataset, OriginHost, Switch
from components.network.checks import unique
from components.spec import Problem, Spec


class LogpushSpec(Spec):
    """One stream of logs to a bucket of the platform."""

    dataset: Dataset
    destination: Literal["s3", "r2"]

    @property
    def token_name(self) -> str:
        """The secret that holds the proof of the bucket's owner: `sayar:secrets.logpush-http-requests`."""
        return f"logpush-{self.dataset.replace('_', '-')}"


class CustomHostnamesSpec(Spec):
    """Hostnames of white-label clients. `authority` null leaves the choice to the vendor."""

    fallback: OriginHost
    validation: Literal["txt", "http"]
    min_tls: Literal["1.2", "1.3"]
    authority: Literal["google", "lets_encrypt", "ssl_com"] | None
    wildcard: Switch
    most: Annotated[int, Field(ge=1)]


class LargeSpec(Spec):
    """Features that start as nothing: each null, empty or off until a tier needs it."""

    balancing: BalancingSpec | None
    logpush: tuple[LogpushSpec, ...]
    client_certificates: tuple[OriginHost, ...]
    schema_validation: Literal["off", "log", "block"]
    custom_hostnames: CustomHostnamesSpec | None

    def rules(self) -> Iterator[Problem]:
        """A dataset is pushed once, a host named once."""
        yield from unique("logpush[{}].dataset", [row.dataset for row in self.logpush], "each dataset once")
        yield from unique("client_certificates", self.client_certificates)
