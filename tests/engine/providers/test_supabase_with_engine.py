"""Supabase's provider under the real engine, as a process, against the stand-in that speaks its OpenAPI description."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest

from tests.fakes.faults import Fault
from tests.fakes.supabase.fake import SupabaseFake
from tests.support.own import OwnProject, said

pytestmark = pytest.mark.engine

PROGRAM = Path(__file__).parent / "supabase_program"
PASSWORD = "canary-password-6f1d"


@pytest.fixture
def supabase() -> Iterator[SupabaseFake]:
    with SupabaseFake(plan="pro") as fake:
        yield fake
        assert not fake.breaches


@pytest.fixture
def stack(supabase: SupabaseFake, tmp_path: Path, pulumi: Path) -> OwnProject:
    variables = {"SUPABASE_ACCESS_TOKEN": supabase.token, "SUPABASE_API_URL": supabase.url}
    asked = {"organization": supabase.organization, "password": PASSWORD}
    return OwnProject(tmp_path / "project", PROGRAM, ("supabase",), variables, **asked)


def test_it_goes_up_settles_changes_drifts_and_comes_down(stack: OwnProject, supabase: SupabaseFake) -> None:
    told = stack.up()
    # The host name is ordered and its DNS records come after it: an update goes on with it until it is in use.
    assert set(stack.preview()) == {"hostname"}
    supabase.dns_ready("db.sayar.example")
    for _ in range(4):
        told += stack.up()
    assert not stack.preview()

    stack.want["pool"] = 12
    assert {name: set(row["detailedDiff"]) for name, row in stack.preview().items()} == {"pooler": {"defaultPoolSize"}}
    told += stack.up()
    (ref,) = supabase.live()["projects"]
    supabase.project(ref).pooler.default_pool_size = 99
    refreshed = stack.refresh()
    assert "defaultPoolSize" in refreshed
    assert set(stack.preview()) == {"pooler"}
    told += refreshed + stack.up()
    assert supabase.project(ref).pooler.default_pool_size == 12

    outputs = stack.run("stack", "output", "--json").stdout
    assert json.loads(outputs)["secret"] == "[secret]"
    (replica,) = supabase.live()["projects"][ref]["replicas"]
    assert json.loads(outputs)["replica"] == f"postgres.{replica}@aws-0-eu-west-1.pooler.supabase.com:6543"
    stack.destroy()
    assert supabase.empty
    for secret in (supabase.token, PASSWORD, "sb_secret_"):
        assert secret not in told + outputs


def test_a_database_made_by_hand_is_imported_without_a_diff(stack: OwnProject, supabase: SupabaseFake) -> None:
    stack.want["everything"] = False
    stack.up()
    state = stack.state()
    ids = {name: state[name]["id"] for name in ("project", "pooler", "tls")}
    for name in ("tls", "pooler", "project"):
        stack.run("state", "delete", state[name]["urn"], "--yes")
    stack.want["imports"] = ids
    assert "imported" in stack.up()
    stack.want["imports"] = {}
    assert not stack.preview()
    assert len(supabase.asked("POST /v1/projects")) == 1, "nothing was made anew"


def test_a_project_whose_answer_never_came_is_found_again_by_the_next_update(
    stack: OwnProject, supabase: SupabaseFake
) -> None:
    stack.want["everything"] = False
    supabase.faults.add(Fault("POST /v1/projects", "hang", seconds=5))
    told = said(stack.run("up", "--yes", "--skip-preview", check=False))
    assert re.search("creating supabase:index:Project 'project': .*the next update looks for it", told)
    while supabase.pending:
        sleep(0.1)
    assert len(supabase.live()["projects"]) == 1, "it was made when nobody waited any longer"
    stack.up()
    assert len(supabase.asked("POST /v1/projects")) == 1
    assert not stack.preview()
    stack.destroy()
    assert supabase.empty


def test_a_replica_that_fails_to_start_is_told_and_replaced_by_the_next_update(
    stack: OwnProject, supabase: SupabaseFake
) -> None:
    supabase.replicas_fail = 1
    told = said(stack.run("up", "--yes", "--skip-preview", check=False))
    assert re.search("creating supabase:index:ReadReplica 'replica': .*INIT_READ_REPLICA_FAILED", told)
    stack.up()
    (project,) = supabase.live()["projects"].values()
    assert list(project["replicas"].values()) == ["eu-west-1"]
    assert stack.state()["replica"]["outputs"]["status"] == "ACTIVE_HEALTHY"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault("PATCH */billing/addons", "refuse", message="upgrade first"), "Addon .*refused .*402.*sayar doctor"),
        (Fault("POST *network-restrictions/apply", "500", after=True), ""),
    ],
    ids=lambda each: each.on if isinstance(each, Fault) else "",
)
def test_a_fault_is_told_plainly_and_a_rerun_converges(
    stack: OwnProject, supabase: SupabaseFake, fault: Fault, words: str
) -> None:
    supabase.faults.add(fault)
    first = stack.up(check=not words)
    if words:
        assert re.search(words, first), first
        assert "Traceback" not in first
        stack.up()
    assert set(stack.preview()) <= {"hostname"}
    assert len(supabase.live()["projects"]) == 1
    stack.destroy()
    assert supabase.empty
