"""The secrets that the platform makes for itself. They live encrypted in the state, in no file."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_random as random

from components.base import Providers, SayarComponent
from components.security.spec import GeneratedSpec, SecuritySpec


@dataclass(frozen=True, slots=True)
class PlatformSecretsResources:
    """Every resource that `PlatformSecrets` makes."""

    database_password: random.RandomPassword
    origin_header: random.RandomPassword
    jwt: random.RandomPassword
    webhook_verify_token: random.RandomPassword
    session: random.RandomPassword


class PlatformSecrets(SayarComponent):
    """Generated secrets, each a secret output. Protected: others were given the values, and none can be had back."""

    def __init__(self, name: str, spec: SecuritySpec, providers: Providers) -> None:
        super().__init__(name)

        def generated(role: str, row: GeneratedSpec) -> random.RandomPassword:
            return random.RandomPassword(
                role,
                length=row.length,
                # Letters and digits only: the values stand in connection strings and headers.
                special=False,
                keepers={"generation": str(row.generation)},
                opts=self.child(providers.random, protect=True),
            )

        secrets = spec.secrets
        self.resources = PlatformSecretsResources(
            database_password=generated("database-password", secrets.database_password),
            origin_header=generated("origin-header", secrets.origin_header),
            jwt=generated("jwt", secrets.jwt),
            webhook_verify_token=generated("webhook-handshake", secrets.webhook_verify_token),
            session=generated("session", secrets.session),
        )
        self.database_password: pulumi.Output[str] = _secret(self.resources.database_password)
        self.origin_secret: pulumi.Output[str] = _secret(self.resources.origin_header)
        self.jwt_secret: pulumi.Output[str] = _secret(self.resources.jwt)
        self.webhook_verify_token: pulumi.Output[str] = _secret(self.resources.webhook_verify_token)
        self.session_secret: pulumi.Output[str] = _secret(self.resources.session)
        self.finish()


def _secret(password: random.RandomPassword) -> pulumi.Output[str]:
    # The SDK marks the result already; saying it again keeps it so whatever the SDK does.
    return pulumi.Output.secret(password.result)
