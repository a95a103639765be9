"""The audit trail: every call to the account, in a bucket that nobody empties."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent
from components.security.audit_policies import TRAIL, Field, Selector, selectors, trail_writes
from components.security.aws_spec import AuditSpec
from components.storage.bucket import PrivateBucketResources, private_bucket


@dataclass(frozen=True, slots=True)
class AuditTrailResources:
    """Every resource that `AuditTrail` makes."""

    bucket: PrivateBucketResources
    trail: aws.cloudtrail.Trail


class AuditTrail(SayarComponent):
    """The trail of the account, at home in the region that the spec says."""

    def __init__(self, name: str, spec: AuditSpec, place: AwsPlace, *, key_arn: pulumi.Input[str]) -> None:
        """`key_arn` is the home region's key for logs.

        Objects are locked for as long as they must be there, and expire then. Raises ValueError for a place that is not
        the trail's home.
        """
        if place.region != spec.region:
            raise ValueError(f"the trail's home is {spec.region}, not {place.region}")
        super().__init__(name)
        label = f"trail-{place.region}"
        bucket = private_bucket(
            self,
            label,
            place,
            data="telemetry",
            key_arn=key_arn,
            expire_days=spec.retention_days,
            statements=trail_writes(place),
            locked_days=spec.retention_days,
        )
        kept = selectors(data_events=spec.data_events == "on", objects_of_trail=pulumi.Output.concat(bucket.arn, "/"))
        self.resources = AuditTrailResources(
            bucket=bucket,
            trail=aws.cloudtrail.Trail(
                label,
                name=TRAIL,
                s3_bucket_name=bucket.name,
                kms_key_id=key_arn,
                is_multi_region_trail=spec.all_regions == "on",
                include_global_service_events=True,
                enable_log_file_validation=spec.validation == "on",
                enable_logging=True,
                advanced_event_selectors=[_selector(row) for row in kept],
                tags=place.tagged(label, "telemetry"),
                # The service writes a test object before it takes the address.
                opts=self.child(place.provider, depends_on=bucket.ready),
            ),
        )
        self.bucket: pulumi.Output[str] = bucket.name
        self.finish(bucket=self.bucket)


def _selector(row: Selector) -> aws.cloudtrail.TrailAdvancedEventSelectorArgsDict:
    return {"name": row.name, "field_selectors": [_field(field) for field in row.fields]}


def _field(row: Field) -> aws.cloudtrail.TrailAdvancedEventSelectorFieldSelectorArgsDict:
    if row.equals:
        return {"field": row.field, "equals": list(row.equals)}
    return {"field": row.field, "not_starts_withs": list(row.not_starts_with)}
