"""What the load balancer controller may, where AWS does not run it: change what it made itself, and open nodes.

Source: kubernetes-sigs/aws-load-balancer-controller@225f44568 docs/install/iam_policy.json (2026-08-17), without the
rights for firewalls, login pages and Shield: the edge does that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from components.policies import Statement

if TYPE_CHECKING:
    import pulumi

    from components.aws import AwsPlace

TAG: Final = "elbv2.k8s.aws/cluster"
ELB: Final = "elasticloadbalancing"

READ_EC2: Final = (
    "DescribeAccountAttributes",
    "DescribeAddresses",
    "DescribeAvailabilityZones",
    "DescribeInternetGateways",
    "DescribeVpcs",
    "DescribeVpcPeeringConnections",
    "DescribeSubnets",
    "DescribeSecurityGroups",
    "DescribeInstances",
    "DescribeNetworkInterfaces",
    "DescribeTags",
    "DescribeRouteTables",
    "GetSecurityGroupsForVpc",
)
READ_ELB: Final = (
    "LoadBalancers",
    "LoadBalancerAttributes",
    "Listeners",
    "ListenerAttributes",
    "ListenerCertificates",
    "SSLPolicies",
    "Rules",
    "TargetGroups",
    "TargetGroupAttributes",
    "TargetHealth",
    "Tags",
    "TrustStores",
    "CapacityReservation",
)
NEW: Final = ("CreateLoadBalancer", "CreateTargetGroup")
CHANGE_OWN: Final = (
    "ModifyLoadBalancerAttributes",
    "SetIpAddressType",
    "SetSecurityGroups",
    "SetSubnets",
    "DeleteLoadBalancer",
    "ModifyTargetGroup",
    "ModifyTargetGroupAttributes",
    "DeleteTargetGroup",
    "ModifyListenerAttributes",
    "ModifyCapacityReservation",
    "ModifyIpPools",
)
CHANGE_PARTS: Final = (
    "CreateListener",
    "DeleteListener",
    "CreateRule",
    "DeleteRule",
    "ModifyListener",
    "AddListenerCertificates",
    "RemoveListenerCertificates",
    "ModifyRule",
    "SetRulePriorities",
)
PARTS: Final = (
    "listener/net/*/*/*",
    "listener/app/*/*/*",
    "listener-rule/net/*/*/*",
    "listener-rule/app/*/*/*",
)
WHOLES: Final = ("targetgroup/*/*", "loadbalancer/net/*/*", "loadbalancer/app/*/*")


def balancer_statements(place: AwsPlace, *, cluster: str, nodes_arn: pulumi.Input[str]) -> list[Statement]:
    """Every right of the controller of `cluster`; `nodes_arn` is the security group of the nodes."""
    asked = {"StringEquals": {f"aws:RequestTag/{TAG}": [cluster]}}
    mine = {"StringEquals": {f"aws:ResourceTag/{TAG}": [cluster]}}
    groups = [place.arn("ec2", "security-group/*")]
    parts = [place.arn(ELB, part) for part in PARTS]
    wholes = [place.arn(ELB, whole) for whole in WHOLES]
    doors = ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"]
    making = {"StringEquals": {**asked["StringEquals"], f"{ELB}:CreateAction": list(NEW)}}
    return [
        _may("Reading", "ec2", READ_EC2, ["*"]),
        _may("ReadingBalancers", ELB, [f"Describe{what}" for what in READ_ELB], ["*"]),
        Statement("Certificates", ["acm:ListCertificates", "acm:DescribeCertificate"], ["*"]),
        Statement(
            "ServiceRole",
            ["iam:CreateServiceLinkedRole"],
            [place.global_arn("iam", f"role/aws-service-role/{ELB}.amazonaws.com/*")],
            conditions={"StringEquals": {"iam:AWSServiceName": [f"{ELB}.amazonaws.com"]}},
        ),
        Statement("OpeningNodes", doors, [nodes_arn]),
        Statement("GroupsIn", ["ec2:CreateSecurityGroup"], [place.arn("ec2", "vpc/*")]),
        Statement("GroupsNew", ["ec2:CreateSecurityGroup"], groups, conditions=asked),
        Statement(
            "GroupsTagged",
            ["ec2:CreateTags"],
            groups,
            conditions={"StringEquals": {**asked["StringEquals"], "ec2:CreateAction": ["CreateSecurityGroup"]}},
        ),
        Statement("GroupsRetagged", ["ec2:CreateTags", "ec2:DeleteTags"], groups, conditions=mine),
        Statement("GroupsOwn", [*doors, "ec2:DeleteSecurityGroup"], groups, conditions=mine),
        _may("New", ELB, NEW, wholes, asked),
        # Only while it makes them: by a tag alone it could take over what another made.
        _may("Tagged", ELB, ["AddTags"], wholes, making),
        _may("Retagged", ELB, ["AddTags", "RemoveTags"], wholes, mine),
        _may("PartsTagged", ELB, ["AddTags", "RemoveTags"], parts),
        _may("Own", ELB, CHANGE_OWN, wholes, mine),
        _may("Parts", ELB, CHANGE_PARTS, [*wholes, *parts]),
        _may("Targets", ELB, ["RegisterTargets", "DeregisterTargets"], [place.arn(ELB, "targetgroup/*/*")]),
    ]


def _may(
    sid: str,
    service: str,
    actions: Sequence[str],
    resources: Sequence[pulumi.Input[str]],
    conditions: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
) -> Statement:
    return Statement(sid, [f"{service}:{action}" for action in actions], resources, conditions=conditions or {})
