"""Projects, environments and services over the provider's own protocol."""

from __future__ import annotations

from time import sleep

import pytest

from tests.providers.railway.conftest import Cloud
from tests.support.plugin import UNKNOWN, FailedError, HalfMadeError


def test_a_project_has_the_environment_that_it_was_made_with(cloud: Cloud) -> None:
    assert cloud.project(defaultEnvironmentName="live", description="The shop") == "create"
    (row,), (environment,) = cloud.live("projects"), cloud.live("environments")
    assert cloud.project_id == row["id"]
    assert (cloud.environment_id, environment["name"]) == (environment["id"], "live")
    assert row["description"] == "The shop [pulumi sayar/test project]"


def test_the_second_update_of_everything_changes_nothing_and_asks_nothing(ready: Cloud) -> None:
    assert (ready.project(), ready.service()) == ("same", "same")
    assert ready.fake.seen == []


def test_a_preview_asks_nothing_and_knows_no_output(cloud: Cloud) -> None:
    inputs = {"name": "sayar", "workspaceId": cloud.fake.workspace_id}
    planned = cloud.stack.plugin.create("railway:index:Project", "project", inputs, preview=True)
    assert planned.outputs["defaultEnvironmentId"] is UNKNOWN
    assert cloud.fake.seen == []


def test_a_preview_of_an_update_keeps_what_the_platform_has_decided(ready: Cloud) -> None:
    state = ready.stack["project"]
    planned = ready.stack.plugin.update(state, {**state.inputs, "name": "other"}, preview=True)
    assert planned.outputs == {**state.outputs, "name": "other"}


def test_a_project_changes_in_place_and_what_is_no_longer_declared_goes_back(ready: Cloud) -> None:
    assert ready.project(name="shop", prDeploys=True, description="Words") == "update"
    (row,) = ready.live("projects")
    assert (row["name"], row["pr_deploys"], row["description"]) == ("shop", True, "Words [pulumi sayar/test project]")
    assert ready.project(name="shop") == "update"
    (row,) = ready.live("projects")
    assert (row["pr_deploys"], row["description"]) == (False, "[pulumi sayar/test project]")


@pytest.mark.parametrize(("name", "value"), [("workspaceId", "another"), ("defaultEnvironmentName", "another")])
def test_workspace_and_first_environment_make_another_project(ready: Cloud, name: str, value: str) -> None:
    state = ready.stack["project"]
    assert ready.stack.plugin.diff(state, {**state.inputs, name: value}).replaces == (name,)


def test_a_project_is_deleted_with_a_time_to_come_back_and_twice_is_no_error(ready: Cloud) -> None:
    state = ready.stack["project"]
    ready.stack.down("project")
    ready.stack.plugin.delete(state)
    assert ready.fake.empty
    assert ready.asked("projectScheduleDelete") == 1
    assert ready.asked("projectDelete") == 0


def test_a_project_that_was_renamed_by_hand_is_drift(ready: Cloud) -> None:
    ready.fake.world.projects[ready.project_id].name = "theirs"
    found = ready.stack.refresh("project")
    assert found is not None
    assert found.inputs["name"] == "theirs"
    assert ready.project() == "update"


def test_a_project_that_is_gone_is_gone_from_the_state(ready: Cloud) -> None:
    ready.fake.world.projects.clear()
    assert ready.stack.refresh("api") is None
    assert ready.stack.refresh("project") is None


def test_a_token_that_may_not_see_a_project_does_not_make_it_gone(ready: Cloud) -> None:
    # Railway says "Not Authorized" of both; taking it for gone would make everything again.
    ready.fault("project", "not_authorized", times=9)
    with pytest.raises(FailedError, match="Not Authorized"):
        ready.stack.refresh("project")


def test_what_is_imported_is_as_declared(ready: Cloud) -> None:
    identity = ready.stack["api"].id
    project = ready.stack.imported("again", "railway:index:Project", ready.project_id)
    assert project.inputs == {"name": "sayar", "workspaceId": ready.fake.workspace_id}
    service = ready.stack.imported("service", "railway:index:Service", identity)
    assert service.inputs == {"name": "api", "projectId": ready.project_id}
    with pytest.raises(LookupError):
        ready.stack.imported("nothing", "railway:index:Service", "11111111-1111-1111-1111-111111111111")


