"""Railway's provider under the real engine, as a process, against the stand-in that speaks Railway's own schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.faults import Fault
from tests.fakes.railway.fake import RailwayFake
from tests.support.own import OwnProject, said

pytestmark = pytest.mark.engine

PROGRAM = Path(__file__).parent / "railway_program"


@pytest.fixture
def railway() -> Iterator[RailwayFake]:
    with RailwayFake() as fake:
        yield fake
        assert not fake.breaches


@pytest.fixture
def stack(railway: RailwayFake, tmp_path: Path, pulumi: Path) -> OwnProject:
    variables = {"RAILWAY_API_TOKEN": railway.token, "RAILWAY_API_URL": railway.endpoint}
    return OwnProject(tmp_path / "project", PROGRAM, ("railway",), variables, workspace=railway.workspace_id)


def only(rows: dict[str, dict[str, object]]) -> dict[str, object]:
    (row,) = rows.values()
    return row


def test_it_goes_up_settles_changes_drifts_and_comes_down(stack: OwnProject, railway: RailwayFake) -> None:
    said = stack.up()
    assert not stack.preview(), "a second preview is empty"

    # An image that the application's pipeline deploys is not the program's business, and stays.
    state = stack.state()
    service, environment = state["api"]["id"], state["project"]["outputs"]["defaultEnvironmentId"]
    railway.deploy_image(service, "ghcr.io/sayar/api:7")
    assert not stack.preview()

    stack.want |= {"replicas": 2, "size_mb": 70_000}
    steps = stack.preview()
    assert {name: row["op"] for name, row in steps.items()} == {"api-instance": "update", "queue-data": "update"}
    assert set(steps["api-instance"]["detailedDiff"]) == {'regions["us-east4-eqdc4a"].numReplicas'}
    said += stack.up()
    config = railway.environment(environment).config["services"][service]
    assert config["source"]["image"] == "ghcr.io/sayar/api:7"
    assert config["deploy"]["multiRegionConfig"] == {"us-east4-eqdc4a": {"numReplicas": 2}}

    # The queue's image is the program's own: another one is one property, in place.
    services = railway.environment(environment).config["services"]
    assert services[state["queue"]["id"]]["source"] == {"image": "redis:8"}
    stack.want["image"] = "redis:8.2"
    assert {name: set(row["detailedDiff"]) for name, row in stack.preview().items()} == {"queue-instance": {"image"}}
    said += stack.up()
    services = railway.environment(environment).config["services"]
    assert services[state["queue"]["id"]]["source"] == {"image": "redis:8.2"}

    # Somebody changes two settings in the dashboard: the refresh names one, the other was never declared.
    config["deploy"]["healthcheckPath"] = "/other"
    config["deploy"]["startCommand"] = "theirs"
    told = stack.refresh()
    assert "healthcheckPath" in told
    assert "startCommand" not in told
    assert set(stack.preview()["api-instance"]["detailedDiff"]) == {"healthcheckPath"}
    said += told + stack.up()
    assert railway.environment(environment).config["services"][service]["deploy"]["healthcheckPath"] == "/healthz"
    assert railway.environment(environment).config["services"][service]["deploy"]["startCommand"] == "theirs"

    stack.destroy()
    assert railway.empty
    assert railway.token not in said
    assert "canary-sealed-value" not in said


def test_what_was_made_by_hand_is_imported_without_a_diff(stack: OwnProject, railway: RailwayFake) -> None:
    stack.want |= {"everything": False, "variables": False}
    stack.up()
    state = stack.state()
    ids = {name: state[name]["id"] for name in ("project", "api", "api-instance")}
    for name in ("api-instance", "api", "project"):
        urn = state[name]["urn"]
        stack.run("state", "delete", urn, "--yes")
    assert "api" not in stack.state()

    stack.want["imports"] = ids
    told = stack.up()
    assert "imported" in told
    stack.want["imports"] = {}
    assert not stack.preview()
    assert {name: stack.state()[name]["id"] for name in ids} == ids
    assert len(railway.asked("projectCreate")) == 1, "nothing was made anew"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Fault("projectCreate", "drop_after"), ""),
        (
            Fault("serviceCreate", "not_authorized"),
            "creating railway:index:Service .*serviceCreate at Railway: Not Authorized",
        ),
        (
            Fault("egressGatewayAssociationCreate", "refuse", message="needs the Pro plan"),
            "StaticEgress .*needs the Pro plan",
        ),
        (Fault("serviceCreate", "hang", seconds=4.2), "serviceCreate at Railway: no answer within 3 s"),
    ],
    ids=lambda each: each.on if isinstance(each, Fault) else "",
)
def test_a_fault_is_told_plainly_and_a_rerun_converges(
    stack: OwnProject, railway: RailwayFake, fault: Fault, words: str
) -> None:
    railway.faults.add(fault)
    first = stack.up(check=not words)
    if words:
        assert re.search(words, first), first
        assert "Traceback" not in first
        stack.up()
    assert not stack.preview()
    live = railway.live()
    assert len(live["projects"]) == 1
    assert sorted(row["name"] for row in live["services"].values()) == ["api", "queue"]
    assert len(live["custom_domains"]) == len(live["volumes"]) == 1
    stack.destroy()
    assert railway.empty


def test_without_a_token_a_preview_of_new_resources_works_and_an_update_says_what_to_set(
    tmp_path: Path, railway: RailwayFake, pulumi: Path
) -> None:
    variables = {"RAILWAY_API_URL": railway.endpoint}
    stack = OwnProject(tmp_path / "project", PROGRAM, ("railway",), variables, workspace=railway.workspace_id)
    assert set(stack.preview()) >= {"project", "api", "api-instance"}
    assert "set RAILWAY_API_TOKEN" in stack.up(check=False)
    assert not railway.seen


def test_bad_inputs_are_all_told_by_a_preview_already(stack: OwnProject, railway: RailwayFake) -> None:
    stack.want |= {"replicas": 0, "health": "no-slash"}
    told = said(stack.run("preview", check=False))
    assert 'regions["us-east4-eqdc4a"].numReplicas' in told
    assert "healthcheckPath" in told
    assert not railway.seen
