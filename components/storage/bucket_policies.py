"""What every bucket refuses, whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.limits import limit
from components.policies import Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pulumi


def nothing(_arn: pulumi.Output[str]) -> Sequence[Statement]:
    """No statement beside those that every bucket has."""
    return ()


def encrypted_only(arn: pulumi.Input[str], objects: pulumi.Input[str]) -> tuple[Statement, ...]:
    """Refuses requests in the clear and those with an old version of TLS, whoever sends them.

    `arn` is the bucket's own, `objects` that of everything in it.
    """
    least = str(limit("storage", "s3", "any", "least_tls").value)

    def refused(sid: str, operator: str, key: str, value: str) -> Statement:
        return Statement(
            sid,
            ["s3:*"],
            [arn, objects],
            effect="Deny",
            principals="*",
            conditions={operator: {key: [value]}},
        )

    return (
        refused("EncryptedOnly", "Bool", "aws:SecureTransport", "false"),
        refused("NoOldTls", "NumericLessThan", "s3:TlsVersion", least),
    )
