"""Roles of AWS for pods: one for each service account, given by EKS Pod Identity and to nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi_aws as aws

from components.aws import SHARED, AwsPlace
from components.policies import Statement, document, pod_trust

if TYPE_CHECKING:
    import pulumi

    from components.base import SayarComponent


@dataclass(frozen=True, slots=True)
class PodIdentity:
    """A role, what it may do (None for nothing), and whose it is."""

    role: aws.iam.Role
    policy: aws.iam.RolePolicy | None
    association: aws.eks.PodIdentityAssociation

    @property
    def ready(self) -> tuple[pulumi.Resource, ...]:
        """A pod that starts before these has no rights until it is started again."""
        return (self.association, *(() if self.policy is None else (self.policy,)))


def pod_identity(
    component: SayarComponent,
    name: str,
    place: AwsPlace,
    *,
    cluster: pulumi.Input[str],
    namespace: str,
    service_account: str,
    statements: Sequence[Statement],
    client: str = SHARED,
) -> PodIdentity:
    """The role `name` of a service account, children of `component`. `cluster` is the name of the EKS cluster.

    The association is read when a pod is made, so a pod has to wait for it.
    """
    options = component.child(place.provider)
    role = aws.iam.Role(
        name,
        assume_role_policy=pod_trust(),
        description=f"Pods of {namespace}/{service_account} in {place.region}",
        tags=place.tagged(name, client=client),
        opts=options,
    )
    policy = None
    if statements:
        policy = aws.iam.RolePolicy(name, role=role.name, policy=document(statements), opts=options)
    association = aws.eks.PodIdentityAssociation(
        name,
        cluster_name=cluster,
        namespace=namespace,
        service_account=service_account,
        role_arn=role.arn,
        tags=place.tagged(name, client=client),
        opts=options,
    )
    return PodIdentity(role=role, policy=policy, association=association)
