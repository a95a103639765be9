"""What the audit trail writes and where: its bucket's policy, and the events that it keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi

from components.aws import AwsPlace
from components.policies import Statement

TRAIL: Final = "sayar-audit"
"""The trail's name in its region: the bucket's policy names the trail before the trail is there."""


def trail_arn(place: AwsPlace) -> str:
    """The ARN of the trail, known before it is made."""
    return place.arn("cloudtrail", f"trail/{TRAIL}")


def trail_writes(place: AwsPlace) -> Callable[[pulumi.Output[str]], Sequence[Statement]]:
    """What this one trail may do with the bucket of an ARN (awscloudtrail, create-s3-bucket-policy-for-cloudtrail)."""
    ours = {"aws:SourceArn": [trail_arn(place)], "aws:SourceAccount": [place.account]}
    cloudtrail = {"Service": ["cloudtrail.amazonaws.com"]}

    def statements(arn: pulumi.Output[str]) -> Sequence[Statement]:
        return (
            Statement(
                "TrailLooks", ["s3:GetBucketAcl"], [arn], principals=cloudtrail, conditions={"StringEquals": ours}
            ),
            Statement(
                "TrailWrites",
                ["s3:PutObject"],
                [pulumi.Output.concat(arn, f"/AWSLogs/{place.account}/*")],
                principals=cloudtrail,
                conditions={"StringEquals": {**ours, "s3:x-amz-acl": ["bucket-owner-full-control"]}},
            ),
        )

    return statements


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an event, and what it must be equal to or must not start with."""

    field: str
    equals: tuple[str, ...] = ()
    not_starts_with: tuple[pulumi.Input[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Selector:
    """Events that the trail keeps: those that fit every field."""

    name: str
    fields: tuple[Field, ...]


def selectors(*, data_events: bool, objects_of_trail: pulumi.Input[str]) -> tuple[Selector, ...]:
    """Every call that changes or reads the account, and with `data_events` every call to an object in a bucket.

    Not to the trail's own objects: each line would make another.
    """
    account = Selector("Calls to the account", (Field("eventCategory", ("Management",)),))
    objects = Selector(
        "Calls to objects",
        (
            Field("eventCategory", ("Data",)),
            Field("resources.type", ("AWS::S3::Object",)),
            Field("resources.ARN", not_starts_with=(objects_of_trail,)),
        ),
    )
    return (account, objects) if data_events else (account,)
