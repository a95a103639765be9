"""Keys of our own: one a use and region, turned over, protected, and usable by nobody who need not."""

import json
from typing import Any

import pytest

from components.network.spec import DATA_CLASSES
from components.security.aws_spec import AwsSecurity, KeysSpec, KeyUse
from components.security.key_policies import copying
from components.security.keys import DATA_OF, Keys, own_key
from tests.components.security.specs import AWS
from tests.components.storage.places import BACKUP, MAIN, VENDOR, assert_closed, assert_sound, place, policy
from tests.support.mocks import UNKNOWN, Recording, record

KEY, ALIAS = "aws:kms/key:Key", "aws:kms/alias:Alias"
USES: tuple[KeyUse, ...] = ("database", "cache", "messaging", "cluster", "backup", "logs", "files")


def spec(**changes: Any) -> KeysSpec:
    rows = {**AWS, "keys": {**AWS["keys"], "uses": list(USES), **changes}}
    return AwsSecurity.model_validate_json(json.dumps(rows)).keys


def keys(preview: bool = False, copied_by: tuple[str, ...] = (BACKUP,), **changes: Any) -> Recording:
    return record(
        lambda: Keys("keys-us-east", spec(**changes), place(), copied_by=copied_by), outputs=VENDOR, preview=preview
    )


@pytest.fixture(scope="module")
def every() -> Recording:
    return keys()


def test_each_use_has_a_key_and_a_name_that_people_know_it_by(every: Recording) -> None:
    assert {row.name for row in every.of(KEY)} == {f"{use}-keys-us-east" for use in USES}
    assert {row.inputs["name"] for row in every.of(ALIAS)} == {f"alias/sayar-{use}-us-east" for use in USES}
    assert_sound(every, "sayar:security:Keys")
    for row in every.of(ALIAS):
        assert row.property_dependencies["targetKeyId"] == (every.one(KEY, row.name.removesuffix("-alias")).urn,)


def test_a_use_that_is_not_wanted_has_no_key() -> None:
    made = keys(uses=["backup"])
    assert [row.name for row in made.of(KEY)] == ["backup-keys-us-east"]


def test_what_is_lost_with_everything_that_it_encrypted_is_protected(every: Recording) -> None:
    assert all(row.protect for row in every.of(KEY))
    assert not any(row.protect for row in every.of(ALIAS))


def test_keys_turn_over_and_can_be_had_back_as_long_as_the_spec_says() -> None:
    for row in keys(rotation_days=180, deletion_days=7).of(KEY):
        said = {
            name: row.inputs[name] for name in ("enableKeyRotation", "rotationPeriodInDays", "deletionWindowInDays")
        }
        assert said == {"enableKeyRotation": True, "rotationPeriodInDays": 180, "deletionWindowInDays": 7}


def test_the_account_keeps_its_right_or_nobody_could_ever_change_the_key(every: Recording) -> None:
    for row in every.of(KEY):
        assert policy(row)["Account"] == {
            "Sid": "Account",
            "Effect": "Allow",
            "Action": ["kms:*"],
            "Principal": {"AWS": [f"arn:aws:iam::{MAIN}:root"]},
            "Resource": ["*"],
        }


def test_no_key_admits_a_stranger(every: Recording) -> None:
    for row in every.of(KEY):
        assert_closed(policy(row))


def test_services_have_a_right_of_their_own_to_the_key_for_logs_alone(every: Recording) -> None:
    """Databases, caches and clusters use keys through grants, in the name of who asks."""
    of_services = {
        row.name: {name for name, row in policy(row).items() if "Service" in row["Principal"]} for row in every.of(KEY)
    }
    logs = {"LogGroups", "Trail", "TrailKey", "Alarms"}
    assert of_services == {f"{use}-keys-us-east": logs if use == "logs" else set() for use in USES}


def test_the_key_for_logs_opens_for_log_groups_trails_and_topics_of_the_account_only(every: Recording) -> None:
    statements = policy(every.one(KEY, "logs-keys-us-east"))
    assert statements["LogGroups"]["Principal"] == {"Service": ["logs.us-east-1.amazonaws.com"]}
    assert statements["LogGroups"]["Condition"] == {
        "ArnLike": {"kms:EncryptionContext:aws:logs:arn": [f"arn:aws:logs:us-east-1:{MAIN}:log-group:*"]}
    }
    ours = {"StringEquals": {"aws:SourceAccount": [MAIN]}}
    assert statements["Trail"]["Condition"] == {
        **ours,
        "StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": [f"arn:aws:cloudtrail:*:{MAIN}:trail/*"]},
    }
    assert statements["Trail"]["Action"] == ["kms:GenerateDataKey*"]
    assert statements["TrailKey"]["Condition"] == ours
    # EventBridge sends no account of the source to KMS: asked for, it would drop every alarm in silence.
    assert statements["Alarms"]["Condition"] == {
        "ArnLike": {"kms:EncryptionContext:aws:sns:topicArn": [f"arn:aws:sns:us-east-1:{MAIN}:*"]}
    }


