"""Roles of a cluster: its own, and those of nodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws import PARTITION, AwsPlace, managed
from components.base import SayarComponent
from components.policies import Statement, document, trust

CLUSTER_POLICY = "AmazonEKSClusterPolicy"

AUTO_POLICIES = (
    CLUSTER_POLICY,
    "AmazonEKSComputePolicy",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
)
"""What the cluster's role may where AWS runs nodes, disks and load balancers."""

AUTO_NODE_POLICIES = ("AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly")
"""Nodes of Auto Mode take the roles of their pods and pull images, no more."""

NODE_POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly")
"""Nodes of our own ask EC2 what they are as well."""


@dataclass(frozen=True, slots=True)
class RoleResources:
    """A role and what it may."""

    role: aws.iam.Role
    attachments: tuple[aws.iam.RolePolicyAttachment, ...]
    policy: aws.iam.RolePolicy | None

    @property
    def rights(self) -> tuple[pulumi.Resource, ...]:
        """What whoever takes the role must wait for, and must not outlive."""
        return (*self.attachments, *(() if self.policy is None else (self.policy,)))


def role(
    component: SayarComponent,
    name: str,
    place: AwsPlace,
    *,
    trusted: pulumi.Input[str],
    policies: Sequence[str] = (),
    statements: Sequence[Statement] = (),
) -> RoleResources:
    """A child of `component`: a role with policies that AWS keeps, by name, and statements of our own."""
    options = component.child(place.provider)
    made = aws.iam.Role(name, assume_role_policy=trusted, tags=place.tagged(name), opts=options)
    return RoleResources(
        role=made,
        attachments=tuple(
            aws.iam.RolePolicyAttachment(
                f"{name}-{policy.rsplit('/', 1)[-1]}", role=made.name, policy_arn=managed(policy), opts=options
            )
            for policy in policies
        ),
        policy=None
        if not statements
        else aws.iam.RolePolicy(name, role=made.name, policy=document(statements), opts=options),
    )


def cluster_trust(account: str) -> pulumi.Output[str]:
    """EKS, for this account only. Auto Mode tags its sessions with the cluster's name, and its policies read that."""
    return trust("eks.amazonaws.com", account=account, actions=("sts:AssumeRole", "sts:TagSession"))


def node_trust() -> pulumi.Output[str]:
    """EC2. It names no account when a machine starts, so a condition on one would refuse every node."""
    return trust("ec2.amazonaws.com")


def tagging() -> list[Statement]:
    """What Auto Mode needs to put our own tags on what it makes: its managed policies allow EKS's tags only.

    Source: EKS guide automode/auto-learn-iam.adoc, custom tags.
    """
    ours = {"aws:RequestTag/eks:eks-cluster-name": ["${aws:PrincipalTag/eks:eks-cluster-name}"]}

    def may(sid: str, actions: list[str], resources: list[str], like: dict[str, list[str]]) -> Statement:
        conditions = {"StringEquals": ours, **({"StringLike": like} if like else {})}
        return Statement(sid, actions, resources, conditions=conditions)

    node = {f"aws:RequestTag/eks:kubernetes-node-{kind}-name": ["*"] for kind in ("class", "pool")}
    balancing = [f"elasticloadbalancing:Create{kind}" for kind in ("LoadBalancer", "TargetGroup", "Listener", "Rule")]
    disks = [f"arn:{PARTITION}:ec2:*:*:{kind}/*" for kind in ("volume", "snapshot")]
    return [
        may("Compute", ["ec2:CreateFleet", "ec2:RunInstances", "ec2:CreateLaunchTemplate"], ["*"], node),
        may("Storage", ["ec2:CreateVolume", "ec2:CreateSnapshot"], disks, {}),
        may(
            "Networking",
            ["ec2:CreateNetworkInterface"],
            ["*"],
            {"aws:RequestTag/eks:kubernetes-cni-node-name": ["*"]},
        ),
        may("LoadBalancer", [*balancing, "ec2:CreateSecurityGroup"], ["*"], {}),
    ]
