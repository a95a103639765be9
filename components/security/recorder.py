"""AWS Config: what every resource of a region looked like, and when it changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from components.aws import managed
from components.policies import document, trust
from components.security.guard_policies import recorder_writes
from components.storage.bucket import PrivateBucketResources, private_bucket

if TYPE_CHECKING:
    from components.aws import AwsPlace
    from components.base import SayarComponent


@dataclass(frozen=True, slots=True)
class Recorded:
    """Every resource that recording takes."""

    bucket: PrivateBucketResources
    role: aws.iam.Role
    reads: aws.iam.RolePolicyAttachment
    writes: aws.iam.RolePolicy
    recorder: aws.cfg.Recorder
    channel: aws.cfg.DeliveryChannel
    status: aws.cfg.RecorderStatus


def recorded(
    component: SayarComponent, place: AwsPlace, *, primary: bool, key_arn: pulumi.Input[str], keep_days: int
) -> Recorded:
    """The recorder of one region as children of `component`. What belongs to no region is recorded in the primary one.

    The bucket has no lock: the service does not write where one is the default.
    """
    name = f"records-{place.region}"
    bucket = private_bucket(component, name, place, data="telemetry", key_arn=key_arn, expire_days=keep_days)
    role = aws.iam.Role(
        f"recorder-{place.region}",
        assume_role_policy=trust("config.amazonaws.com", account=place.account),
        tags=place.tagged(f"recorder-{place.region}"),
        opts=component.child(place.provider),
    )
    reads = aws.iam.RolePolicyAttachment(
        f"recorder-reads-{place.region}",
        role=role.name,
        policy_arn=managed("service-role/AWS_ConfigRole"),
        opts=component.child(place.provider),
    )
    written = pulumi.Output.concat(bucket.arn, f"/AWSLogs/{place.account}/Config/*")
    writes = aws.iam.RolePolicy(
        f"recorder-writes-{place.region}",
        role=role.id,
        policy=document(recorder_writes(place, bucket_arn=bucket.arn, records=written, key_arn=key_arn)),
        opts=component.child(place.provider),
    )
    recorder = aws.cfg.Recorder(
        f"recorder-{place.region}",
        role_arn=role.arn,
        recording_group={"all_supported": True, "include_global_resource_types": primary},
        # A region has one.
        opts=component.child(place.provider, delete_before_replace=True),
    )
    channel = aws.cfg.DeliveryChannel(
        f"records-channel-{place.region}",
        s3_bucket_name=bucket.name,
        s3_kms_key_arn=key_arn,
        # The service writes a test object at once, and takes no channel before there is a recorder.
        opts=component.child(
            place.provider, delete_before_replace=True, depends_on=[recorder, reads, writes, *bucket.ready]
        ),
    )
    return Recorded(
        bucket=bucket,
        role=role,
        reads=reads,
        writes=writes,
        recorder=recorder,
        channel=channel,
        status=aws.cfg.RecorderStatus(
            f"recording-{place.region}",
            name=recorder.name,
            is_enabled=True,
            # Nothing starts without a channel, and a channel cannot go while something records.
            opts=component.child(place.provider, depends_on=[channel]),
        ),
    )
