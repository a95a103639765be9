"""Who may use the platform's encryption keys: the policies of the keys, by use."""

from __future__ import annotations

from collections.abc import Sequence

from components.aws import PARTITION, AwsPlace, root_of
from components.policies import Statement
from components.security.aws_spec import KeyUse

THIS_KEY = ("*",)
"""In the policy of a key, every resource is the key itself."""

COPIED: tuple[KeyUse, ...] = ("database", "backup")
"""Uses whose keys another account needs to copy backups: a snapshot keeps its cluster's key, a recovery point its
vault's."""

USE = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*")
"""What it takes to read and write with a key."""


def key_statements(use: KeyUse, place: AwsPlace, copied_by: Sequence[str]) -> tuple[Statement, ...]:
    """What is said beside the account's own right. `copied_by` are numbers of accounts that copy our backups.

    Databases, caches, clusters and buckets use their keys through grants and in the name of who asks, so nobody needs a
    statement of their own for them.
    """
    services = (_logs(place), *_trail(place), _alarms(place)) if use == "logs" else ()
    return (*services, *(copying(copied_by) if use in COPIED else ()))


def administered(place: AwsPlace) -> Statement:
    """The account decides by IAM, as for everything else. Without it nobody could ever change the key again."""
    return Statement("Account", ["kms:*"], THIS_KEY, principals={"AWS": [place.root]})


def copying(accounts: Sequence[str]) -> tuple[Statement, ...]:
    """What other accounts need to copy what is encrypted with a key (AWS Backup, RDS: sharing encrypted snapshots)."""
    who = {"AWS": [root_of(account) for account in accounts]}
    if not accounts:
        return ()
    return (
        Statement("Copies", USE, THIS_KEY, principals=who),
        Statement(
            "CopiesThroughServices",
            ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
            THIS_KEY,
            principals=who,
            conditions={"Bool": {"kms:GrantIsForAWSResource": ["true"]}},
        ),
    )


def _logs(place: AwsPlace) -> Statement:
    return Statement(
        "LogGroups",
        USE,
        THIS_KEY,
        principals={"Service": [f"logs.{place.aws}.amazonaws.com"]},
        conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": [place.arn("logs", "log-group:*")]}},
    )


def _trail(place: AwsPlace) -> tuple[Statement, ...]:
    # Trails of every region: one that covers all regions is encrypted in the name of its home.
    trails = f"arn:{PARTITION}:cloudtrail:*:{place.account}:trail/*"
    cloudtrail = {"Service": ["cloudtrail.amazonaws.com"]}
    ours = {"StringEquals": {"aws:SourceAccount": [place.account]}}
    return (
        Statement(
            "Trail",
            ["kms:GenerateDataKey*"],
            THIS_KEY,
            principals=cloudtrail,
            conditions={**ours, "StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": [trails]}},
        ),
        # A bucket key is opened before it encrypts, so the trail cannot be made without Decrypt.
        Statement("TrailKey", ["kms:Decrypt", "kms:DescribeKey"], THIS_KEY, principals=cloudtrail, conditions=ours),
    )


def _alarms(place: AwsPlace) -> Statement:
    """EventBridge into encrypted topics.

    It sends no aws:SourceAccount to KMS, so with that condition every alarm would be dropped in silence. Which topic a
    message is for is always said.
    """
    return Statement(
        "Alarms",
        ["kms:Decrypt", "kms:GenerateDataKey*"],
        THIS_KEY,
        principals={"Service": ["events.amazonaws.com"]},
        conditions={"ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": [place.arn("sns", "*")]}},
    )