def test_who_copies_backups_can_open_what_they_are_made_of(every: Recording) -> None:
    """A snapshot keeps its cluster's key and a recovery point its vault's; without both, every copy fails."""
    copied = {row.name for row in every.of(KEY) if "Copies" in policy(row)}
    assert copied == {"database-keys-us-east", "backup-keys-us-east"}
    statements = policy(every.one(KEY, "backup-keys-us-east"))
    assert statements["Copies"]["Principal"] == {"AWS": [f"arn:aws:iam::{BACKUP}:root"]}
    granted = statements["CopiesThroughServices"]
    assert granted["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": ["true"]}}
    assert "kms:CreateGrant" not in statements["Copies"]["Action"], "a grant for anybody would be no limit"


def test_without_another_account_no_key_is_shared() -> None:
    assert copying(()) == ()
    assert all("Copies" not in policy(row) for row in keys(copied_by=()).of(KEY))


def test_every_use_says_what_data_its_key_encrypts(every: Recording) -> None:
    assert set(DATA_OF) == set(USES)
    assert set(DATA_OF.values()) <= set(DATA_CLASSES)
    for row in every.of(KEY):
        use = row.name.removesuffix("-keys-us-east")
        assert row.inputs["tags"]["data-class"] == {**DATA_OF}[use]  # type: ignore[index]


def test_others_ask_for_the_key_of_a_use_and_one_that_is_not_there_is_an_error() -> None:
    told: list[Any] = []

    def program() -> None:
        made = Keys("keys-us-east", spec(uses=["logs"]), place())
        made.of("logs").apply(told.append)
        with pytest.raises(KeyError):
            made.of("cache")

    record(program, outputs=VENDOR)
    assert told == ["arn:aws:kms:::key/logs-keys-us-east"]


def test_two_accounts_have_keys_for_the_same_use_and_region_side_by_side() -> None:
    """The copies' vault is in another account; addresses in the state have no room for the component's name."""

    def program() -> None:
        Keys("keys-eu-west", spec(uses=["backup"]), place("eu-west"))
        Keys("keys-copies-eu-west", spec(uses=["backup"]), place("eu-west", BACKUP))

    made = record(program, outputs=VENDOR)
    assert len({row.urn for row in made.of(KEY)}) == 2
    copies = made.one(KEY, "backup-keys-copies-eu-west")
    assert policy(copies)["Account"]["Principal"] == {"AWS": [f"arn:aws:iam::{BACKUP}:root"]}


def test_a_client_s_own_key_is_a_child_of_whatever_is_made_for_the_client() -> None:
    told: list[Any] = []

    def program() -> None:
        cell = Keys("keys-us-east", spec(uses=["logs"]), place())
        made = own_key(
            cell,
            "client-acme-us-east",
            place("us-east"),
            rotation_days=90,
            deletion_days=30,
            statements=copying([BACKUP]),
            data="personal",
            client="acme",
        )
        made.arn.apply(told.append)

    made = record(program, outputs=VENDOR)
    row = made.one(KEY, "client-acme-us-east")
    assert row.protect is True
    assert row.inputs["tags"] | {"client": "acme", "cost": "acme", "data-class": "personal"} == row.inputs["tags"]
    assert made.one(ALIAS, "client-acme-us-east-alias").inputs["name"] == "alias/sayar-client-acme-us-east"
    assert set(policy(row)) == {"Account", "Copies", "CopiesThroughServices"}
    assert told == ["arn:aws:kms:::key/client-acme-us-east"]


def test_the_first_preview_knows_the_policies_of_all_keys(every: Recording) -> None:
    made = keys(preview=True)
    assert [row.inputs["policy"] for row in made.of(KEY)] == [row.inputs["policy"] for row in every.of(KEY)]
    assert made.of(ALIAS)[0].inputs["targetKeyId"] is UNKNOWN
