"""The master's password of a database for which AWS keeps none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent
from components.held import Held

MASTER: Final = "sayar_admin"
"""The user that AWS makes with the cluster; another name would be another cluster."""


@dataclass(frozen=True, slots=True)
class MasterSecret:
    """Where the master password of a global database is kept, as AWS keeps only those of others."""

    secret: aws.secretsmanager.Secret
    version: aws.secretsmanager.SecretVersion


def master_secret(
    component: SayarComponent,
    name: str,
    place: AwsPlace,
    *,
    password: pulumi.Output[str],
    key_arn: pulumi.Input[str] | None,
    client: str,
    held: Held,
) -> MasterSecret:
    """The secret of the cluster `name`, children of `component`. `key_arn` is None for the key of AWS."""
    label = f"{name}-master"
    secret = aws.secretsmanager.Secret(
        label,
        description=f"The master of {name}",
        kms_key_id=key_arn,
        tags=place.tagged(label, "personal", client=client),
        opts=component.child(place.provider, protect=held.protect, retain_on_delete=held.retain or None),
    )
    version = aws.secretsmanager.SecretVersion(
        label,
        secret_id=secret.id,
        # As secret as the password in it.
        secret_string=pulumi.Output.json_dumps({"username": MASTER, "password": password}),
        opts=component.child(place.provider, retain_on_delete=held.retain or None),
    )
    return MasterSecret(secret=secret, version=version)
