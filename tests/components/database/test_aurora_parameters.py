"""What a cluster is told, and in which order its members are changed."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.database.aurora_parameters import exported, family, insights_mode, members, parameters
from components.database.aurora_spec import AuroraEngine, PrimarySpec
from tests.components.database.aurora_made import FOLLOWER, GLOBE, engine, region_of
from tests.components.database.specs import SECONDARY, WORLDWIDE


def told(spec: AuroraEngine, region: str = "us-east") -> dict[str, tuple[str, str]]:
    rows = parameters(spec, region_of(spec, region))
    assert len({row.name for row in rows}) == len(rows)
    return {row.name: (row.value, row.applied) for row in rows}


def logs(**changes: Any) -> dict[str, Any]:
    return {"postgres": "on", "audit": "on", "insights_days": 7, **changes}


@pytest.mark.parametrize(("version", "name"), [("17.11", "aurora-postgresql17"), ("18.3", "aurora-postgresql18")])
def test_settings_are_of_the_major_version_s_family(version: str, name: str) -> None:
    assert family(version) == name


def test_a_major_version_without_a_row_has_no_family() -> None:
    with pytest.raises(KeyError):
        family("19.1")


def test_logical_replication_is_on_from_the_first_day_because_it_needs_a_restart() -> None:
    for region in ("us-east", "eu-west"):
        assert told(engine(worldwide=WORLDWIDE), region)["rds.logical_replication"] == ("1", "pending-reboot")


def test_tls_is_forced_or_not_and_never_left_to_the_vendor_s_default() -> None:
    assert told(engine())["rds.force_ssl"] == ("1", "immediate")
    assert told(engine(force_ssl="off"))["rds.force_ssl"] == ("0", "immediate")


def test_the_audit_trail_needs_a_library_and_says_what_is_written_down() -> None:
    on = told(engine())
    assert on["shared_preload_libraries"] == ("pg_stat_statements,pgaudit", "pending-reboot")
    assert on["pgaudit.log"] == ("ddl,role", "immediate")
    # Aurora knows no other name, and single tables are audited by grants to it.
    assert on["pgaudit.role"][0] == "rds_pgaudit"
    off = told(engine(logs=logs(audit="off")))
    assert off["shared_preload_libraries"][0] == "pg_stat_statements"
    assert not [name for name in off if name.startswith("pgaudit")]


def test_the_bound_on_lost_writes_is_kept_by_the_cluster_that_writes() -> None:
    bound = engine(worldwide={**WORLDWIDE, "rpo_s": 20})
    assert told(bound)["rds.global_db_rpo"] == ("20", "immediate")
    assert "rds.global_db_rpo" not in told(bound, "eu-west")
    assert "rds.global_db_rpo" not in told(engine(worldwide=WORLDWIDE))
    # But for it, a region that is promoted finds the same settings.
    assert told(bound, "eu-west") == {k: v for k, v in told(bound).items() if k != "rds.global_db_rpo"}


@pytest.mark.parametrize(
    ("postgres", "audit", "iam", "wanted"),
    [
        ("on", "on", True, ["postgresql", "iam-db-auth-error"]),
        ("on", "off", False, ["postgresql"]),
        # The trail is written into Postgres' log, and would otherwise stay on the instance that it speaks of.
        ("off", "on", False, ["postgresql"]),
        ("off", "off", True, ["iam-db-auth-error"]),
        ("off", "off", False, []),
    ],
)
def test_logs_leave_the_instances(postgres: str, audit: str, iam: bool, wanted: list[str]) -> None:
    spec = engine(logs=logs(postgres=postgres, audit=audit))
    assert exported(spec.logs, iam_auth=iam) == wanted


def test_statistics_are_kept_longer_than_a_week_in_the_advanced_mode_only() -> None:
    assert insights_mode(engine().logs) == "standard"
    assert insights_mode(engine(logs=logs(insights_days=465)).logs) == "advanced"


@given(st.integers(min_value=1, max_value=15))
def test_readers_come_first_and_the_writer_last_however_many_there_are(readers: int) -> None:
    rows = members(engine(primary__readers=readers).primary)
    assert len({row.name for row in rows}) == len(rows) == readers + 1
    assert rows[-1].name == "writer"
    assert min(rows, key=lambda row: row.tier) is rows[-1]
    # Tiers end at 15, and two members of one would leave the choice to the vendor.
    assert sorted(row.tier for row in rows) == list(range(readers + 1))


@given(st.integers(min_value=0, max_value=15))
def test_a_cluster_that_follows_has_readers_only(readers: int) -> None:
    row = {**SECONDARY, "readers": readers, "capacity": SECONDARY["capacity"] if readers else None}
    spec = engine(worldwide={**WORLDWIDE, "secondaries": [row]})
    assert [each.name for each in members(region_of(spec, "eu-west"))] == [f"reader-{at + 1}" for at in range(readers)]


@given(st.integers(min_value=1, max_value=14))
def test_a_further_reader_renames_nobody(readers: int) -> None:
    fewer, more = (members(engine(primary__readers=count).primary) for count in (readers, readers + 1))
    assert set(fewer) < set(more)
    # Each stays behind whom it was behind.
    order = [more.index(row) for row in fewer]
    assert all(one < other for one, other in pairwise(order))


def test_the_rows_of_regions_are_told_apart() -> None:
    spec = engine(worldwide=GLOBE)
    assert isinstance(region_of(spec, "us-east"), PrimarySpec)
    assert region_of(spec, "eu-west").readers == FOLLOWER["readers"]
