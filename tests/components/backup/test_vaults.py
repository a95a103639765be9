"""Vaults: recovery points of every store, copies elsewhere, locks as chosen, and restores that prove it."""

import json
import re
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.backup.aws_spec import AwsBackup
from components.backup.restore_tests import RestoredInto
from components.backup.vault_words import RESOURCE_TYPES, backup_policies, name_of_test, restore_policies
from components.backup.vaults import Vaults
from tests.components.backup.test_aws import BASE, LOCK, PLAN
from tests.components.storage.places import BACKUP, MAIN, VENDOR, assert_closed, assert_sound, place, policy
from tests.support.mocks import UNKNOWN, Recording, record

VAULT, LOCKED = "aws:backup/vault:Vault", "aws:backup/vaultLockConfiguration:VaultLockConfiguration"
ADMITS = "aws:backup/vaultPolicy:VaultPolicy"
PLANNED, SELECTION = "aws:backup/plan:Plan", "aws:backup/selection:Selection"
TEST = "aws:backup/restoreTestingPlan:RestoreTestingPlan"
TESTED = "aws:backup/restoreTestingSelection:RestoreTestingSelection"
ROLE, ATTACHED = "aws:iam/role:Role", "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
AURORA = f"arn:aws:rds:us-east-1:{MAIN}:cluster:main"
FEEDS, CELL = "arn:aws:s3:::feeds", "arn:aws:s3:::cell-acme"
STORES: dict[str, list[str]] = {"aurora": [AURORA], "s3": [FEEDS, CELL]}
MONTHLY = {**PLAN, "name": "monthly", "schedule": "cron(0 4 1 * ? *)", "keep_days": 400, "cold_after_days": 30}
INTO = RestoredInto(subnet_group="intra", group_id="sg-1")


def vaults(
    *,
    here: tuple[str, str] = ("us-east", MAIN),
    there: tuple[str, str] = ("eu-west", BACKUP),
    given_stores: dict[str, list[str]] | None = None,
    into: RestoredInto | None = INTO,
    preview: bool = False,
    **changes: Any,
) -> Recording:
    spec = AwsBackup.model_validate_json(json.dumps({**BASE, **changes}))
    named: Any = STORES if given_stores is None else given_stores

    def program() -> None:
        Vaults(
            "vaults",
            spec,
            place(*here),
            place(*there),
            key_arn="key-here",
            copy_key_arn="key-there",
            stores=named,
            restored_into=into,
        )

    return record(program, outputs=VENDOR, preview=preview)


def only(store: str) -> dict[str, Any]:
    return {"stores": [store], "test": {**BASE["test"], "stores": [store]}}


@pytest.fixture(scope="module")
def made() -> Recording:
    return vaults(plans=[PLAN, MONTHLY])


def test_there_is_a_vault_here_and_one_elsewhere_each_with_the_key_of_its_place(made: Recording) -> None:
    assert_sound(made, "sayar:backup:Vaults")
    assert {row.name: row.inputs["kmsKeyArn"] for row in made.of(VAULT)} == {
        "vault-us-east": "key-here",
        "copies-eu-west": "key-there",
    }
    assert {row.inputs["tags"]["data-class"] for row in made.of(VAULT)} == {"backups"}


def test_copies_are_in_the_other_account_and_everything_else_is_in_ours(made: Recording) -> None:
    elsewhere = {row.name for row in made.custom() if f"::aws-{BACKUP}-eu-west::" in row.provider}
    assert elsewhere == {"copies-eu-west", "lock-copies-eu-west", "admits-copies-eu-west"}


def test_vaults_are_protected_and_nothing_else_is(made: Recording) -> None:
    assert {row.name for row in made.custom() if row.protect} == {"vault-us-east", "copies-eu-west"}


def test_a_lock_that_can_be_lifted_has_no_grace_because_a_value_would_make_it_final(made: Recording) -> None:
    locks = {row.name: row.inputs for row in made.of(LOCKED)}
    assert locks.keys() == {"lock-vault-us-east", "lock-copies-eu-west"}
    for said in locks.values():
        assert (said["minRetentionDays"], said["maxRetentionDays"]) == (14, 400)
        assert "changeableForDays" not in said


def test_a_final_lock_is_final_once_its_grace_is_over() -> None:
    final = vaults(lock={**LOCK, "mode": "compliance", "grace_days": 7})
    assert {row.inputs["changeableForDays"] for row in final.of(LOCKED)} == {7}


def test_a_plan_has_a_rule_a_schedule(made: Recording) -> None:
    daily, monthly = made.one(PLANNED).inputs["rules"]
    tags = daily.pop("recoveryPointTags")
    copies = "arn:aws:backup:::backup-vault:copies-eu-west-1a2b3c4"
    assert daily == {
        "ruleName": "daily",
        "targetVaultName": "vault-us-east-1a2b3c4",
        "schedule": "cron(0 5 * * ? *)",
        "startWindow": 60,
        "completionWindow": 60 + 1440,
        "lifecycle": {"deleteAfter": 35},
        "copyActions": [{"destinationVaultArn": copies, "lifecycle": {"deleteAfter": 35}}],
    }
    assert (tags["data-class"], tags["tier"]) == ("backups", "big")
    assert monthly["lifecycle"] == {"deleteAfter": 400, "coldStorageAfter": 30}
    assert monthly["copyActions"][0]["lifecycle"] == {"deleteAfter": 35}


