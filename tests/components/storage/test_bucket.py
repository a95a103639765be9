"""A private bucket: nobody's but the account's, encrypted, with an end to what it keeps, and a lock on evidence."""

import json
from collections.abc import Sequence
from typing import Any

import pulumi
import pytest

from components.base import SayarComponent
from components.policies import Statement
from components.storage.bucket import PrivateBucket, private_bucket
from tests.components.storage.places import KEY, VENDOR, assert_closed, assert_sound, place, policy
from tests.support.mocks import UNKNOWN, Recording, record

TYPES = {
    name: f"aws:s3/{name[:1].lower()}{name[1:]}:{name}"
    for name in (
        "Bucket",
        "BucketPublicAccessBlock",
        "BucketOwnershipControls",
        "BucketVersioning",
        "BucketServerSideEncryptionConfiguration",
        "BucketLifecycleConfiguration",
        "BucketObjectLockConfiguration",
        "BucketPolicy",
    )
}


def reads(arn: pulumi.Output[str]) -> Sequence[Statement]:
    who = {"AWS": ["arn:aws:iam::111122223333:role/reader"]}
    return [Statement("Reads", ["s3:GetObject"], [pulumi.Output.concat(arn, "/feeds/*")], principals=who)]


def bucket(*, preview: bool = False, **changes: Any) -> Recording:
    asked: dict[str, Any] = {"data": "catalog", "key_arn": KEY, "expire_days": None, **changes}
    return record(lambda: PrivateBucket("feeds-us-east", place(), **asked), outputs=VENDOR, preview=preview)


class AuditTrail(SayarComponent):
    """Stands for whoever has a bucket inside: a component of any name that has a token."""


def evidence(*, preview: bool = False) -> Recording:
    """A bucket that is a client's, locked, and a part of another component."""

    def program() -> None:
        private_bucket(
            AuditTrail("trail"),
            "feeds-us-east",
            place(),
            data="business",
            key_arn=KEY,
            expire_days=400,
            statements=reads,
            client="acme",
            locked_days=400,
        )

    return record(program, outputs=VENDOR, preview=preview)


@pytest.fixture(scope="module")
def plain() -> Recording:
    return bucket()


@pytest.fixture(scope="module")
def locked() -> Recording:
    return evidence()


def test_a_bucket_has_everything_that_makes_it_private(plain: Recording, locked: Recording) -> None:
    assert {row.type for row in plain.custom()} == set(TYPES.values()) - {TYPES["BucketObjectLockConfiguration"]}
    assert {row.type for row in locked.custom()} == set(TYPES.values())
    assert_sound(plain, "sayar:storage:PrivateBucket")
    assert_sound(locked, "sayar:security:AuditTrail")


def test_only_the_bucket_is_protected_and_its_name_is_the_vendor_s_to_make(plain: Recording) -> None:
    assert {row.name for row in plain.custom() if row.protect} == {"feeds-us-east"}
    made = plain.one(TYPES["Bucket"])
    assert made.inputs.keys() == {"tags"}
    assert made.inputs["tags"]["data-class"] == "catalog"


def test_everything_public_is_off_and_lists_of_access_count_for_nothing(plain: Recording) -> None:
    said = plain.one(TYPES["BucketPublicAccessBlock"]).inputs
    assert {key: said[key] for key in said if key != "bucket"} == {
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }
    assert plain.one(TYPES["BucketOwnershipControls"]).inputs["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


def test_every_part_is_of_this_bucket(locked: Recording) -> None:
    urn = locked.one(TYPES["Bucket"]).urn
    parts = [row for row in locked.custom() if row.type != TYPES["Bucket"]]
    assert all(row.property_dependencies["bucket"] == (urn,) for row in parts)
    assert len({row.inputs["bucket"] for row in parts}) == 1


def test_nobody_is_admitted_before_public_access_is_off(plain: Recording) -> None:
    after = plain.one(TYPES["BucketPolicy"]).depends_on
    assert plain.one(TYPES["BucketPublicAccessBlock"]).urn in after
    assert plain.one(TYPES["BucketOwnershipControls"]).urn in after


def test_old_versions_end_and_locks_begin_only_once_there_are_versions(locked: Recording) -> None:
    versions = locked.one(TYPES["BucketVersioning"])
    assert versions.inputs["versioningConfiguration"] == {"status": "Enabled"}
    for kind in ("BucketLifecycleConfiguration", "BucketObjectLockConfiguration"):
        assert versions.urn in locked.one(TYPES[kind]).depends_on


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        (
            KEY,
            {
                "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY},
                "bucketKeyEnabled": True,
            },
        ),
        # Load balancers cannot write with a key of ours.
        (None, {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}),
    ],
)
def test_objects_are_encrypted_with_our_key_or_where_the_writer_cannot_with_that_of_s3(
    key: str | None, rule: dict[str, Any]
) -> None:
    made = bucket(key_arn=key)
    assert made.one(TYPES["BucketServerSideEncryptionConfiguration"]).inputs["rules"] == [rule]


