"""The buckets that dumps lie in: what is kept, what is locked, and whom the token lets in."""

import json
import re

import pytest

from components.backup.buckets import s3_secret
from tests.components.backup.made import (
    ACCOUNT,
    BUCKETS,
    CANARIES,
    DERIVED,
    LIFECYCLE,
    LOCK,
    R2,
    TOKEN,
    backup,
    two,
)
from tests.components.backup.specs import DAY, spec
from tests.support.mocks import UNKNOWN, Recording


@pytest.fixture(scope="module")
def made() -> Recording:
    return backup(two(), job=False, written=True)


def test_a_bucket_is_made_where_the_spec_says_and_named_after_the_platform(made: Recording) -> None:
    assert {row.name: row.inputs for row in made.of(R2)} == {
        "near": {
            "accountId": ACCOUNT,
            "name": "sayar-example-near",
            "location": "enam",
            "jurisdiction": "default",
        },
        "far": {"accountId": ACCOUNT, "name": "sayar-example-far", "location": "weur", "jurisdiction": "eu"},
    }


def test_only_what_holds_dumps_is_protected(made: Recording) -> None:
    assert {row.name for row in made if row.protect} == {"near", "far"}


def test_nobody_deletes_a_dump_for_as_long_as_the_spec_says(made: Recording) -> None:
    locks = {row.name: row for row in made.of(LOCK)}
    assert locks.keys() == {"near-lock", "far-lock"}
    assert locks["far-lock"].inputs == {
        "accountId": ACCOUNT,
        "bucketName": "sayar-example-far",
        "jurisdiction": "eu",
        "rules": [{"id": "keep", "enabled": True, "condition": {"type": "Age", "maxAgeSeconds": 14 * DAY}}],
    }
    assert locks["near-lock"].inputs["jurisdiction"] == "default"


def test_old_dumps_go_and_so_does_what_a_broken_run_left(made: Recording) -> None:
    rows = {row.name: row.inputs for row in made.of(LIFECYCLE)}
    assert rows.keys() == {"near-lifecycle", "far-lifecycle"}
    for name, days in (("near", 35), ("far", 60)):
        (rule,) = rows[f"{name}-lifecycle"]["rules"]
        assert rule == {
            "id": "expire",
            "enabled": True,
            "conditions": {"prefix": ""},
            "deleteObjectsTransition": {"condition": {"type": "Age", "maxAge": days * DAY}},
            "abortMultipartUploadsTransition": {"condition": {"type": "Age", "maxAge": DAY}},
        }
    assert {name: row["jurisdiction"] for name, row in rows.items()} == {
        "near-lifecycle": "default",
        "far-lifecycle": "eu",
    }


def test_rules_are_made_after_their_bucket(made: Recording) -> None:
    for row in (*made.of(LOCK), *made.of(LIFECYCLE)):
        bucket = made.one(R2, row.name.split("-")[0])
        assert row.property_dependencies["bucketName"] == (bucket.urn,)


def test_the_token_reaches_these_buckets_and_nothing_else(made: Recording) -> None:
    token = made.one(TOKEN, "dumps-token")
    (policy,) = token.inputs["policies"]
    assert json.loads(policy["resources"]) == {
        f"com.cloudflare.edge.r2.bucket.{ACCOUNT}_default_sayar-example-near": "*",
        f"com.cloudflare.edge.r2.bucket.{ACCOUNT}_eu_sayar-example-far": "*",
    }
    assert policy["effect"] == "allow"
    # Objects of named buckets. "Workers R2 Storage Write" would reach every bucket of the account, and its locks.
    assert policy["permissionGroups"] == [{"id": "2efd5506f9c8494dacb1fa10a3e7d5b6"}]
    assert token.inputs["accountId"] == ACCOUNT
    assert set(token.property_dependencies["policies"]) == {row.urn for row in made.of(R2)}


def test_the_value_of_the_token_is_secret_and_leaves_the_component_nowhere(made: Recording) -> None:
    assert "value" in made.one(TOKEN).secret_outputs
    assert made.outputs[made.one(BUCKETS).urn] == {"buckets": ["sayar-example-near", "sayar-example-far"]}
    for row in made:
        assert CANARIES["token"] not in repr(row.inputs)
        assert DERIVED not in repr(row.inputs)


def test_the_secret_of_the_s3_api_is_the_hash_of_the_value() -> None:
    assert s3_secret("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_without_a_job_there_are_buckets_and_no_credential_that_nobody_would_use() -> None:
    made = backup(spec(), job=False)
    assert [row.name for row in made.custom()] == ["near", "near-lock", "near-lifecycle"]


def test_a_second_bucket_changes_no_name_of_the_first(made: Recording) -> None:
    one = {row.urn for row in backup(spec(), job=False)}
    assert one < {row.urn for row in made}


def test_a_preview_knows_which_buckets_the_token_will_reach() -> None:
    previewed = backup(two(), job=False, written=True, preview=True).one(TOKEN)
    (policy,) = previewed.inputs["policies"]
    assert policy["resources"] != UNKNOWN
    assert "sayar-example-far" in policy["resources"]


def test_every_child_has_parent_and_explicit_provider_and_a_name_without_a_tier(made: Recording) -> None:
    words = re.compile(r"free|hobby|pro\b|enterprise|starter|growth|scale|prod\b")
    for row in made.custom():
        assert row.parent == made.one(BUCKETS).urn
        assert "::cloudflare::" in row.provider, row.name
        assert not words.search(row.name), row.name


def test_a_spec_without_dumps_has_no_buckets() -> None:
    with pytest.raises(ValueError, match="takes no dumps"):
        backup(spec(dumps={"kind": "none"}), job=False)