@pytest.mark.parametrize("start", [60, 480])
def test_a_job_may_end_after_it_may_start(start: int) -> None:
    """The service wants an hour between them at least; its own default would not leave it."""
    (rule,) = vaults(plans=[{**PLAN, "start_within_min": start}]).one(PLANNED).inputs["rules"]
    assert rule["startWindow"] == start
    assert rule["completionWindow"] >= start + 60


def test_no_copy_is_made_before_the_other_vault_takes_it(made: Recording) -> None:
    after = made.one(PLANNED).depends_on
    assert {made.one(ADMITS).urn, *(row.urn for row in made.of(LOCKED))} <= set(after)


def test_the_other_account_s_vault_admits_copies_of_ours_and_nothing_more(made: Recording) -> None:
    statements = policy(made.one(ADMITS))
    assert_closed(statements)
    assert statements == {
        "Copies": {
            "Sid": "Copies",
            "Effect": "Allow",
            "Action": ["backup:CopyIntoBackupVault"],
            "Principal": {"AWS": [f"arn:aws:iam::{MAIN}:root"]},
            "Resource": ["*"],
        }
    }
    assert made.one(ADMITS).inputs["backupVaultName"] == "copies-eu-west-1a2b3c4"


def test_copies_in_the_same_account_need_no_policy() -> None:
    same = vaults(there=("eu-west", MAIN), copy_account="same")
    assert not same.of(ADMITS)
    assert len(same.of(VAULT)) == 2


def test_everything_of_every_store_is_selected(made: Recording) -> None:
    selected = {row.name: row.inputs["resources"] for row in made.of(SELECTION)}
    del selected["clients-us-east"]
    assert selected == {"aurora-us-east": [AURORA], "s3-us-east": [FEEDS, CELL]}
    for row in made.of(SELECTION):
        assert row.property_dependencies["iamRoleArn"] == (made.one(ROLE, "backup-us-east").urn,)
        assert row.property_dependencies["planId"] == (made.one(PLANNED).urn,)


def test_data_of_clients_is_selected_by_its_tag_so_that_a_new_one_changes_nothing_here(made: Recording) -> None:
    """What has no such tag would count as not shared, so the tag must be there too."""
    (condition,) = made.one(SELECTION, "clients-us-east").inputs["conditions"]
    assert condition == {
        "stringLikes": [{"key": "aws:ResourceTag/client", "value": "*"}],
        "stringNotEquals": [{"key": "aws:ResourceTag/client", "value": "shared"}],
    }


@pytest.mark.parametrize(
    ("stores", "patterns"),
    [
        (["aurora"], ["arn:aws:rds:*:*:cluster:*"]),
        (["s3"], ["arn:aws:s3:::*"]),
        (["aurora", "s3"], ["arn:aws:rds:*:*:cluster:*", "arn:aws:s3:::*"]),
    ],
)
def test_of_clients_those_stores_are_copied_that_the_role_may_read(stores: list[str], patterns: list[str]) -> None:
    given = {store: STORES[store] for store in stores}
    some = vaults(stores=stores, test={**BASE["test"], "stores": stores}, given_stores=given)
    assert some.one(SELECTION, "clients-us-east").inputs["resources"] == patterns


def test_who_takes_backups_cannot_restore_and_the_other_way_round(made: Recording) -> None:
    def of(role: str) -> set[str]:
        return {row.inputs["policyArn"] for row in made.of(ATTACHED) if row.name.endswith(f"-{role}")}

    assert of("backup-us-east") == {
        "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
        "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup",
    }
    assert of("restore-us-east") == {
        "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
        "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Restore",
    }
    for row in made.of(ROLE):
        assert policy(row, "assumeRolePolicy")["Trust"]["Principal"] == {"Service": ["backup.amazonaws.com"]}


def test_roles_have_their_rights_before_they_are_used(made: Recording) -> None:
    for kind, role in ((SELECTION, "backup-us-east"), (TESTED, "restore-us-east")):
        rights = {row.urn for row in made.of(ATTACHED) if row.name.endswith(f"-{role}")}
        assert len(rights) == 2
        assert all(rights <= set(row.depends_on) for row in made.of(kind))


def test_buckets_have_rights_of_their_own_only_where_buckets_are_backed_up() -> None:
    assert len(backup_policies(["aurora"])) == len(restore_policies(["aurora"])) == 1
    assert len(vaults(given_stores={"aurora": [AURORA]}, **only("aurora")).of(ATTACHED)) == 2


