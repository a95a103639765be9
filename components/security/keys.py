"""Encryption keys of our own: one for each use and region, and one for a client who has bought it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws import SHARED, AwsPlace
from components.base import SayarComponent
from components.held import KEPT, Held
from components.network.spec import DataClass
from components.policies import Statement, document
from components.security.aws_spec import KeysSpec, KeyUse
from components.security.key_policies import administered, key_statements

DATA_OF: Mapping[KeyUse, DataClass] = {
    "database": "personal",
    "cache": "personal",
    "messaging": "personal",
    "cluster": "business",
    "backup": "backups",
    "files": "catalog",
    "logs": "telemetry",
}
"""The most delicate class of data that a key of a use encrypts."""


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A key and the name that people know it by."""

    key: aws.kms.Key
    alias: aws.kms.Alias

    @property
    def arn(self) -> pulumi.Output[str]:
        """The ARN of the key itself: an alias would not do for most services."""
        return self.key.arn


@dataclass(frozen=True, slots=True)
class KeysResources:
    """Every resource that `Keys` makes, by use."""

    keys: Mapping[KeyUse, OwnKey]


def own_key(
    component: SayarComponent,
    name: str,
    place: AwsPlace,
    *,
    rotation_days: int,
    deletion_days: int,
    statements: Sequence[Statement],
    data: DataClass,
    client: str = SHARED,
    alias: str | None = None,
    held: Held = KEPT,
) -> OwnKey:
    """The key `name` as children of `component`. Its alias is `alias/sayar-` and `alias`, or the name.

    The account administers it by IAM; `statements` say who else may use it. Everything that it encrypted is lost with
    it, so it is protected unless `held` lets go of it, and a deleted one can be had back for `deletion_days`.
    """
    key = aws.kms.Key(
        name,
        description=f"Encrypts {name}",
        enable_key_rotation=True,
        rotation_period_in_days=rotation_days,
        deletion_window_in_days=deletion_days,
        policy=document([administered(place), *statements]),
        tags=place.tagged(name, data, client=client),
        opts=component.child(place.provider, protect=held.protect, retain_on_delete=held.retain or None),
    )
    return OwnKey(
        key=key,
        alias=aws.kms.Alias(
            f"{name}-alias",
            name=f"alias/sayar-{alias or name}",
            target_key_id=key.id,
            opts=component.child(place.provider),
        ),
    )


class Keys(SayarComponent):
    """The keys of one region of one account, in which aliases are unique: `alias/sayar-<use>-<region>`."""

    def __init__(self, name: str, spec: KeysSpec, place: AwsPlace, *, copied_by: Sequence[str] = ()) -> None:
        """`name` ends with the region, as the names of the keys come from it.

        `copied_by` are the numbers of accounts that copy backups, and so must be able to open them.
        """
        super().__init__(name)
        self.resources = KeysResources(
            keys={
                use: own_key(
                    self,
                    f"{use}-{name}",
                    place,
                    rotation_days=spec.rotation_days,
                    deletion_days=spec.deletion_days,
                    statements=key_statements(use, place, copied_by),
                    data=DATA_OF[use],
                    alias=f"{use}-{place.region}",
                )
                for use in spec.uses
            }
        )
        self.finish()

    def of(self, use: KeyUse) -> pulumi.Output[str]:
        """The ARN of the key of a use. Raises KeyError for a use that the spec does not have."""
        return self.resources.keys[use].arn
