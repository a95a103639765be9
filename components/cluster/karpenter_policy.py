"""What Karpenter may: start, tag and end machines of one cluster, and nothing that another started.

Source: aws/karpenter-provider-aws@1d927085d, getting-started-with-karpenter/cloudformation.yaml (2026-08-21).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.aws import PARTITION
from components.policies import Statement

if TYPE_CHECKING:
    import pulumi

    from components.aws import AwsPlace

POOL = "karpenter.sh/nodepool"
CLASS = "karpenter.k8s.aws/ec2nodeclass"
REGION = "topology.kubernetes.io/region"
CREATED = ("fleet", "instance", "volume", "network-interface", "launch-template", "spot-instances-request")
USED = ("security-group", "subnet", "capacity-reservation", "placement-group")
READ = (
    "CapacityReservations",
    "Images",
    "Instances",
    "InstanceStatus",
    "InstanceTypeOfferings",
    "InstanceTypes",
    "LaunchTemplates",
    "PlacementGroups",
    "SecurityGroups",
    "SpotPriceHistory",
    "Subnets",
)


def karpenter_statements(
    place: AwsPlace,
    *,
    cluster: str,
    node_role_arn: pulumi.Input[str],
    queue_arn: pulumi.Input[str],
) -> list[Statement]:
    """Every right of the controller; `cluster` is the cluster's name, known before it is made."""
    return [
        *_machines(place, cluster),
        *_profiles(place, cluster, node_role_arn),
        *_reading(place, cluster),
        Statement(
            "Interruptions", ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"], resources=[queue_arn]
        ),
    ]


def _owned(cluster: str) -> str:
    return f"kubernetes.io/cluster/{cluster}"


def _machines(place: AwsPlace, cluster: str) -> list[Statement]:
    mine = {f"aws:ResourceTag/{_owned(cluster)}": ["owned"]}
    pooled = {f"aws:ResourceTag/{POOL}": ["*"]}
    asked = {f"aws:RequestTag/{_owned(cluster)}": ["owned"], "aws:RequestTag/eks:eks-cluster-name": [cluster]}
    asked_pool = {f"aws:RequestTag/{POOL}": ["*"]}
    created = [place.arn("ec2", f"{kind}/*") for kind in CREATED]
    public = [f"arn:{PARTITION}:ec2:{place.aws}::{kind}/*" for kind in ("image", "snapshot")]
    start = ["ec2:RunInstances", "ec2:CreateFleet"]
    return [
        Statement("Using", start, [*public, *(place.arn("ec2", f"{kind}/*") for kind in USED)]),
        Statement(
            "Templates",
            start,
            [place.arn("ec2", "launch-template/*")],
            conditions={"StringEquals": mine, "StringLike": pooled},
        ),
        Statement(
            "Starting",
            [*start, "ec2:CreateLaunchTemplate"],
            created,
            conditions={"StringEquals": asked, "StringLike": asked_pool},
        ),
        Statement(
            "TaggingNew",
            ["ec2:CreateTags"],
            created,
            conditions={
                "StringEquals": {**asked, "ec2:CreateAction": ["RunInstances", "CreateFleet", "CreateLaunchTemplate"]},
                "StringLike": asked_pool,
            },
        ),
        Statement(
            "TaggingOld",
            ["ec2:CreateTags"],
            [place.arn("ec2", "instance/*")],
            conditions={
                "StringEquals": mine,
                "StringLike": pooled,
                "StringEqualsIfExists": {"aws:RequestTag/eks:eks-cluster-name": [cluster]},
                "ForAllValues:StringEquals": {
                    "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"]
                },
            },
        ),
        Statement(
            "Ending",
            ["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"],
            [place.arn("ec2", "instance/*"), place.arn("ec2", "launch-template/*")],
            conditions={"StringEquals": mine, "StringLike": pooled},
        ),
    ]


def _profiles(place: AwsPlace, cluster: str, node_role_arn: pulumi.Input[str]) -> list[Statement]:
    """Instance profiles that it makes for its classes, and the one role that it may put into them."""
    every = [place.global_arn("iam", "instance-profile/*")]
    region = place.aws
    mine = {f"aws:ResourceTag/{_owned(cluster)}": ["owned"], f"aws:ResourceTag/{REGION}": [region]}
    asked = {
        f"aws:RequestTag/{_owned(cluster)}": ["owned"],
        "aws:RequestTag/eks:eks-cluster-name": [cluster],
        f"aws:RequestTag/{REGION}": [region],
    }
    of_class, for_class = {f"aws:ResourceTag/{CLASS}": ["*"]}, {f"aws:RequestTag/{CLASS}": ["*"]}
    return [
        Statement(
            "PassingRole",
            ["iam:PassRole"],
            [node_role_arn],
            conditions={"StringEquals": {"iam:PassedToService": ["ec2.amazonaws.com"]}},
        ),
        Statement(
            "ProfilesNew",
            ["iam:CreateInstanceProfile"],
            every,
            conditions={"StringEquals": asked, "StringLike": for_class},
        ),
        Statement(
            "ProfilesTagged",
            ["iam:TagInstanceProfile"],
            every,
            conditions={"StringEquals": {**mine, **asked}, "StringLike": {**of_class, **for_class}},
        ),
        Statement(
            "ProfilesOwn",
            ["iam:AddRoleToInstanceProfile", "iam:RemoveRoleFromInstanceProfile", "iam:DeleteInstanceProfile"],
            every,
            conditions={"StringEquals": mine, "StringLike": of_class},
        ),
        Statement("ProfilesRead", ["iam:GetInstanceProfile"], every),
        Statement("ProfilesListed", ["iam:ListInstanceProfiles"], ["*"]),
    ]


def _reading(place: AwsPlace, cluster: str) -> list[Statement]:
    own = place.arn("eks", f"cluster/{cluster}")
    return [
        Statement(
            "Reading",
            [f"ec2:Describe{what}" for what in READ],
            ["*"],
            conditions={"StringEquals": {"aws:RequestedRegion": [place.aws]}},
        ),
        Statement("Images", ["ssm:GetParameter"], [f"arn:{PARTITION}:ssm:{place.aws}::parameter/aws/service/*"]),
        Statement("Prices", ["pricing:GetProducts"], ["*"]),
        Statement("Cluster", ["eks:DescribeCluster"], [own]),
        Statement(
            "ZonalShift",
            ["arc-zonal-shift:GetManagedResource"],
            ["*"],
            conditions={"StringEquals": {"arc-zonal-shift:ResourceIdentifier": [own]}},
        ),
    ]
