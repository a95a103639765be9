"""Who may write a load balancer's logs."""

import json

import pulumi

from components.ingress.access_logs import balancer_log_writers
from components.policies import document
from tests.components.storage.places import MAIN, place
from tests.support.mocks import record


def test_only_the_vendor_s_writer_adds_objects_and_only_below_our_account() -> None:
    """No condition: AWS documents none that its writer fulfils, and one that it does not refuses the balancer."""
    told: list[str] = []
    record(
        lambda: document(balancer_log_writers(pulumi.Output.from_input("arn:aws:s3:::b"), place())).apply(told.append)
    )
    (statement,) = json.loads(told[0])["Statement"]
    assert statement["Action"] == ["s3:PutObject"]
    assert statement["Principal"] == {"Service": ["logdelivery.elasticloadbalancing.amazonaws.com"]}
    assert statement["Resource"] == [f"arn:aws:s3:::b/{kind}/AWSLogs/{MAIN}/*" for kind in ("requests", "connections")]
    assert "Condition" not in statement
