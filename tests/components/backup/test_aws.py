"""AWS Backup: copies are elsewhere, locks can be lifted unless somebody decided otherwise, and all is tested."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from components.backup.aws_spec import AwsBackup
from components.backup.spec import BackupSpec
from components.network.spec import DATA_CLASSES, NetworkSpec

LOCK: dict[str, Any] = {"mode": "governance", "least_days": 14, "most_days": 400, "grace_days": None}
PLAN: dict[str, Any] = {
    "name": "daily",
    "schedule": "cron(0 5 * * ? *)",
    "start_within_min": 60,
    "keep_days": 35,
    "cold_after_days": None,
    "copies_keep_days": 35,
}
BASE: dict[str, Any] = {
    "kind": "aws",
    "region": "us-east",
    "copy_to": "eu-west",
    "copy_account": "backup",
    "stores": ["aurora", "s3"],
    "lock": LOCK,
    "plans": [PLAN],
    "test": {"schedule": "cron(0 8 ? * SUN *)", "from_last_days": 7, "keep_h": 4, "stores": ["aurora", "s3"]},
}


def problems(**changes: Any) -> dict[str, str]:
    spec = AwsBackup.model_validate_json(json.dumps({**BASE, **changes}))
    return {problem.path: problem.allowed for problem in spec.problems()}


def test_daily_copies_to_another_region_are_sound() -> None:
    assert problems() == {}


def test_a_copy_in_the_same_region_is_lost_with_it() -> None:
    assert problems(copy_to="us-east") == {"copy_to": "a region other than us-east"}


def test_a_lock_that_can_be_lifted_has_no_grace_because_a_grace_makes_it_final() -> None:
    assert problems(lock={**LOCK, "grace_days": 3})["lock.grace_days"].startswith("null where mode is governance")


@pytest.mark.parametrize(("days", "sound"), [(None, False), (2, False), (3, True)])
def test_a_final_lock_leaves_three_days_to_think(days: int | None, sound: bool) -> None:
    assert (problems(lock={**LOCK, "mode": "compliance", "grace_days": days}) == {}) == sound


def test_what_plans_keep_fits_the_lock() -> None:
    assert problems(plans=[{**PLAN, "keep_days": 14, "copies_keep_days": 400}]) == {}
    found = problems(plans=[{**PLAN, "keep_days": 13, "copies_keep_days": 401}])
    assert set(found) == {"plans[0].keep_days", "plans[0].copies_keep_days"}
    assert problems(lock={**LOCK, "least_days": 35, "most_days": 35}) == {}
    assert problems(lock={**LOCK, "most_days": 13})["lock.most_days"] == "at least least_days (14)"


def test_what_goes_to_cold_storage_stays_90_days() -> None:
    cold = {**PLAN, "cold_after_days": 30}
    assert problems(plans=[{**cold, "keep_days": 120}]) == {}
    assert problems(plans=[{**cold, "keep_days": 119}])["plans[0].keep_days"].startswith("at least 120")


def test_every_store_is_restored_in_tests() -> None:
    test = BASE["test"]
    assert "s3 too" in problems(test={**test, "stores": ["aurora"]})["test.stores"]
    assert problems(stores=["aurora"])["test.stores[1]"] == "a store that is backed up: one of aurora"


def test_a_test_looks_no_further_back_than_copies_are_kept() -> None:
    assert problems(test={**BASE["test"], "from_last_days": 35}) == {}
    assert "test.from_last_days" in problems(test={**BASE["test"], "from_last_days": 36})


def test_plans_are_named_once() -> None:
    assert problems(plans=[PLAN, PLAN]) == {"plans[1].name": "each name once"}


@pytest.mark.parametrize("text", ["0 5 * * *", "cron()", "rate(1 day)"])
def test_a_schedule_is_written_as_aws_writes_it(text: str) -> None:
    with pytest.raises(ValidationError):
        problems(plans=[{**PLAN, "schedule": text}])


def test_vaults_are_in_regions_of_the_platform() -> None:
    rows = [{"data": data, "kept_in": ["us-east"], "allowed": ["us"]} for data in DATA_CLASSES]
    regions = [{"name": "us-east", "role": "primary"}]
    network = NetworkSpec.model_validate_json(
        json.dumps({"regions": regions, "residency": rows, "cloud": {"kind": "none"}})
    )
    backup = BackupSpec.model_validate_json(
        json.dumps(
            {
                "database": {"kind": "aurora_pitr", "keep_days": 35},
                "dumps": {"kind": "none"},
                "vaults": BASE,
                "targets": {"rpo_s": 300, "rpo_without_vendor_s": 86400, "rto_s": 7200},
            }
        )
    )
    assert list(backup.problems()) == []
    assert [problem.path for problem in backup.in_network(network)] == ["vaults.copy_to"]
