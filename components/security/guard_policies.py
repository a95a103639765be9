"""What the guards may do: the recorder writes into its bucket, events go to the topic of alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.policies import Statement

if TYPE_CHECKING:
    import pulumi

    from components.aws import AwsPlace


def recorder_writes(
    place: AwsPlace, *, bucket_arn: pulumi.Input[str], records: pulumi.Input[str], key_arn: pulumi.Input[str]
) -> tuple[Statement, ...]:
    """What the recorder's role may do beside reading configurations. `records` is the ARN of the records to come.

    The role writes by itself, so the bucket admits no service.
    """
    return (
        Statement("Look", ["s3:GetBucketAcl", "s3:ListBucket"], [bucket_arn]),
        Statement(
            "Write",
            ["s3:PutObject"],
            [records],
            conditions={"StringLike": {"s3:x-amz-acl": ["bucket-owner-full-control"]}},
        ),
        Statement(
            "Encrypt",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            [key_arn],
            conditions={"StringEquals": {"kms:ViaService": [f"s3.{place.aws}.amazonaws.com"]}},
        ),
    )


def events_publish(topic_arn: pulumi.Input[str]) -> tuple[Statement, ...]:
    """EventBridge may publish to the topic.

    Without a condition, as topics take none from EventBridge (docs.aws.amazon.com eventbridge/latest/userguide/
    eb-use-resource-based): with one, alarms would be dropped in silence.
    """
    return (Statement("Events", ["sns:Publish"], [topic_arn], principals={"Service": ["events.amazonaws.com"]}),)
