"""Records of the connections of a network, kept as evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent
from components.network.network import Network
from components.network.spec import FlowLogsSpec
from components.policies import Statement, document, trust

SERVICE: Final = "vpc-flow-logs.amazonaws.com"


@dataclass(frozen=True, slots=True)
class FlowLogsResources:
    """Every resource that `FlowLogs` makes."""

    group: aws.cloudwatch.LogGroup
    role: aws.iam.Role
    policy: aws.iam.RolePolicy
    log: aws.ec2.FlowLog


class FlowLogs(SayarComponent):
    """A flow log of the whole VPC into a log group of its own, encrypted with a key of the region.

    The group is protected: auditors ask for what was recorded, and it cannot be had back.
    """

    def __init__(
        self,
        name: str,
        spec: FlowLogsSpec,
        place: AwsPlace,
        *,
        network: Network,
        key_arn: pulumi.Input[str],
    ) -> None:
        """`key_arn` is a key of the same region that lets CloudWatch Logs use it; AWS refuses the group otherwise.

        Raises ValueError for a spec whose traffic is off, and for a place that is another region.
        """
        if spec.traffic == "off":
            raise ValueError("this spec records no traffic")
        if network.region != place.region:
            raise ValueError(f"the traffic of {network.region} cannot be recorded in {place.region}")
        super().__init__(name)
        label = f"flow-logs-{place.region}"
        group = aws.cloudwatch.LogGroup(
            label,
            retention_in_days=spec.retention_days,
            kms_key_id=key_arn,
            tags=place.tagged(label, "telemetry"),
            opts=self.child(place.provider, protect=True),
        )
        role = aws.iam.Role(
            label,
            description=f"Writes the flow logs of {place.region}",
            # The ids of flow logs are not known before them (vpc/latest/userguide/flow-logs-iam-role).
            assume_role_policy=trust(SERVICE, account=place.account, source_arn=place.arn("ec2", "vpc-flow-log/*")),
            tags=place.tagged(label),
            opts=self.child(place.provider),
        )
        policy = aws.iam.RolePolicy(
            label,
            role=role.id,
            policy=document(writing(group.arn, place)),
            opts=self.child(place.provider),
        )
        log = aws.ec2.FlowLog(
            label,
            vpc_id=network.vpc_id,
            traffic_type=spec.traffic.upper(),
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            tags=place.tagged(label),
            # A network has one flow log to one destination: a second one is refused (FlowLogAlreadyExists), and what
            # cannot be written is not kept for later, so the role must be able to write first.
            opts=self.child(place.provider, delete_before_replace=True, depends_on=[policy]),
        )
        self.resources = FlowLogsResources(group=group, role=role, policy=policy, log=log)
        self.finish(group=group.name)


def writing(group_arn: pulumi.Input[str], place: AwsPlace) -> Sequence[Statement]:
    """What the role may do: write to its group. AWS's own example may also make groups, and write to every one.

    Groups are listed before they are written to; a list cannot be of one group only.
    """
    return [
        Statement(
            "Write",
            ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            [pulumi.Output.concat(group_arn, ":*")],
        ),
        Statement("List", ["logs:DescribeLogGroups"], [place.arn("logs", "log-group:*")]),
    ]
