"""What is left of a client when everything else has gone: its key, its bucket, its secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent
from components.clients.rights import not_for_others
from components.clients.spec import Client
from components.held import Held
from components.policies import Statement
from components.security.aws_spec import KeysSpec
from components.security.key_policies import THIS_KEY, copying
from components.security.keys import OwnKey, own_key
from components.storage.bucket import PrivateBucketResources, private_bucket


@dataclass(frozen=True, slots=True)
class CellData:
    """The data of a client, but for its database."""

    key: OwnKey
    bucket: PrivateBucketResources
    secret: aws.secretsmanager.Secret


def cell_data(
    component: SayarComponent,
    client: Client,
    place: AwsPlace,
    *,
    keys: KeysSpec,
    copied_by: Sequence[str],
    held: Held,
) -> CellData:
    """Children of `component`, all called after client and region. `copied_by` are accounts that copy its backups.

    Objects stay until the client deletes them. The secret is empty: what is in it comes from the client, by hand.
    """
    label = f"{client.label}-{place.region}"
    # Snapshots of a cluster of its own lie under this key; backups of a bucket under that of their vault.
    copies = copying(copied_by) if client.isolation == "dedicated" else ()
    key = own_key(
        component,
        label,
        place,
        rotation_days=keys.rotation_days,
        deletion_days=keys.deletion_days,
        statements=[*copies, not_for_others(client, "kms", THIS_KEY)],
        data="personal",
        client=client.name,
        held=held,
    )

    def others(arn: pulumi.Output[str]) -> Sequence[Statement]:
        return [not_for_others(client, "s3", [arn, pulumi.Output.concat(arn, "/*")])]

    bucket = private_bucket(
        component,
        label,
        place,
        data="personal",
        key_arn=key.arn,
        expire_days=None,
        statements=others,
        client=client.name,
        held=held,
    )
    secret = aws.secretsmanager.Secret(
        label,
        description=f"What {client.label} gave us to keep",
        kms_key_id=key.arn,
        tags=place.tagged(label, "personal", client=client.name),
        opts=component.child(place.provider, protect=held.protect, retain_on_delete=held.retain or None),
    )
    return CellData(key=key, bucket=bucket, secret=secret)
