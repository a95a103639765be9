"""The roles that AWS Backup takes: one takes backups, the other restores them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi_aws as aws

from components.policies import trust

if TYPE_CHECKING:
    from components.aws import AwsPlace
    from components.base import SayarComponent


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the service and AWS' policies on it, by a short name."""

    role: aws.iam.Role
    policies: Mapping[str, aws.iam.RolePolicyAttachment]


def service_role(component: SayarComponent, name: str, place: AwsPlace, policies: Mapping[str, str]) -> Role:
    """The role `name` as children of `component`; `policies` are ARNs by a short name.

    Its trust names no account: AWS does not say that the service sends one, and without trust no backup is taken. It
    is handed over by principals of this account alone all the same (iam:PassRole).
    """
    role = aws.iam.Role(
        name,
        assume_role_policy=trust("backup.amazonaws.com"),
        tags=place.tagged(name),
        opts=component.child(place.provider),
    )
    return Role(
        role=role,
        policies={
            short: aws.iam.RolePolicyAttachment(
                f"{short}-{name}", role=role.name, policy_arn=arn, opts=component.child(place.provider)
            )
            for short, arn in policies.items()
        },
    )
