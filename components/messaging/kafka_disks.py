"""The disks of Standard brokers: their size at first, and what makes them larger. Express has none of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pulumi_aws as aws

from components.aws import AwsPlace
from components.limits import limit
from components.messaging.spec import MskExpress, MskStandard

if TYPE_CHECKING:
    import pulumi

    from components.base import SayarComponent

VOLUME_SIZE: Final = "brokerNodeGroupInfo.storageInfo.ebsStorageInfo.volumeSize"
"""Where a cluster says how large its disks are. Not looked at where they grow by themselves: MSK refuses to shrink what
has grown. To make them larger by hand is to raise the least size, which growth then starts from.
"""


@dataclass(frozen=True, slots=True)
class DiskGrowth:
    """What makes the disks of Standard brokers larger when they fill up."""

    target: aws.appautoscaling.Target
    policy: aws.appautoscaling.Policy


def grows(spec: MskExpress | MskStandard) -> bool:
    """True for disks that may become larger by themselves."""
    return isinstance(spec, MskStandard) and spec.storage_autoscale_to_gb > spec.storage_gb


def disks(spec: MskExpress | MskStandard) -> aws.msk.ClusterBrokerNodeGroupInfoStorageInfoArgs | None:
    """The disks of each broker; None for Express, which refuses the whole block."""
    if not isinstance(spec, MskStandard):
        return None
    size = aws.msk.ClusterBrokerNodeGroupInfoStorageInfoEbsStorageInfoArgs(volume_size=spec.storage_gb)
    return aws.msk.ClusterBrokerNodeGroupInfoStorageInfoArgs(ebs_storage_info=size)


def growth(
    component: SayarComponent,
    name: str,
    spec: MskExpress | MskStandard,
    place: AwsPlace,
    *,
    cluster_arn: pulumi.Input[str],
) -> DiskGrowth | None:
    """What makes the disks grow, children of `component` called `name`; None where they do not."""
    if not isinstance(spec, MskStandard) or not grows(spec):
        return None
    options = component.child(place.provider)
    target = aws.appautoscaling.Target(
        name,
        service_namespace="kafka",
        scalable_dimension="kafka:broker-storage:VolumeSize",
        resource_id=cluster_arn,
        min_capacity=spec.storage_gb,
        max_capacity=spec.storage_autoscale_to_gb,
        tags=place.tagged(name),
        opts=options,
    )
    policy = aws.appautoscaling.Policy(
        name,
        policy_type="TargetTrackingScaling",
        service_namespace=target.service_namespace,
        scalable_dimension=target.scalable_dimension,
        resource_id=target.resource_id,
        target_tracking_scaling_policy_configuration={
            "target_value": limit("messaging", "msk", "standard", "storage_target_percent").value,
            "predefined_metric_specification": {"predefined_metric_type": "KafkaBrokerStorageUtilization"},
            # Disks of MSK never shrink.
            "disable_scale_in": True,
        },
        opts=options,
    )
    return DiskGrowth(target=target, policy=policy)