@pytest.mark.parametrize(
    ("days", "expiration"), [(None, {"expiredObjectDeleteMarker": True}), (1, {"days": 1}), (400, {"days": 400})]
)
def test_objects_expire_when_said_and_what_was_deleted_can_be_had_back_for_a_month(
    days: int | None, expiration: dict[str, Any]
) -> None:
    (rule,) = bucket(expire_days=days).one(TYPES["BucketLifecycleConfiguration"]).inputs["rules"]
    assert rule == {
        "id": "ends",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "expiration": expiration,
        "noncurrentVersionExpiration": {"noncurrentDays": 30},
        "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
    }


def test_requests_in_the_clear_or_with_old_tls_are_refused_whoever_sends_them(plain: Recording) -> None:
    statements = policy(plain.one(TYPES["BucketPolicy"]))
    arn = f"arn:aws:s3:::{plain.one(TYPES['BucketPolicy']).inputs['bucket']}"
    for statement in statements.values():
        assert (statement["Effect"], statement["Principal"], statement["Action"]) == ("Deny", "*", ["s3:*"])
        assert statement["Resource"] == [arn, f"{arn}/*"]
    assert statements["EncryptedOnly"]["Condition"] == {"Bool": {"aws:SecureTransport": ["false"]}}
    assert statements["NoOldTls"]["Condition"] == {"NumericLessThan": {"s3:TlsVersion": ["1.2"]}}
    assert len(statements) == 2


def test_what_the_caller_admits_stands_beside_what_everybody_is_refused(locked: Recording) -> None:
    row = locked.one(TYPES["BucketPolicy"])
    statements = policy(row)
    assert statements["Reads"]["Resource"] == [f"arn:aws:s3:::{row.inputs['bucket']}/feeds/*"]
    assert {"EncryptedOnly", "NoOldTls"} <= statements.keys()
    assert_closed(statements)


def test_evidence_is_locked_for_its_days_by_a_lock_that_who_may_can_lift(locked: Recording) -> None:
    assert locked.one(TYPES["Bucket"]).inputs["objectLockEnabled"] is True
    rule = locked.one(TYPES["BucketObjectLockConfiguration"]).inputs["rule"]
    assert rule == {"defaultRetention": {"mode": "GOVERNANCE", "days": 400}}


def test_a_client_s_bucket_is_its_own_cost(locked: Recording) -> None:
    tags = locked.one(TYPES["Bucket"]).inputs["tags"]
    assert (tags["client"], tags["cost"], tags["data-class"]) == ("acme", "acme", "business")


def test_others_get_name_and_address_and_know_what_to_wait_for() -> None:
    told: dict[str, Any] = {}

    def program() -> None:
        made = PrivateBucket("a-us-east", place(), data="catalog", key_arn=KEY, expire_days=None)
        ready = [row.urn for row in made.ready]
        pulumi.Output.all(made.bucket, made.arn, *ready).apply(lambda values: told.update(all=values))

    made = record(program, outputs=VENDOR)
    name, arn, *ready = told["all"]
    assert name == made.one(TYPES["BucketPolicy"]).inputs["bucket"]
    assert arn == f"arn:aws:s3:::{name}"
    waited = {made.one(TYPES[kind]).urn for kind in ("BucketPolicy", "BucketServerSideEncryptionConfiguration")}
    assert set(ready) == waited
    assert made.outputs[made.one("sayar:storage:PrivateBucket").urn] == {"bucket": name}


def test_the_first_preview_makes_the_same_with_a_name_that_is_not_known(locked: Recording) -> None:
    made = evidence(preview=True)
    assert {row.name for row in made.custom()} == {row.name for row in locked.custom()}
    assert made.one(TYPES["BucketPolicy"]).inputs["policy"] is UNKNOWN
    assert json.dumps(made.one(TYPES["BucketLifecycleConfiguration"]).inputs["rules"])
