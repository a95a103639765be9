"""What a database at Supabase may be: what plan and size give, and who may connect."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from components.database.spec import DatabaseSpec
from components.database.supabase_spec import PostgresSpec
from components.limits import limit
from tests.components.database.specs import AURORA, GP3, GROWN, NANO, SUPABASE, WORLDWIDE, aurora, refused, supabase

CONNECTIONS = [("nano", 60), ("micro", 60), ("small", 90), ("medium", 120), ("large", 160), ("4xlarge", 480)]
SIZES = ["micro", "small", "medium", "large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"]


def found(**changes: Any) -> dict[str, str]:
    return refused(supabase(**changes))


def test_the_documents_that_the_tests_change_are_sound() -> None:
    assert found() == found(**GROWN) == found(**NANO) == refused(aurora()) == {}


@pytest.mark.parametrize("engine", [SUPABASE, AURORA], ids=["supabase", "aurora"])
def test_nothing_has_a_default_and_nothing_unknown_is_taken(engine: dict[str, Any]) -> None:
    for name in engine:
        less = {key: value for key, value in engine.items() if key != name}
        with pytest.raises(ValidationError):
            DatabaseSpec.model_validate_json(json.dumps({"engine": less}))
    with pytest.raises(ValidationError, match="extra"):
        DatabaseSpec.model_validate_json(json.dumps({"engine": {**engine, "extra": 1}}))


@pytest.mark.parametrize("plan", ["free", "pro", "team", "enterprise"])
def test_nano_is_free_and_every_other_size_is_paid(plan: str) -> None:
    allowed = {size for size in ("nano", *SIZES) if "compute" not in found(plan=plan, compute=size)}
    assert allowed == ({"nano"} if plan == "free" else set(SIZES))


@pytest.mark.parametrize(("size", "most"), CONNECTIONS)
def test_a_pool_leaves_connections_for_others_than_clients(size: str, most: int) -> None:
    plan = "free" if size == "nano" else "pro"
    assert found(plan=plan, compute=size, pooler__pool_size=most - 1) == {}
    assert found(plan=plan, compute=size, pooler__pool_size=most) == {
        "pooler.pool_size": f"less than {most}, all that {size} has"
    }


@pytest.mark.parametrize(("size", "most"), CONNECTIONS)
def test_postgres_has_no_more_connections_than_its_size_carries(size: str, most: int) -> None:
    plan = "free" if size == "nano" else "pro"
    assert found(plan=plan, compute=size, postgres__max_connections=most) == {}
    above = found(plan=plan, compute=size, postgres__max_connections=most + 1)
    assert above.keys() == {"postgres.max_connections"}
    assert above["postgres.max_connections"].startswith(f"at most {most} on {size} (")


def test_fewer_connections_of_postgres_make_the_pool_smaller() -> None:
    assert found(postgres__max_connections=16) == {}
    assert set(found(postgres__max_connections=15)) == {"pooler.pool_size"}


def test_a_pool_of_a_size_without_known_connections_is_bounded_by_the_api() -> None:
    assert found(compute="8xlarge", pooler__pool_size=3000) == {}
    assert found(compute="8xlarge", pooler__pool_size=3001)["pooler.pool_size"].startswith("at most 3000")


def test_add_ons_are_sold_with_paid_plans() -> None:
    free = found(**NANO, disk=GP3, ipv4="on", pitr_days=7)
    assert free.keys() == {"disk", "ipv4", "pitr_days"}
    assert free["disk"].startswith("null on plan free")
    assert free["ipv4"].startswith("off on plan free")
    assert found(disk=GP3, ipv4="on") == {}


@pytest.mark.parametrize("plan", ["pro", "team"])
def test_a_disk_is_no_smaller_than_what_the_plan_includes(plan: str) -> None:
    assert found(plan=plan, disk=GP3) == {}
    small = found(plan=plan, disk={**GP3, "size_gb": 7})
    assert small == {"disk.size_gb": f"at least 8, which plan {plan} includes"}
    assert found(plan="enterprise", disk={**GP3, "size_gb": 7}) == {}


def test_a_disk_of_gp3_says_its_throughput_and_has_the_operations_that_are_included() -> None:
    assert set(found(disk={**GP3, "iops": 2999})) == {"disk.iops"}
    assert found(disk={**GP3, "throughput_mibps": None}) == {
        "disk.throughput_mibps": "a number of MiB a second for gp3"
    }


def test_a_disk_of_io2_has_no_throughput_of_its_own() -> None:
    assert found(disk={**GP3, "type": "io2", "iops": 100, "throughput_mibps": None}) == {}
    assert found(disk={**GP3, "type": "io2"}) == {"disk.throughput_mibps": "null for io2"}


@pytest.mark.parametrize(("days", "sound"), [(0, False), (6, False), (7, True), (14, True), (28, True), (29, False)])
def test_recovery_to_a_point_is_sold_for_certain_days(days: int, sound: bool) -> None:
    assert (found(pitr_days=days) == {}) == sound
    assert set(found(pitr_days=days)) <= {"pitr_days"}


@pytest.mark.parametrize("size", SIZES)
def test_recovery_to_a_point_needs_more_than_micro(size: str) -> None:
    problems = found(compute=size, pitr_days=7)
    assert (problems == {}) == (size != "micro")
    if problems:
        assert problems["pitr_days"].startswith("null on compute micro (")


def test_the_hour_of_daily_backups_is_neither_free_nor_beside_recovery_to_a_point() -> None:
    assert found(backup_at="03:30") == {}
    assert found(**NANO, backup_at="03:30")["backup_at"].startswith("null on plan free")
    assert found(backup_at="03:30", pitr_days=7) == {"backup_at": "null with pitr_days, which replaces daily backups"}


@pytest.mark.parametrize(("time", "sound"), [("00:00", True), ("23:59", True), ("24:00", False), ("3:30", False)])
def test_a_time_of_day_has_two_digits_and_ends_before_midnight(time: str, sound: bool) -> None:
    try:
        supabase(backup_at=time)
    except ValidationError:
        assert not sound
    else:
        assert sound


@given(st.lists(st.sampled_from(["1.2.3.0/24", "10.0.0.0/8", "192.0.2.7/32"]), unique=True))
def test_networks_are_named_exactly_where_they_count(cidrs: list[str]) -> None:
    assert (found(access={"allow": "everybody", "cidrs": cidrs}) == {}) == (cidrs == [])
    assert (found(access={"allow": "listed", "cidrs": cidrs}) == {}) == (cidrs != [])
    assert found(access={"allow": "services", "cidrs": cidrs}) == {}


def access(*cidrs: str) -> dict[str, str]:
    return found(access={"allow": "listed", "cidrs": cidrs})


def test_a_network_is_one_and_is_there_once() -> None:
    assert access("10.0.0.0/8", "10.0.0.0/8") == {"access.cidrs[1]": "each network once"}
    assert access("10.0.0.1/8") == {"access.cidrs[0]": "the range's first address, 10.0.0.0/8"}
    assert set(access("10.0.0.0/33")) == set(access("10.0.0.256/32")) == {"access.cidrs[0]"}


def test_everybody_is_not_hidden_in_a_list_of_networks() -> None:
    assert access("0.0.0.0/1") == {}
    assert access("0.0.0.0/0") == {"access.cidrs[0]": "a network; everybody is said by allow"}


@pytest.mark.parametrize("text", ["0.0.0.0/00", "10.0.0.0/08"])
def test_a_prefix_has_one_spelling_so_that_no_network_comes_in_disguise(text: str) -> None:
    # The first is everybody, the second 10.0.0.0/8 once more.
    try:
        found = access(text)
    except ValidationError:
        return
    assert set(found) == {"access.cidrs[0]"}


@pytest.mark.parametrize("path", ["work_mem", "statement_timeout"])
@pytest.mark.parametrize("text", ["0MB", "64", "64 MB", "-1s", "64mb", "1d", ""])
def test_sizes_and_times_of_postgres_have_units(path: str, text: str) -> None:
    with pytest.raises(ValidationError, match=path):
        supabase(**{f"postgres__{path}": text})


@pytest.mark.parametrize(
    ("name", "value"),
    [("statement_timeout", "30s"), ("work_mem", "64MB"), ("max_connections", 80), ("track_commit_timestamp", "off")],
)
def test_settings_are_empty_until_one_is_said_even_as_off(name: str, value: object) -> None:
    nothing = dict.fromkeys(PostgresSpec.model_fields)
    assert PostgresSpec.model_validate(nothing).empty
    assert not PostgresSpec.model_validate({**nothing, name: value}).empty


def test_a_cluster_writes_in_the_platform_s_primary_region_and_follows_in_its_others() -> None:
    chosen = aurora(worldwide=WORLDWIDE)
    assert list(chosen.in_regions(("us-east", "eu-west"))) == []
    (moved,) = chosen.in_regions(("eu-west", "us-east"))
    assert (moved.path, moved.value) == ("engine.primary.region", "us-east")
    (elsewhere,) = chosen.in_regions(("us-east",))
    assert (elsewhere.path, elsewhere.value) == ("engine.worldwide.secondaries[0].region", "eu-west")


@pytest.mark.parametrize(
    ("allow", "fixed", "paths"),
    [
        ("services", False, ["engine.access.allow"]),
        ("services", True, []),
        ("listed", False, []),
        ("everybody", False, []),
    ],
)
def test_only_services_with_fixed_addresses_can_be_told_from_strangers(
    allow: str, fixed: bool, paths: list[str]
) -> None:
    cidrs = ["192.0.2.0/24"] if allow == "listed" else []
    chosen = supabase(access={"allow": allow, "cidrs": cidrs})
    assert [problem.path for problem in chosen.with_services(fixed_addresses=fixed)] == paths
    assert list(aurora().with_services(fixed_addresses=False)) == []


@pytest.mark.parametrize("plan", ["free", "pro", "team", "enterprise"])
def test_every_plan_and_size_has_the_rows_that_its_checks_read(plan: str) -> None:
    for size in ("nano", *SIZES):
        # A missing row would be a KeyError here; only the hour of backups is wrong on every plan.
        assert "backup_at" in found(plan=plan, compute=size, **GROWN, backup_at="03:30")
        limit("database", "supabase", size, "pooler_clients")
