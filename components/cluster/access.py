"""Who may do what in a cluster: access entries for roles of the account, and the one for nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from components.aws import PARTITION, AwsPlace
from components.base import SayarComponent
from components.cluster.spec import AccessSpec

EVERYTHING: Final = "AmazonEKSClusterAdminPolicy"
AUTO_NODE: Final = "AmazonEKSAutoNodePolicy"

SCOPED: Final = {"admin": "AmazonEKSAdminPolicy", "edit": "AmazonEKSEditPolicy", "view": "AmazonEKSViewPolicy"}
"""Policies that make sense in a namespace. None of them may change who else may what in the whole cluster."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One principal of a cluster, and its policy where it has one."""

    entry: aws.eks.AccessEntry
    policy: aws.eks.AccessPolicyAssociation | None


def deployer(access: Sequence[AccessSpec]) -> str:
    """The role that makes objects in the cluster: the first admin of the whole of it.

    Whoever created a cluster has no rights in it of its own here. Raises ValueError where no row is one: nothing
    could be made in such a cluster, not even by those who pay for it.
    """
    for row in access:
        if row.may == "admin" and not row.namespaces:
            return row.role
    raise ValueError("access: no role is admin of the whole cluster, so nothing could be made in it")


def role_arn(place: AwsPlace, name: str) -> str:
    """The ARN of a role of the account."""
    return place.global_arn("iam", f"role/{name}")


def access_policy(name: str) -> str:
    """The ARN of a policy of EKS itself; these are none of IAM's."""
    return f"arn:{PARTITION}:eks::{PARTITION}:cluster-access-policy/{name}"


def policy_for(row: AccessSpec) -> str:
    """The name of the policy of a row. An admin of namespaces is not one of the cluster."""
    return EVERYTHING if row.may == "admin" and not row.namespaces else SCOPED[row.may]


def person(component: SayarComponent, place: AwsPlace, cluster: pulumi.Input[str], row: AccessSpec) -> Entry:
    """The entry of one row. It is gone as soon as the row is, whatever sessions are open."""
    scope = aws.eks.AccessPolicyAssociationAccessScopeArgs(
        type="namespace" if row.namespaces else "cluster", namespaces=list(row.namespaces) or None
    )
    label = f"access-{row.role}-{place.region}"
    return _entry(component, place, label, cluster, role_arn(place, row.role), "STANDARD", policy_for(row), scope)


def nodes(
    component: SayarComponent, place: AwsPlace, cluster: pulumi.Input[str], role: aws.iam.Role, *, auto: bool
) -> Entry:
    """The entry by which machines with `role` join.

    EKS makes it by itself only for node pools and node groups of its own, and ours are neither.
    """
    whole = aws.eks.AccessPolicyAssociationAccessScopeArgs(type="cluster")
    kind, policy = ("EC2", AUTO_NODE) if auto else ("EC2_LINUX", None)
    return _entry(component, place, f"join-{place.region}", cluster, role.arn, kind, policy, whole)


def _entry(
    component: SayarComponent,
    place: AwsPlace,
    label: str,
    cluster: pulumi.Input[str],
    principal: pulumi.Input[str],
    kind: str,
    policy: str | None,
    scope: aws.eks.AccessPolicyAssociationAccessScopeArgs,
) -> Entry:
    # A cluster knows a principal once, and a policy of a principal once: made before the old one goes, the new one
    # would be refused, or be taken away together with the old one.
    entry = aws.eks.AccessEntry(
        label,
        cluster_name=cluster,
        principal_arn=principal,
        type=kind,
        tags=place.tagged(label),
        opts=component.child(place.provider, delete_before_replace=True),
    )
    association = None
    if policy is not None:
        association = aws.eks.AccessPolicyAssociation(
            label,
            cluster_name=cluster,
            principal_arn=principal,
            policy_arn=access_policy(policy),
            access_scope=scope,
            opts=component.child(place.provider, delete_before_replace=True, depends_on=[entry]),
        )
    return Entry(entry=entry, policy=association)
