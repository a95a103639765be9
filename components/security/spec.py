"""What security must be: the whole of `sayar:security` in a stack file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from components.limits import limit
from components.network.checks import at_least, at_most, cited, known, listed, unique
from components.security.aws_spec import AwsSecurity, NoAws
from components.spec import Problem, Spec

AuthMode = Literal["none", "header", "mtls"]
OriginStage = Literal["off", "accept", "require"]
"""What services do with the edge's secret header: ignore it, note it, or refuse requests without it."""
Framework = Literal["soc2_type1", "soc2_type2", "iso27001", "gdpr"]


class OriginAuthSpec(Spec):
    """How an origin knows that a request came through the edge, and how far it insists.

    The edge sends the secret header before services `accept` it, and services `require` it only once every host is
    proxied; on the way back they stop requiring it first.
    """

    mode: AuthMode
    stage: OriginStage

    def rules(self) -> Iterator[Problem]:
        """Nothing can be required that is not there."""
        if self.mode == "none" and self.stage != "off":
            yield Problem("stage", self.stage, "off while mode is none")


class GeneratedSpec(Spec):
    """A generated secret: how many letters and digits. A higher `generation` makes a new value.

    The values are protected, so a new generation needs the old value released first.
    """

    length: int
    generation: Annotated[int, Field(ge=1)]

    def rules(self) -> Iterator[Problem]:
        """Long enough to be guessed by nobody, short enough for headers and connection strings."""
        yield from at_least(limit("security", "secret", "any", "least_length"), "length", self.length)
        yield from at_most(limit("security", "secret", "any", "most_length"), "length", self.length)


class SecretsSpec(Spec):
    """The secrets that the platform makes for itself."""

    database_password: GeneratedSpec
    origin_header: GeneratedSpec
    jwt: GeneratedSpec
    webhook_verify_token: GeneratedSpec
    session: GeneratedSpec

    def rules(self) -> Iterator[Problem]:
        """A signing key has as many bits as its algorithm's hash."""
        yield from at_least(limit("security", "secret", "any", "least_jwt_length"), "jwt.length", self.jwt.length)


class ComplianceSpec(Spec):
    """The frameworks that evidence is collected for, and for how many months it is kept."""

    frameworks: tuple[Framework, ...]
    evidence_months: Annotated[int, Field(ge=0)]

    def rules(self) -> Iterator[Problem]:
        """A framework once; evidence over a period is as old as the period."""
        yield from unique("frameworks", self.frameworks, "each framework once")
        if "soc2_type2" in self.frameworks and self.evidence_months < 12:
            yield Problem(
                "evidence_months", self.evidence_months, "at least 12 with soc2_type2, as it looks at a period"
            )
        if self.frameworks and not self.evidence_months:
            yield Problem("evidence_months", 0, "at least 1 with any framework")


class SecuritySpec(Spec):
    """Secrets, proof of the edge, the cloud's own guards, and evidence."""

    origin_auth: OriginAuthSpec
    secrets: SecretsSpec
    cloud: Annotated[NoAws | AwsSecurity, Field(discriminator="kind")]
    compliance: ComplianceSpec

    def with_origins(self, platforms: tuple[str, ...], *, proxied: bool) -> Iterator[Problem]:
        """What the origins' platforms cannot check, and what nobody sends without the proxy."""
        for platform in dict.fromkeys(platforms):
            row = limit("security", "origin", platform, "origin_auth")
            if self.origin_auth.mode not in row.value:
                allowed = f"{listed(row.value)} with an origin on {platform} ({cited(row)})"
                yield Problem("origin_auth.mode", self.origin_auth.mode, allowed)
        if not proxied and self.origin_auth.stage == "require":
            yield Problem("origin_auth.stage", "require", "off or accept: without the proxy nobody sends the header")

    def in_regions(self, regions: tuple[str, ...]) -> Iterator[Problem]:
        """Places that the platform does not have."""
        if isinstance(self.cloud, AwsSecurity):
            yield from known("cloud.audit.region", self.cloud.audit.region, regions, "region of the platform")
