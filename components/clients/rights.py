"""What the pods of one client may do in AWS, and what no other client may do to its data. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from components.aws import SHARED, AwsPlace
from components.clients.spec import Client
from components.policies import Statement

if TYPE_CHECKING:
    import pulumi

    Known = pulumi.Input[str]
else:
    Known = object


def pod_statements(
    client: Client,
    place: AwsPlace,
    *,
    bucket: Known,
    objects: Known,
    key: Known,
    secret: Known,
    logins: Sequence[Known],
) -> tuple[Statement, ...]:
    """The client's own bucket, key, secret and database user, by ARN; `objects` are all in the bucket.

    Keys and secrets must bear the client's tag too. Buckets answer to tags only where that was switched on, and
    users of databases have none.
    """
    own = {"aws:ResourceTag/client": [client.name]}
    through = {"kms:ViaService": [f"{service}.{place.aws}.amazonaws.com" for service in ("s3", "secretsmanager")]}
    return (
        Statement("FindObjects", ["s3:ListBucket", "s3:GetBucketLocation"], [bucket]),
        Statement(
            "UseObjects", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"], [objects]
        ),
        Statement(
            "UseKey",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            [key],
            conditions={"StringEquals": {**own, **through}},
        ),
        Statement(
            "ReadSecret",
            ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
            [secret],
            conditions={"StringEquals": own},
        ),
        Statement("LogIn", ["rds-db:connect"], list(logins)),
    )


def not_for_others(client: Client, service: str, resources: Sequence[Known]) -> Statement:
    """In the policy of a bucket or key: refused to whoever bears the tag of another client, whatever else says yes.

    Who bears no tag (people, services of AWS) or the platform's is left to the other statements.
    """
    return Statement(
        "NotForOtherClients",
        [f"{service}:*"],
        resources,
        effect="Deny",
        principals="*",
        conditions={
            "StringNotEquals": {"aws:PrincipalTag/client": [client.name, SHARED]},
            # An absent tag counts as another one to the line above.
            "Null": {"aws:PrincipalTag/client": ["false"]},
        },
    )
