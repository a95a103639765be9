"""A private bucket on AWS: nobody's but the account's, encrypted, versioned, with an end to what it keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws import PARTITION, SHARED, AwsPlace
from components.base import SayarComponent
from components.held import KEPT, Held
from components.limits import limit
from components.network.spec import DataClass
from components.policies import Statement, document
from components.storage.bucket_policies import encrypted_only, nothing

Statements = Callable[[pulumi.Output[str]], Sequence[Statement]]
"""Statements of a bucket's policy, from the bucket's ARN."""


@dataclass(frozen=True, slots=True)
class PrivateBucketResources:
    """Every resource of a bucket; `lock` is None where objects may be deleted at any time."""

    bucket: aws.s3.Bucket
    public_access: aws.s3.BucketPublicAccessBlock
    ownership: aws.s3.BucketOwnershipControls
    versioning: aws.s3.BucketVersioning
    encryption: aws.s3.BucketServerSideEncryptionConfiguration
    lifecycle: aws.s3.BucketLifecycleConfiguration
    lock: aws.s3.BucketObjectLockConfiguration | None
    policy: aws.s3.BucketPolicy

    @property
    def name(self) -> pulumi.Output[str]:
        """The bucket's name, which AWS calls its id too."""
        return self.bucket.id

    @property
    def arn(self) -> pulumi.Output[str]:
        """The bucket's ARN, made from its name."""
        return _arn(self.bucket)

    @property
    def ready(self) -> tuple[pulumi.Resource, ...]:
        """What a service that writes into the bucket waits for: it tries to write before it believes the address."""
        return (self.policy, self.encryption)


def private_bucket(
    component: SayarComponent,
    name: str,
    place: AwsPlace,
    *,
    data: DataClass,
    key_arn: pulumi.Input[str] | None,
    expire_days: int | None,
    statements: Statements = nothing,
    client: str = SHARED,
    locked_days: int | None = None,
    held: Held = KEPT,
) -> PrivateBucketResources:
    """The bucket `name` as children of `component`.

    `key_arn` None encrypts with a key of S3, for writers that cannot use ours. Objects expire after `expire_days`, or
    never. For `locked_days` nobody deletes an object without a permission of its own. `client` is whose bucket it is.
    One that `held` lets go of stays with all its parts: without them it would be less private than it was.
    """
    stays = held.retain or None

    def options(*after: pulumi.Resource) -> pulumi.ResourceOptions:
        return component.child(place.provider, retain_on_delete=stays, depends_on=after)

    bucket = aws.s3.Bucket(
        name,
        # A bucket is made with it: one that gets or loses it later is another bucket.
        object_lock_enabled=None if locked_days is None else True,
        tags=place.tagged(name, data, client=client),
        opts=component.child(place.provider, protect=held.protect, retain_on_delete=stays),
    )
    public_access = aws.s3.BucketPublicAccessBlock(
        f"{name}-public-access",
        bucket=bucket.id,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=options(),
    )
    # One after the other: S3 refuses two changes of who has access at a time.
    ownership = aws.s3.BucketOwnershipControls(
        f"{name}-ownership",
        bucket=bucket.id,
        rule={"object_ownership": "BucketOwnerEnforced"},
        opts=options(public_access),
    )
    versioning = aws.s3.BucketVersioning(
        f"{name}-versions",
        bucket=bucket.id,
        versioning_configuration={"status": "Enabled"},
        opts=options(ownership),
    )
    return PrivateBucketResources(
        bucket=bucket,
        public_access=public_access,
        ownership=ownership,
        versioning=versioning,
        encryption=aws.s3.BucketServerSideEncryptionConfiguration(
            f"{name}-encryption", bucket=bucket.id, rules=[_encrypted(key_arn)], opts=options(ownership)
        ),
        lifecycle=aws.s3.BucketLifecycleConfiguration(
            f"{name}-lifecycle", bucket=bucket.id, rules=[_ends(expire_days)], opts=options(versioning)
        ),
        lock=None
        if locked_days is None
        else aws.s3.BucketObjectLockConfiguration(
            f"{name}-lock",
            bucket=bucket.id,
            # Governance, as whoever may is able to lift it: a mistake must not last for years.
            rule={"default_retention": {"mode": "GOVERNANCE", "days": locked_days}},
            opts=options(versioning),
        ),
        # The policy admits services, so nothing public may be possible by then.
        policy=aws.s3.BucketPolicy(
            f"{name}-policy",
            bucket=bucket.id,
            policy=document([*encrypted_only(_arn(bucket), _objects(bucket)), *statements(_arn(bucket))]),
            opts=options(public_access, ownership),
        ),
    )


class PrivateBucket(SayarComponent):
    """A bucket on its own. Its name is the vendor's to make; the data in it is protected."""

    def __init__(
        self,
        name: str,
        place: AwsPlace,
        *,
        data: DataClass,
        key_arn: pulumi.Input[str] | None,
        expire_days: int | None,
        statements: Statements = nothing,
    ) -> None:
        """`name` ends with the region, as the names of all children come from it. The arguments are those of
        `private_bucket`.
        """
        super().__init__(name)
        self.resources = private_bucket(
            self,
            name,
            place,
            data=data,
            key_arn=key_arn,
            expire_days=expire_days,
            statements=statements,
        )
        self.bucket: pulumi.Output[str] = self.resources.name
        self.arn: pulumi.Output[str] = self.resources.arn
        self.ready: tuple[pulumi.Resource, ...] = self.resources.ready
        self.finish(bucket=self.bucket)


def _arn(bucket: aws.s3.Bucket) -> pulumi.Output[str]:
    return pulumi.Output.concat(f"arn:{PARTITION}:s3:::", bucket.id)


def _objects(bucket: aws.s3.Bucket) -> pulumi.Output[str]:
    return pulumi.Output.concat(_arn(bucket), "/*")


def _encrypted(key_arn: pulumi.Input[str] | None) -> aws.s3.BucketServerSideEncryptionConfigurationRuleArgsDict:
    if key_arn is None:
        return {"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}
    return {
        "apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms", "kms_master_key_id": key_arn},
        # One call to KMS for many objects.
        "bucket_key_enabled": True,
    }


def _ends(expire_days: int | None) -> aws.s3.BucketLifecycleConfigurationRuleArgsDict:
    """What expires is kept as an old version for a while; the mark that it leaves goes with the last version."""
    return {
        "id": "ends",
        "status": "Enabled",
        # Everything, said: a rule without a filter is read back with one.
        "filter": {"prefix": ""},
        "expiration": {"expired_object_delete_marker": True} if expire_days is None else {"days": expire_days},
        "noncurrent_version_expiration": {"noncurrent_days": _days("noncurrent_days")},
        "abort_incomplete_multipart_upload": {"days_after_initiation": _days("abort_uploads_days")},
    }


def _days(name: str) -> int:
    return int(limit("storage", "s3", "any", name).value)
