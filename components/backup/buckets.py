"""The buckets that dumps lie in, what they keep and lock, and the credential that writes them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

import pulumi
import pulumi_cloudflare as cloudflare

from components.backup.dumps_spec import DAY_S, BucketSpec, DumpsSpec
from components.backup.names import bucket_name, endpoint, jurisdiction, token_resource
from components.backup.spec import BackupSpec
from components.base import Providers, SayarComponent
from components.limits import limit


@dataclass(frozen=True, slots=True)
class Bucket:
    """One bucket with its lock and its lifecycle."""

    bucket: cloudflare.R2Bucket
    lock: cloudflare.R2BucketLock
    lifecycle: cloudflare.R2BucketLifecycle


@dataclass(frozen=True, slots=True)
class BackupBucketsResources:
    """Every resource that `BackupBuckets` makes, buckets by the name in the spec. `token` is None without a job."""

    buckets: dict[str, Bucket]
    token: cloudflare.AccountToken | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a client of the S3 API finds a bucket."""

    name: pulumi.Output[str]
    endpoint: str


@dataclass(frozen=True, slots=True)
class S3Credential:
    """What opens the buckets through the S3 API; both are secret."""

    key_id: pulumi.Output[str]
    secret: pulumi.Output[str]


class BackupBuckets(SayarComponent):
    """A bucket in each place that the spec names. Whoever holds the token can add dumps and delete none that is locked.

    The token belongs to the account and not to a person: it must outlive whoever ran the program first.
    """

    places: tuple[Place, ...]
    credential: S3Credential | None
    """None where no job writes, as nothing would use it."""

    def __init__(
        self, name: str, spec: BackupSpec, providers: Providers, *, account_id: str, domain: str, written: bool
    ) -> None:
        """`account_id` is the Cloudflare account (32 hexadecimal digits), `domain` the platform's; `written` says
        whether a job needs a credential.

        Raises ValueError for a spec without dumps.
        """
        dumps = spec.dumps
        if dumps.kind == "none":
            raise ValueError("this spec takes no dumps")
        super().__init__(name)
        self._cloudflare, self._account_id = providers.cloudflare, account_id
        made = {row.name: self._bucket(row, bucket_name(domain, row.name)) for row in dumps.buckets}
        token = self._token(dumps, domain, made) if written else None
        self.resources = BackupBucketsResources(buckets=made, token=token)
        self.places = tuple(Place(made[row.name].bucket.name, endpoint(account_id, row)) for row in dumps.buckets)
        self.credential = None if token is None else _credential(token)
        self.finish(buckets=[place.name for place in self.places])

    def _bucket(self, row: BucketSpec, called: str) -> Bucket:
        bucket = cloudflare.R2Bucket(
            row.name,
            account_id=self._account_id,
            name=called,
            location=row.place,
            jurisdiction=jurisdiction(row),
            opts=self.child(self._cloudflare, protect=True),
        )
        return Bucket(
            bucket=bucket,
            # The vendor cannot delete a lock's rules: what goes from the program stays in force.
            lock=cloudflare.R2BucketLock(
                f"{row.name}-lock",
                account_id=self._account_id,
                bucket_name=bucket.name,
                jurisdiction=jurisdiction(row),
                rules=[
                    {
                        "id": "keep",
                        "enabled": True,
                        "condition": {"type": "Age", "max_age_seconds": row.lock_days * DAY_S},
                    }
                ],
                opts=self.child(self._cloudflare),
            ),
            lifecycle=cloudflare.R2BucketLifecycle(
                f"{row.name}-lifecycle",
                account_id=self._account_id,
                bucket_name=bucket.name,
                jurisdiction=jurisdiction(row),
                rules=[
                    {
                        "id": "expire",
                        "enabled": True,
                        "conditions": {"prefix": ""},
                        "delete_objects_transition": {"condition": {"type": "Age", "max_age": row.keep_days * DAY_S}},
                        "abort_multipart_uploads_transition": {
                            "condition": {
                                "type": "Age",
                                "max_age": int(limit("backup", "r2", "any", "abort_uploads_s").value),
                            }
                        },
                    }
                ],
                opts=self.child(self._cloudflare),
            ),
        )

    def _token(self, dumps: DumpsSpec, domain: str, made: dict[str, Bucket]) -> cloudflare.AccountToken:
        rows, account_id = dumps.buckets, self._account_id
        names = pulumi.Output.all(*(made[row.name].bucket.name for row in rows))
        return cloudflare.AccountToken(
            "dumps-token",
            account_id=account_id,
            name=f"dumps of {domain}",
            policies=[
                {
                    "effect": "allow",
                    "permission_groups": [{"id": limit("backup", "r2", "any", "object_write_permission").value}],
                    "resources": names.apply(lambda called: policy(account_id, rows, called)),
                }
            ],
            opts=self.child(self._cloudflare, additional_secret_outputs=["value"]),
        )


def policy(account_id: str, buckets: tuple[BucketSpec, ...], names: list[str]) -> str:
    """The resources of a token for these buckets and no others, as the API takes them: JSON in a stable order."""
    reached = {token_resource(account_id, bucket, name): "*" for bucket, name in zip(buckets, names, strict=True)}
    return json.dumps(reached, sort_keys=True)


def s3_secret(value: str) -> str:
    """The secret key of the S3 API that goes with a token's value (developers.cloudflare.com/r2/api/tokens)."""
    return hashlib.sha256(value.encode()).hexdigest()


def _credential(token: cloudflare.AccountToken) -> S3Credential:
    # The SDK marks the value already; saying it again keeps it so whatever the SDK does.
    value: pulumi.Output[str] = pulumi.Output.secret(token.value)
    key_id: pulumi.Output[str] = pulumi.Output.secret(token.id)
    return S3Credential(key_id=key_id, secret=value.apply(s3_secret))
