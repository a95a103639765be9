"""What R2 calls our buckets, and where they are reached."""

from __future__ import annotations

import hashlib

from components.backup.dumps_spec import BucketSpec
from components.limits import limit

_MARK = 8
"""Letters that keep names apart which had to be cut."""


def bucket_name(domain: str, bucket: str) -> str:
    """The name of a bucket of the platform at `domain`: `sayar.example` and `dumps` are `sayar-example-dumps`.

    One that is longer than R2 allows is cut, and its end is a hash of the whole.
    """
    whole = f"{domain.replace('.', '-')}-{bucket}"
    most = int(limit("backup", "r2", "any", "bucket_name_most").value)
    if len(whole) <= most:
        return whole
    mark = hashlib.sha256(whole.encode()).hexdigest()[:_MARK]
    return f"{whole[: most - _MARK - 1].rstrip('-')}-{mark}"


def jurisdiction(bucket: BucketSpec) -> str:
    """How R2's API writes the jurisdiction."""
    return "default" if bucket.jurisdiction == "none" else bucket.jurisdiction


def endpoint(account_id: str, bucket: BucketSpec) -> str:
    """The URL of the S3 API. A bucket in a jurisdiction answers there and nowhere else."""
    law = "" if bucket.jurisdiction == "none" else f".{bucket.jurisdiction}"
    return f"https://{account_id}{law}.r2.cloudflarestorage.com"


def token_resource(account_id: str, bucket: BucketSpec, name: str) -> str:
    """How the policy of a token names the bucket that R2 calls `name`."""
    return f"com.cloudflare.edge.r2.bucket.{account_id}_{jurisdiction(bucket)}_{name}"
