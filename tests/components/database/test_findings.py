"""Remarks on a database: what a plan does by itself, and what a choice leaves open."""

import re

import pytest

from components.database.findings import findings
from components.database.spec import DatabaseSpec
from components.findings import Finding
from tests.components.database.specs import GROWN, NANO, PROXY, SECONDARY, WORLDWIDE, aurora, replicas, supabase

BY_HAND = {"database-writer-by-hand"}
"""What no deploy does on Aurora, wherever the database is: `test_aurora_findings` tells each."""
BY_HAND_WORLDWIDE = {*BY_HAND, "database-master-password"}


def ids(spec: DatabaseSpec) -> set[str]:
    return {finding.id for finding in findings(spec)}


def one(spec: DatabaseSpec, id_: str) -> Finding:
    (found,) = [finding for finding in findings(spec) if finding.id == id_]
    return found


def test_a_free_project_pauses_and_becomes_read_only_when_full() -> None:
    assert one(supabase(**NANO), "database-pauses").severity == "warning"
    disk = one(supabase(**NANO), "database-small-disk")
    assert (disk.severity, "above 500 MB on plan free" in disk.text) == ("warning", True)


@pytest.mark.parametrize("plan", ["pro", "team", "enterprise"])
def test_a_paid_project_does_neither(plan: str) -> None:
    assert not ids(supabase(plan=plan)) & {"database-pauses", "database-small-disk"}


@pytest.mark.parametrize(("plan", "promised"), [("free", False), ("pro", False), ("team", True), ("enterprise", True)])
def test_availability_is_promised_from_team_on(plan: str, promised: bool) -> None:
    spec = supabase(**NANO) if plan == "free" else supabase(plan=plan)
    assert ("database-no-sla" not in ids(spec)) == promised
    if not promised:
        assert one(spec, "database-no-sla").text.endswith(f"on plan {plan}.")


@pytest.mark.parametrize(("size", "clients", "direct"), [("small", 400, 90), ("4xlarge", 3000, 480)])
def test_a_size_says_how_many_may_connect(size: str, clients: int, direct: int) -> None:
    found = one(supabase(compute=size), "database-connections")
    assert found.severity == "info"
    assert found.text == f"Compute {size} allows {clients} pooler clients and {direct} connections."


def test_a_size_whose_connections_nobody_states_has_no_remark_on_them() -> None:
    assert "database-connections" not in ids(supabase(compute="8xlarge"))


@pytest.mark.parametrize(("allow", "cidrs"), [("services", []), ("listed", ["192.0.2.0/24"])])
def test_an_open_database_is_a_warning_and_a_restricted_one_is_not(allow: str, cidrs: list[str]) -> None:
    found = one(supabase(), "database-open-to-networks")
    assert (found.severity, found.source) == ("warning", "sayar:database.engine.access.allow")
    assert "database-open-to-networks" not in ids(supabase(access={"allow": allow, "cidrs": cidrs}))


def test_recovery_to_a_point_ends_daily_backups() -> None:
    assert "database-no-daily-backups" not in ids(supabase())
    found = one(supabase(pitr_days=14), "database-no-daily-backups")
    assert found.severity == "info"
    assert found.text.startswith("The 14 days of point-in-time recovery replace daily backups")


def test_replicas_are_counted_against_what_bounds_them() -> None:
    two = one(supabase(pitr_days=7, read_replicas=replicas("us-east", "eu-west")), "database-replicas")
    assert two.text == "2 of 2 read replicas that compute small allows, each with the primary's compute size."
    large = supabase(compute="xlarge", pitr_days=7, read_replicas=replicas(eu_west=3))
    assert one(large, "database-replicas").text.startswith("3 of 5 read replicas that plan pro allows")


def test_replicas_answer_late_reads_and_save_nobody_who_has_lost_the_primary() -> None:
    remarks = {name for name in ids(supabase(**GROWN)) if name.startswith("database-replicas")}
    assert remarks == {
        "database-replicas",
        "database-replicas-follow",
        "database-replicas-no-failover",
        "database-replicas-removed-first",
    }
    assert one(supabase(**GROWN), "database-replicas-no-failover").severity == "warning"
    assert not [name for name in ids(supabase(pitr_days=7)) if name.startswith("database-replicas")]


def test_one_region_is_a_warning_and_a_follower_ends_it() -> None:
    found = one(aurora(), "database-one-region")
    assert (found.severity, found.source) == ("warning", "sayar:database.engine.worldwide")
    assert ids(aurora()) == {*BY_HAND, "database-one-region", "database-worldwide-later"}
    assert ids(aurora(worldwide=WORLDWIDE)) == BY_HAND_WORLDWIDE


def test_a_proxy_in_a_region_that_follows_answers_reads_only() -> None:
    proxied = {**WORLDWIDE, "secondaries": [{**SECONDARY, "proxy": PROXY}]}
    assert ids(aurora(worldwide=proxied)) == {*BY_HAND_WORLDWIDE, "database-proxy-reads-only"}
    # A proxy of the primary writes, and that is no remark.
    assert ids(aurora(worldwide=WORLDWIDE, primary__proxy=PROXY)) == BY_HAND_WORLDWIDE


def test_the_gravest_come_first_and_each_says_where_its_fact_is_from() -> None:
    found = findings(supabase(**NANO))
    order = [finding.severity for finding in found]
    assert order == sorted(order, key=["critical", "warning", "info"].index)
    assert {"warning", "info"} == set(order)
    for finding in (*found, *findings(supabase(**GROWN))):
        dated = re.search(r"^supabase.+ \(2026-\d\d-\d\d\)$", finding.source)
        assert finding.source.startswith("sayar:database.") or dated, finding.id