def test_an_environment_beside_the_first_one_comes_is_renamed_and_goes(ready: Cloud) -> None:
    assert ready.up("Environment", "staging", name="staging", projectId=ready.project_id) == "create"
    identity = ready.stack["staging"].id
    assert ready.up("Environment", "staging", name="test", projectId=ready.project_id) == "update"
    assert {row["name"] for row in ready.live("environments")} == {"production", "test"}
    assert ready.stack.imported("again", "railway:index:Environment", identity).inputs == {
        "name": "test",
        "projectId": ready.project_id,
    }
    state = ready.stack["staging"]
    ready.stack.down("staging")
    ready.stack.plugin.delete(state)
    assert len(ready.live("environments")) == 1


def test_a_service_changes_its_name_and_picture_and_goes(ready: Cloud) -> None:
    assert ready.service(icon="https://sayar.example/a.png") == "update"
    assert ready.service(name="web") == "update"
    (row,) = ready.live("services")
    assert (row["name"], row["icon"]) == ("web", None)
    state = ready.stack["api"]
    ready.stack.down("api")
    ready.stack.plugin.delete(state)
    assert ready.live("services") == []


def test_a_service_of_that_name_in_our_project_is_taken_over(ready: Cloud) -> None:
    # A create whose answer was lost in an earlier run has left it; Railway would not have a second one.
    identity = ready.stack.resources.pop("api").id
    assert ready.service() == "create"
    assert ready.stack["api"].id == identity
    assert ready.asked("serviceCreate") == 0


LOST = [
    ("drop_after", {}),
    ("drop_before", {}),
    ("500", {}),
    ("500", {"after": True}),
    ("502", {"after": True}),
    ("429", {"retry_after_s": 0.05}),
]


@pytest.mark.parametrize(("effect", "more"), LOST, ids=lambda each: str(each))
@pytest.mark.parametrize("mutation", ["projectCreate", "serviceCreate", "environmentCreate"])
def test_a_create_whose_answer_is_lost_is_done_once(
    cloud: Cloud, mutation: str, effect: str, more: dict[str, object]
) -> None:
    cloud.fault(mutation, effect, **more)
    cloud.project()
    cloud.service()
    cloud.up("Environment", "staging", name="staging", projectId=cloud.project_id)
    assert [len(cloud.live(kind)) for kind in ("projects", "services", "environments")] == [1, 1, 2]


@pytest.mark.parametrize("mutation", ["projectCreate", "serviceCreate", "environmentCreate"])
def test_a_create_that_is_done_after_the_time_was_up_is_found_by_the_next_run(cloud: Cloud, mutation: str) -> None:
    cloud.fault(mutation, "hang", seconds=2.5)

    def everything() -> None:
        cloud.project()
        cloud.service()
        cloud.up("Environment", "staging", name="staging", projectId=cloud.project_id)

    with pytest.raises(FailedError, match=f"{mutation} at Railway: no answer within 1 s; it is not known"):
        everything()
    while not cloud.asked(mutation):  # the stand-in does it when nobody waits any longer
        sleep(0.05)
    everything()
    assert [len(cloud.live(kind)) for kind in ("projects", "services", "environments")] == [1, 1, 2]


def test_somebody_elses_project_of_the_same_name_is_left_alone(cloud: Cloud) -> None:
    cloud.project()
    other = cloud.stack.resources.pop("project")
    cloud.fake.world.projects[other.id].description = "[pulumi sayar/prod project]"
    assert cloud.project() == "create"
    assert cloud.project_id != other.id


def test_our_project_that_is_not_empty_any_more_is_no_lost_create(ready: Cloud) -> None:
    first = ready.stack.resources.pop("project").id
    assert ready.project() == "create"
    assert ready.project_id != first


def test_a_service_that_does_not_show_up_in_time_stays_in_the_state(ready: Cloud) -> None:
    ready.fault("project", "500", times=500, skip=2)
    with pytest.raises(HalfMadeError, match="service late is made, but not ready after 1 s; run the update again"):
        ready.service("late")
    ready.fake.faults.clear()
    assert ready.service("late") == "update"
    assert ready.asked("serviceCreate") == 1
    assert sorted(row["name"] for row in ready.live("services")) == ["api", "late"]


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        ("not_authorized", "serviceCreate at Railway: Not Authorized"),
        ("refuse", "serviceCreate at Railway: refused: the project is full"),
    ],
)
def test_a_clear_no_is_told_with_resource_and_call_and_not_repeated(ready: Cloud, effect: str, words: str) -> None:
    ready.fault("serviceCreate", effect, message="the project is full")
    with pytest.raises(FailedError, match=f"^creating railway:index:Service 'other': {words}"):
        ready.service("other")
    assert ready.asked("serviceCreate") == 1
    assert ready.service("other") == "create"
