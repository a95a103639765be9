"""Where the edge writes its logs: destinations as the vendor spells them, and what a bucket must allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from components.aws import PARTITION
from components.edge.entitlements import fact
from components.policies import Statement

if TYPE_CHECKING:
    import pulumi

    from components.edge.words import Dataset

DAILY = "{DATE}"
"""The vendor's word for a folder a day."""


@dataclass(frozen=True, slots=True)
class S3Logs:
    """A bucket on AWS: `name` and the vendor's name of its `region`, as us-east-1.

    It keeps objects under keys of S3 itself, as Cloudflare's account cannot use a key of ours.
    """

    name: pulumi.Input[str]
    region: str


@dataclass(frozen=True, slots=True)
class R2Logs:
    """A bucket on R2, its Cloudflare account, and the credential that writes there."""

    name: pulumi.Input[str]
    account_id: str
    key_id: pulumi.Input[str]
    secret: pulumi.Input[str]


LogPlace = S3Logs | R2Logs


def s3_destination(bucket: str, dataset: Dataset, region: str) -> str:
    """A folder for each dataset and day of a bucket on AWS."""
    return f"s3://{bucket}/{dataset}/{DAILY}?region={region}&sse=AES256"


def r2_destination(bucket: str, dataset: Dataset, account_id: str, key_id: str, secret: str) -> str:
    """The same on R2. It holds the credential, so it is a secret."""
    known = f"account-id={account_id}&access-key-id={quote(key_id, safe='')}&secret-access-key={quote(secret, safe='')}"
    return f"r2://{bucket}/{dataset}/{DAILY}?{known}"


def log_writers(bucket_arn: pulumi.Output[str]) -> list[Statement]:
    """What the policy of a bucket on AWS must say: the vendor's own user may add objects, and nothing else."""
    user = str(fact("logpush_user").value)
    return [
        Statement(
            "EdgeLogs",
            ["s3:PutObject"],
            resources=[bucket_arn.apply(lambda arn: f"{arn}/*")],
            principals={"AWS": [f"arn:{PARTITION}:iam::{user}"]},
        )
    ]
