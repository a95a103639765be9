"""Secrets that workloads are given: in Secrets Manager of the primary region, with a copy in every other one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent


@dataclass(frozen=True, slots=True)
class SharedSecretsResources:
    """Every resource that `SharedSecrets` makes, by workload."""

    secrets: dict[str, aws.secretsmanager.Secret]
    versions: dict[str, aws.secretsmanager.SecretVersion]


class SharedSecrets(SayarComponent):
    """One secret for each workload, a JSON object of environment variables, so that each can be let read its own.

    Clusters fetch it by name, which is the same in every region. Protected: a deleted secret takes its versions along.
    """

    def __init__(
        self,
        name: str,
        place: AwsPlace,
        *,
        values: Mapping[str, Mapping[str, pulumi.Input[str]]],
        key_arn: pulumi.Input[str],
        copies: Mapping[str, pulumi.Input[str]],
        recovery_days: int,
    ) -> None:
        """`values` are variables by workload; one without any has no secret. `place` is the primary region, whose key
        is `key_arn`; `copies` are keys by the vendor's names of the other regions.
        """
        super().__init__(name)
        told = {workload: variables for workload, variables in values.items() if variables}
        secrets = {
            workload: aws.secretsmanager.Secret(
                f"secrets-{workload}",
                description=f"What {workload} is told",
                kms_key_id=key_arn,
                recovery_window_in_days=recovery_days,
                replicas=[{"region": region, "kms_key_id": key} for region, key in copies.items()],
                tags=place.tagged(f"secrets-{workload}", "business"),
                opts=self.child(place.provider, protect=True),
            )
            for workload in told
        }
        self.resources = SharedSecretsResources(
            secrets=secrets,
            versions={
                workload: aws.secretsmanager.SecretVersion(
                    f"secrets-{workload}-value",
                    secret_id=secrets[workload].id,
                    secret_string=_hidden(variables),
                    opts=self.child(place.provider),
                )
                for workload, variables in told.items()
            },
        )
        self.names: dict[str, pulumi.Output[str]] = {workload: row.name for workload, row in secrets.items()}
        """What clusters ask for, by workload."""
        self.finish()


def _hidden(variables: Mapping[str, pulumi.Input[str]]) -> pulumi.Output[str]:
    # A value that came in plain is no less a secret once it is in here.
    values = {name: pulumi.Output.secret(value) for name, value in variables.items()}
    return pulumi.Output.json_dumps(values)
