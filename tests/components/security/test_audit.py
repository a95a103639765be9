"""The audit trail: every call, in a bucket that only this trail writes and nobody empties."""

import json
from typing import Any

import pytest

from components.security.audit import AuditTrail
from components.security.audit_policies import selectors
from components.security.aws_spec import AuditSpec
from tests.components.security.specs import AWS
from tests.components.storage.places import KEY, MAIN, VENDOR, assert_closed, assert_sound, place, policy
from tests.support.mocks import UNKNOWN, Recording, record

TRAIL = "aws:cloudtrail/trail:Trail"
ARN = f"arn:aws:cloudtrail:us-east-1:{MAIN}:trail/sayar-audit"


def trail(region: str = "us-east", *, preview: bool = False, **changes: Any) -> Recording:
    spec = AuditSpec.model_validate_json(json.dumps({**AWS["audit"], "data_events": "on", **changes}))
    return record(lambda: AuditTrail("audit", spec, place(region), key_arn=KEY), outputs=VENDOR, preview=preview)


@pytest.fixture(scope="module")
def made() -> Recording:
    return trail(retention_days=400)


def test_a_trail_is_whole_encrypted_and_can_be_proven_untouched(made: Recording) -> None:
    assert_sound(made, "sayar:security:AuditTrail")
    said = made.one(TRAIL).inputs
    names = ("isMultiRegionTrail", "includeGlobalServiceEvents", "enableLogFileValidation", "enableLogging")
    assert [said[name] for name in names] == [True] * 4
    assert said["kmsKeyId"] == KEY


@pytest.mark.parametrize(
    ("switch", "said"), [("all_regions", "isMultiRegionTrail"), ("validation", "enableLogFileValidation")]
)
def test_switches_of_the_spec_reach_the_trail(switch: str, said: str) -> None:
    assert trail(**{switch: "off"}).one(TRAIL).inputs[said] is False


def test_the_trail_writes_into_its_own_bucket_which_takes_it_first(made: Recording) -> None:
    row = made.one(TRAIL)
    assert row.property_dependencies["s3BucketName"] == (made.one("aws:s3/bucket:Bucket").urn,)
    assert made.named("trail-us-east-policy").urn in row.depends_on
    assert made.named("trail-us-east-encryption").urn in row.depends_on


def test_only_this_trail_is_admitted_and_only_to_add(made: Recording) -> None:
    row = made.named("trail-us-east-policy")
    statements, bucket = policy(row), f"arn:aws:s3:::{row.inputs['bucket']}"
    assert_closed(statements)
    ours = {"aws:SourceArn": [ARN], "aws:SourceAccount": [MAIN]}
    assert statements["TrailLooks"]["Action"] == ["s3:GetBucketAcl"]
    assert statements["TrailLooks"]["Resource"] == [bucket]
    assert statements["TrailLooks"]["Condition"] == {"StringEquals": ours}
    assert statements["TrailWrites"]["Action"] == ["s3:PutObject"]
    assert statements["TrailWrites"]["Resource"] == [f"{bucket}/AWSLogs/{MAIN}/*"]
    assert statements["TrailWrites"]["Condition"] == {
        "StringEquals": {**ours, "s3:x-amz-acl": ["bucket-owner-full-control"]}
    }
    assert {"EncryptedOnly", "NoOldTls"} <= statements.keys()


def test_the_policy_names_the_trail_that_is_made_later(made: Recording) -> None:
    name = made.one(TRAIL).inputs["name"]
    assert ARN.endswith(f"trail/{name}")
    assert ARN in made.named("trail-us-east-policy").inputs["policy"]


def test_what_is_written_is_locked_and_goes_only_once_the_lock_is_over(made: Recording) -> None:
    lock = made.named("trail-us-east-lock").inputs["rule"]["defaultRetention"]
    (rule,) = made.named("trail-us-east-lifecycle").inputs["rules"]
    assert lock == {"mode": "GOVERNANCE", "days": 400}
    assert rule["expiration"]["days"] >= lock["days"]
    assert {row.name for row in made.custom() if row.protect} == {"trail-us-east"}


def test_calls_to_objects_are_kept_where_wanted_but_not_those_that_the_trail_makes_itself(made: Recording) -> None:
    """A line about each line that it writes would never end."""
    account, objects = made.one(TRAIL).inputs["advancedEventSelectors"]
    assert account["fieldSelectors"] == [{"field": "eventCategory", "equals": ["Management"]}]
    bucket = made.one(TRAIL).inputs["s3BucketName"]
    assert objects["fieldSelectors"] == [
        {"field": "eventCategory", "equals": ["Data"]},
        {"field": "resources.type", "equals": ["AWS::S3::Object"]},
        {"field": "resources.ARN", "notStartsWiths": [f"arn:aws:s3:::{bucket}/"]},
    ]


def test_without_data_events_calls_to_the_account_are_still_asked_for_by_name() -> None:
    (only,) = trail(data_events="off").one(TRAIL).inputs["advancedEventSelectors"]
    assert only["fieldSelectors"] == [{"field": "eventCategory", "equals": ["Management"]}]
    assert len(selectors(data_events=False, objects_of_trail="x")) == 1


def test_a_trail_that_is_not_at_home_is_refused_before_anything_is_made() -> None:
    with pytest.raises(ValueError, match="home is us-east, not eu-west"):
        trail("eu-west")


def test_the_first_preview_makes_the_same(made: Recording) -> None:
    first = trail(retention_days=400, preview=True)
    assert {row.name for row in first.custom()} == {row.name for row in made.custom()}
    assert first.one(TRAIL).inputs["s3BucketName"] is UNKNOWN
    assert first.one(TRAIL).inputs["name"] == "sayar-audit"