def test_recent_points_of_our_vault_are_restored_on_a_schedule(made: Recording) -> None:
    said = made.one(TEST).inputs
    assert said["scheduleExpression"] == "cron(0 8 ? * SUN *)"
    assert said["recoveryPointSelection"] == {
        "algorithm": "LATEST_WITHIN_WINDOW",
        "includeVaults": ["arn:aws:backup:::backup-vault:vault-us-east-1a2b3c4"],
        "recoveryPointTypes": ["SNAPSHOT"],
        "selectionWindowDays": 7,
    }


def test_every_store_is_tested_whole_and_kept_for_checks(made: Recording) -> None:
    tested = {row.inputs["protectedResourceType"]: row.inputs for row in made.of(TESTED)}
    assert tested.keys() == {"Aurora", "S3"} == set(RESOURCE_TYPES.values())
    for said in tested.values():
        assert said["protectedResourceArns"] == ["*"]
        assert said["validationWindowHours"] == 4
        assert said["restoreTestingPlanName"] == made.one(TEST).inputs["name"]


def test_a_cluster_is_restored_into_the_network_given_and_not_into_the_default_one(made: Recording) -> None:
    aurora, bucket = made.named("restored-aurora-us-east"), made.named("restored-s3-us-east")
    assert aurora.inputs["restoreMetadataOverrides"] == {
        "dbSubnetGroupName": "intra",
        "vpcSecurityGroupIds": '["sg-1"]',
    }
    assert "restoreMetadataOverrides" not in bucket.inputs


def test_names_of_tests_are_said_because_those_of_the_sdk_have_hyphens(made: Recording) -> None:
    names = [made.one(TEST).inputs["name"], *(row.inputs["name"] for row in made.of(TESTED))]
    assert names == ["sayar_us_east", "sayar_aurora", "sayar_s3"]
    assert all(row.delete_before_replace for row in (made.one(TEST), *made.of(TESTED)))


@given(st.lists(st.text(alphabet="abcxyz019-_. ", min_size=1, max_size=12), min_size=1, max_size=3))
def test_a_name_of_a_test_has_no_sign_that_the_service_refuses(parts: list[str]) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_]{1,50}", name_of_test(*parts))


def test_a_name_that_is_too_long_or_empty_is_refused() -> None:
    assert name_of_test("a" * 50) == "a" * 50
    for text in ("a" * 51, ""):
        with pytest.raises(ValueError, match="no name of a restore test"):
            name_of_test(text)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"here": ("eu-west", MAIN)}, "backups are made in us-east, not in eu-west"),
        ({"there": ("us-west", BACKUP)}, "copies go to eu-west, not to us-west"),
        ({"there": ("eu-west", MAIN)}, f"copies go to another account than {MAIN}"),
        ({"copy_account": "same"}, f"copies stay in account {MAIN}, not {BACKUP}"),
        ({"given_stores": {"aurora": [AURORA]}}, "nothing of store s3 to back up"),
        ({"given_stores": {"aurora": [], "s3": [FEEDS]}}, "nothing of store aurora to back up"),
        ({"into": None}, "no network to restore a cluster into"),
    ],
)
def test_vaults_that_are_not_those_of_the_stack_file_are_refused(asked: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        vaults(**asked)


def test_a_store_that_nobody_asked_for_is_refused_too() -> None:
    with pytest.raises(ValueError, match="store s3 is not backed up by this spec"):
        vaults(**only("aurora"))


def test_buckets_alone_need_no_network() -> None:
    alone = vaults(given_stores={"s3": [FEEDS]}, into=None, **only("s3"))
    assert [row.name for row in alone.of(TESTED)] == ["restored-s3-us-east"]


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ValueError, match=r"backups are made .*; copies go to eu-west.*; no network"):
        vaults(here=("eu-west", MAIN), there=("us-west", BACKUP), into=None)


def test_the_first_preview_makes_the_same_with_names_that_are_not_known(made: Recording) -> None:
    first = vaults(plans=[PLAN, MONTHLY], preview=True)
    assert {row.name for row in first.custom()} == {row.name for row in made.custom()}
    assert first.one(PLANNED).inputs["rules"][0]["targetVaultName"] is UNKNOWN
    assert first.one(TEST).inputs["recoveryPointSelection"]["includeVaults"] == [UNKNOWN]
    assert policy(first.one(ADMITS))["Copies"]


def test_others_learn_where_the_vaults_are() -> None:
    told: list[str] = []

    def program() -> None:
        spec = AwsBackup.model_validate_json(json.dumps({**BASE, **only("s3")}))
        made = Vaults(
            "vaults",
            spec,
            place(),
            place("eu-west", BACKUP),
            key_arn=pulumi.Output.from_input("key-here"),
            copy_key_arn="key-there",
            stores={"s3": [FEEDS]},
            restored_into=None,
        )
        pulumi.Output.all(made.vault_arn, made.copies_arn).apply(told.extend)

    record(program, outputs=VENDOR)
    assert told == [f"arn:aws:backup:::backup-vault:{name}-1a2b3c4" for name in ("vault-us-east", "copies-eu-west")]
