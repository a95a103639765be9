"""Copies of the data: targets that the copies meet, and copies that can be restored; each rule at its boundary."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.backup.dumps_spec import DumpsSpec
from components.network.spec import DATA_CLASSES, NetworkSpec
from tests.components.backup.specs import BUCKET, DAY, problems, spec


def network(allowed: list[str]) -> NetworkSpec:
    rows = [{"data": data, "kept_in": ["eu-west"], "allowed": allowed} for data in DATA_CLASSES]
    value = {"regions": [{"name": "eu-west", "role": "primary"}], "residency": rows, "cloud": {"kind": "none"}}
    return NetworkSpec.model_validate_json(json.dumps(value))


def test_targets_that_are_exactly_what_the_copies_give_are_sound() -> None:
    assert problems() == {}


def test_a_target_better_than_the_best_copy_is_a_wish() -> None:
    assert problems(targets__rpo_s=119) == {"targets.rpo_s": "at least 120, what the best copy loses"}


@pytest.mark.parametrize(
    ("database", "seconds"),
    [
        ({"kind": "supabase_daily", "keep_days": 7}, DAY),
        ({"kind": "supabase_pitr", "keep_days": 7}, 120),
        ({"kind": "aurora_pitr", "keep_days": 35}, 300),
        ({"kind": "none"}, None),
    ],
)
def test_each_kind_of_copy_loses_its_own_seconds(database: dict[str, Any], seconds: int | None) -> None:
    assert spec(database=database).database.rpo_s == seconds


@given(st.integers(1, 48))
def test_the_best_copy_counts(every_h: int) -> None:
    daily = {"kind": "supabase_daily", "keep_days": 7}
    assert spec(database=daily, dumps__every_h=every_h).rpo_s == min(DAY, every_h * 3600)


def test_without_the_vendor_only_the_dumps_are_left() -> None:
    found = problems(dumps__every_h=48)
    assert found == {"targets.rpo_without_vendor_s": "at least 172800, the time between dumps"}


def test_losing_the_vendor_too_is_never_cheaper() -> None:
    assert problems(targets={"rpo_s": DAY, "rpo_without_vendor_s": DAY, "rto_s": 7200}) == {}
    found = problems(targets={"rpo_s": 2 * DAY, "rpo_without_vendor_s": DAY, "rto_s": 7200})
    assert found == {"targets.rpo_without_vendor_s": f"at least rpo_s ({2 * DAY})"}


def test_a_platform_without_any_copy_is_refused() -> None:
    found = problems(database={"kind": "none"}, dumps={"kind": "none"})
    assert set(found) == {"dumps", "database"}


def test_copies_of_the_vendor_alone_go_when_its_project_goes() -> None:
    assert set(problems(dumps={"kind": "none"})) == {"dumps"}


def test_a_restore_takes_no_longer_than_it_may() -> None:
    found = problems(dumps__drill__most_s=7201)
    assert found == {"dumps.drill.most_s": "at most targets.rto_s (7200)"}


def test_a_late_drill_is_no_alarm_and_a_missed_one_is() -> None:
    assert problems(dumps__drill__oldest_days=31) == {}
    assert "dumps.drill.oldest_days" in problems(dumps__drill__oldest_days=30)


def test_a_bucket_locks_what_it_keeps_and_no_longer() -> None:
    assert problems(dumps__buckets__0__lock_days=35) == {}
    assert problems(dumps__buckets__0__lock_days=36) == {"dumps.buckets[0].lock_days": "at most keep_days (35)"}
    assert "delete every copy" in problems(dumps__buckets__0__lock_days=0)["dumps.buckets[0].lock_days"]


def test_dumps_stay_until_two_are_there_and_one_was_restored() -> None:
    assert "no dump goes before" in problems(dumps__buckets__0__keep_days=34)["dumps.buckets[0].keep_days"]
    exact = {"dumps__every_h": 24 * 20, "targets__rpo_without_vendor_s": 20 * DAY}
    assert problems(**exact, dumps__buckets__0__keep_days=40) == {}
    assert problems(**exact, dumps__buckets__0__keep_days=39) == {
        "dumps.buckets[0].keep_days": "at least 40: two dumps"
    }
    rare = problems(dumps__every_h=24 * 18, targets__rpo_without_vendor_s=18 * DAY)
    assert rare == {"dumps.buckets[0].keep_days": "at least 36: two dumps"}


def test_a_bucket_in_the_eu_is_in_europe() -> None:
    assert problems(dumps__buckets__0__jurisdiction="eu") == {
        "dumps.buckets[0].place": "weur or eeur where jurisdiction is eu"
    }
    assert problems(dumps__buckets__0__jurisdiction="eu", dumps__buckets__0__place="weur") == {}


def test_dumps_are_encrypted_complete_and_named_once() -> None:
    assert "row level security" in problems(dumps__encrypted="off")["dumps.encrypted"]
    assert problems(dumps__parts=["schema"]) == {}
    assert "schema too" in problems(dumps__parts=["data"])["dumps.parts"]
    assert problems(dumps__buckets=[BUCKET, BUCKET]) == {"dumps.buckets[1].name": "each name once"}


@pytest.mark.parametrize("hours", [25, 36, 5, 29 * 24])
def test_hours_that_cron_cannot_say_are_refused(hours: int) -> None:
    assert problems(dumps__every_h=hours)["dumps.every_h"].startswith("a divisor of 24")


@pytest.mark.parametrize(
    ("hours", "seconds"),
    # A tenth of the time is left before the next run, or before the bucket discards what is not finished in a day.
    [(1, 3240), (6, 19440), (24, 77760), (7 * 24, 77760)],
)
def test_a_run_gives_up_before_it_is_in_the_way(hours: int, seconds: int) -> None:
    dumps = spec(dumps__every_h=hours).dumps
    assert isinstance(dumps, DumpsSpec)
    assert dumps.run_most_s == seconds < min(hours * 3600, DAY)


def test_the_job_fits_a_replica_of_the_plan() -> None:
    assert list(spec(dumps__job={"vcpu": 8, "memory_gb": 8}).on_railway("hobby")) == []
    found = spec(dumps__job={"vcpu": 8.5, "memory_gb": 9}).on_railway("hobby")
    assert [problem.path for problem in found] == ["dumps.job.vcpu", "dumps.job.memory_gb"]
    elsewhere = {"dumps__job": {"vcpu": 100, "memory_gb": 100}, "dumps__runner": "eks"}
    assert list(spec(**elsewhere).on_railway("hobby")) == []
    assert list(spec(dumps={"kind": "none"}).on_railway("hobby")) == []


def test_aurora_keeps_35_days_at_most() -> None:
    long = {"targets__rpo_s": 300}
    assert problems(database={"kind": "aurora_pitr", "keep_days": 35}, **long) == {}
    assert "database.keep_days" in problems(database={"kind": "aurora_pitr", "keep_days": 36}, **long)


@pytest.mark.parametrize(("plan", "days"), [("pro", 7), ("team", 14), ("enterprise", 30)])
def test_daily_copies_are_kept_as_long_as_the_plan_says(plan: Any, days: int) -> None:
    daily = spec(database={"kind": "supabase_daily", "keep_days": days})
    assert list(daily.on_supabase(plan)) == []
    longer = spec(database={"kind": "supabase_daily", "keep_days": days + 1})
    assert next(longer.on_supabase(plan)).allowed.startswith(f"{days} on plan {plan}")


def test_the_free_plan_gives_no_copies() -> None:
    daily = spec(database={"kind": "supabase_daily", "keep_days": 7})
    assert next(daily.on_supabase("free")).allowed == "none on plan free"
    assert next(spec().on_supabase("free")).allowed.startswith("none")


@pytest.mark.parametrize(("days", "sound"), [(7, True), (14, True), (28, True), (10, False), (35, False)])
def test_recovery_to_a_point_is_sold_for_certain_days(days: int, sound: bool) -> None:
    chosen = spec(database={"kind": "supabase_pitr", "keep_days": days})
    assert (list(chosen.on_supabase("pro")) == []) == sound


def test_copies_stay_where_backups_may_be() -> None:
    assert list(spec().in_network(network(["us", "eu"]))) == []
    (problem,) = spec().in_network(network(["eu"]))
    assert (problem.path, problem.value) == ("dumps.buckets[0].place", "enam")
    european = spec(dumps__buckets__0__jurisdiction="eu", dumps__buckets__0__place="weur")
    assert list(european.in_network(network(["eu"]))) == []
