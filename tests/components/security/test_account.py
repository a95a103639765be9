"""Defaults of an account: no public bucket whatever its policy says, and no disk in the clear."""

import json
from typing import Any

import pytest

from components.security.account import AccountDefaults
from components.security.aws_spec import AwsSecurity
from tests.components.security.specs import AWS
from tests.components.storage.places import BACKUP, MAIN, VENDOR, assert_sound, place
from tests.support.mocks import Recording, record

BLOCK = "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock"
PASSWORDS = "aws:iam/accountPasswordPolicy:AccountPasswordPolicy"
DISKS, SNAPSHOTS = (
    "aws:ebs/encryptionByDefault:EncryptionByDefault",
    ("aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess"),
)


def defaults(*where: tuple[str, str], preview: bool = False, **changes: Any) -> Recording:
    spec = AwsSecurity.model_validate_json(json.dumps({**AWS, **changes}))
    return record(
        lambda: AccountDefaults("account", spec, [place(*row) for row in where]), outputs=VENDOR, preview=preview
    )


@pytest.fixture(scope="module")
def made() -> Recording:
    return defaults(("us-east", MAIN), ("eu-west", MAIN))


def test_what_belongs_to_the_account_is_there_once_and_the_rest_in_each_region(made: Recording) -> None:
    assert_sound(made, "sayar:security:AccountDefaults")
    assert {(row.type, row.name) for row in made.custom()} == {
        (BLOCK, "no-public-buckets"),
        (PASSWORDS, "passwords"),
        (DISKS, "encrypted-disks-us-east"),
        (DISKS, "encrypted-disks-eu-west"),
        (SNAPSHOTS, "private-snapshots-us-east"),
        (SNAPSHOTS, "private-snapshots-eu-west"),
    }


def test_no_bucket_of_the_account_can_be_made_public(made: Recording) -> None:
    assert made.one(BLOCK).inputs == {
        "accountId": MAIN,
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }


def test_the_block_is_a_choice_of_the_stack_file_and_encrypted_disks_are_none() -> None:
    made = defaults(("us-east", MAIN), block_public_buckets="off")
    assert not made.of(BLOCK)
    assert made.one(DISKS).inputs == {"enabled": True}


def test_each_region_is_told_through_its_own_provider(made: Recording) -> None:
    for kind in (DISKS, SNAPSHOTS):
        for row in made.of(kind):
            assert row.name.endswith(row.provider.split("::")[-2].removeprefix(f"aws-{MAIN}-")), row.name


def test_snapshots_of_disks_are_shared_with_nobody(made: Recording) -> None:
    assert {row.inputs["state"] for row in made.of(SNAPSHOTS)} == {"block-all-sharing"}


def test_passwords_are_as_the_benchmark_wants_them_and_have_no_end(made: Recording) -> None:
    said = made.one(PASSWORDS).inputs
    assert (said["minimumPasswordLength"], said["passwordReusePrevention"]) == (14, 24)
    assert all(said[f"require{kind}"] for kind in ("LowercaseCharacters", "UppercaseCharacters", "Numbers", "Symbols"))
    assert "maxPasswordAge" not in said


@pytest.mark.parametrize("where", [[], [("us-east", MAIN), ("eu-west", BACKUP)]])
def test_defaults_of_no_account_or_of_two_are_refused(where: list[tuple[str, str]]) -> None:
    with pytest.raises(ValueError, match="defaults are of one account"):
        defaults(*where)


def test_the_first_preview_knows_everything(made: Recording) -> None:
    first = defaults(("us-east", MAIN), ("eu-west", MAIN), preview=True)
    assert {row.name: row.inputs for row in first.custom()} == {row.name: row.inputs for row in made.custom()}
