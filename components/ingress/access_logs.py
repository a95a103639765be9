"""Who may write the logs of a load balancer into a bucket, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from components.policies import Statement

if TYPE_CHECKING:
    import pulumi

    from components.aws import AwsPlace

REQUESTS: Final = "requests"
CONNECTIONS: Final = "connections"
"""Handshakes that fail are only there: a client without our certificate never makes a request."""

WRITER: Final = "logdelivery.elasticloadbalancing.amazonaws.com"


def balancer_log_writers(bucket_arn: pulumi.Output[str], place: AwsPlace) -> list[Statement]:
    """What the policy of the bucket must say. The bucket is encrypted by S3's own keys: the vendor takes no others.

    The account stands in the path, which the writer takes from the balancer's owner, as AWS's own example has it
    (elasticloadbalancing/latest/application/enable-access-logging). There is no condition on `aws:SourceAccount`: that
    page does not say that the writer sends it, and a condition that is not met refuses the bucket and so the balancer.
    """

    def below(prefix: str) -> pulumi.Output[str]:
        return bucket_arn.apply(lambda arn: f"{arn}/{prefix}/AWSLogs/{place.account}/*")

    return [
        Statement(
            "BalancerLogs",
            ["s3:PutObject"],
            resources=[below(REQUESTS), below(CONNECTIONS)],
            principals={"Service": [WRITER]},
        )
    ]
