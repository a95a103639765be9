"""Projects over the provider's own protocol."""

from http import HTTPStatus

import pytest

from tests.fakes.server import json_response
from tests.fakes.supabase.world import Lasting, settled
from tests.providers.supabase.conftest import PASSWORD, PROJECT, Cloud
from tests.support.plugin import UNKNOWN, FailedError, HalfMadeError, Secret, State

POST = "POST /v1/projects"
GET = "GET /v1/projects/{ref}"


def test_a_project_is_made_and_waited_for(cloud: Cloud) -> None:
    cloud.fake.boot_reads = 3
    assert cloud.project(desiredInstanceSize="small") == "create"
    state, live = cloud.stack["project"], cloud.live
    assert state.id == cloud.ref == live.ref
    assert state.outputs["apiUrl"] == f"https://{live.ref}.supabase.co"
    assert state.outputs["databaseHost"] == f"db.{live.ref}.supabase.co"
    assert state.outputs["status"] == "ACTIVE_HEALTHY"
    assert state.outputs["createdAt"] == live.created_at
    assert (live.name, live.region, live.size, live.password) == ("sayar", "us-east-1", "small", PASSWORD)


def test_the_second_update_changes_nothing(cloud: Cloud) -> None:
    cloud.project()
    cloud.fake.seen.clear()
    assert cloud.project() == "same"
    assert cloud.fake.seen == []


def test_the_password_is_secret_in_inputs_and_state(cloud: Cloud) -> None:
    cloud.project()
    assert cloud.stack["project"].outputs["databasePassword"] == Secret(PASSWORD)


def test_a_preview_calls_nothing_and_knows_no_output(cloud: Cloud) -> None:
    planned = cloud.stack.plugin.create(PROJECT, "project", cloud.wanted(), preview=True)
    assert planned.outputs["ref"] is UNKNOWN
    assert cloud.fake.seen == []


def test_name_and_password_change_in_place(ready: Cloud) -> None:
    assert ready.project(name="other", databasePassword=Secret("canary-password-6f1d-2")) == "update"
    assert (ready.live.name, ready.live.password) == ("other", "canary-password-6f1d-2")
    assert ready.project(name="other", databasePassword=Secret("canary-password-6f1d-2")) == "same"


def test_a_password_that_could_not_be_changed_is_changed_by_the_next_update(ready: Cloud) -> None:
    new = Secret("canary-password-6f1d-2")
    ready.fault("PATCH /v1/projects/{ref}/database/password", "refuse", message="no")
    with pytest.raises(FailedError, match=r"refused"):
        ready.project(databasePassword=new)
    assert ready.live.password == PASSWORD
    assert ready.project(databasePassword=new) == "update"
    assert ready.live.password == new.value


@pytest.mark.parametrize("change", [{"region": "eu-west-1"}, {"organizationSlug": "another-org"}])
def test_region_and_organization_replace(ready: Cloud, change: dict[str, str]) -> None:
    diff = ready.stack.plugin.diff(ready.stack["project"], ready.wanted(**change))
    assert diff.replaces == tuple(change)


def test_another_size_to_begin_with_calls_for_nothing(ready: Cloud) -> None:
    assert ready.project(desiredInstanceSize="large") == "update"
    assert ready.written() == []
    assert ready.live.size == "micro"


def test_drift_in_the_name_is_seen_and_mended(ready: Cloud) -> None:
    ready.live.name = "renamed"
    refreshed = ready.stack.refresh("project")
    assert refreshed is not None
    assert refreshed.inputs["name"] == "renamed"
    assert refreshed.inputs["databasePassword"] == Secret(PASSWORD)
    assert ready.project() == "update"
    assert ready.live.name == "sayar"


def test_a_project_that_is_gone_leaves_the_state(ready: Cloud) -> None:
    ready.fake.world.projects.clear()
    assert ready.stack.refresh("project") is None


def test_a_project_is_imported_by_its_reference(ready: Cloud) -> None:
    ref = ready.ref
    state = ready.stack.imported("project", PROJECT, ref)
    assert state.id == ref
    assert state.inputs == {"name": "sayar", "organizationSlug": ready.fake.organization, "region": "us-east-1"}
    # Nobody can read the password, so the first update sets it.
    assert ready.project() == "update"
    assert ready.project() == "same"


def test_deleting_twice_is_no_error(ready: Cloud) -> None:
    state = ready.stack["project"]
    ready.stack.plugin.delete(state)
    ready.stack.plugin.delete(state)
    assert ready.fake.empty


def test_a_project_that_starts_slowly_is_kept_and_waited_for_again(cloud: Cloud) -> None:
    cloud.fake.boot_reads = 10_000
    with pytest.raises(HalfMadeError, match=r"is COMING_UP after 2 s; run the update again, it goes on waiting"):
        cloud.project()
    half = cloud.stack["project"]
    assert half.id == half.outputs["ref"]
    assert half.outputs["status"] == "COMING_UP"
    cloud.live.status = Lasting("COMING_UP", "ACTIVE_HEALTHY", 2)
    assert cloud.project() == "update"
    assert cloud.stack["project"].outputs["status"] == "ACTIVE_HEALTHY"
    assert cloud.project() == "same"
    assert len(cloud.fake.world.projects) == 1


def test_a_refresh_in_between_does_not_end_the_waiting(cloud: Cloud) -> None:
    cloud.fake.boot_reads = 10_000
    with pytest.raises(HalfMadeError):
        cloud.project()
    cloud.stack.refresh("project")
    assert cloud.stack["project"].errors == ()
    cloud.live.status = settled("ACTIVE_HEALTHY")
    assert cloud.project() == "update"
    assert cloud.project() == "same"


def test_a_project_that_cannot_start_says_what_to_do(cloud: Cloud) -> None:
    cloud.fake.boot_reads = 10_000
    with pytest.raises(HalfMadeError):
        cloud.project()
    cloud.live.status = settled("INIT_FAILED")
    with pytest.raises(FailedError, match=r"could not be started .INIT_FAILED.: ask Supabase's support, or delete it"):
        cloud.project()
    assert cloud.stack["project"].outputs["ref"] == cloud.ref


def test_a_project_that_somebody_deletes_meanwhile_is_not_waited_for(ready: Cloud) -> None:
    ready.fake.world.projects.clear()
    ready.fake.seen.clear()
    with pytest.raises(FailedError, match="is not there any more; run `pulumi refresh`"):
        ready.project(name="other")
    assert ready.asked(GET) == 1


def test_a_paused_project_says_what_to_do(ready: Cloud) -> None:
    ready.live.status = settled("INACTIVE")
    with pytest.raises(FailedError, match=r"is INACTIVE; restore it in the dashboard"):
        ready.project(name="other")


def test_a_token_that_may_not_see_the_project_does_not_lose_it(ready: Cloud) -> None:
    ready.fault(GET, "not_authorized")
    with pytest.raises(FailedError, match=r"GET /v1/projects/\{ref\} at Supabase: the token is not valid \(401"):
        ready.stack.refresh("project")
    assert ready.stack.refresh("project") is not None


@pytest.mark.parametrize("there", [True, False])
def test_a_project_that_the_token_may_not_see_is_gone_only_when_the_organization_says_so(
    ready: Cloud, there: bool
) -> None:
    ready.fake.not_authorized = lambda: json_response({"message": "Forbidden"}, HTTPStatus.FORBIDDEN)  # type: ignore[method-assign]
    ready.fault(GET, "not_authorized")
    if there:
        with pytest.raises(FailedError, match=r"the token lacks the right .403: Forbidden"):
            ready.stack.refresh("project")
    else:
        ready.fake.world.projects.clear()
        assert ready.stack.refresh("project") is None


def test_every_fault_of_the_inputs_is_told_with_its_path(cloud: Cloud) -> None:
    inputs = {"nam": "x", "organizationSlug": "o", "region": 1, "databasePassword": Secret("abc")}
    assert cloud.stack.plugin.check(PROJECT, inputs) == {
        "name": "missing, and required",
        "nam": "unknown property; name is meant?",
        "region": "must be a valid string, not 1",
        "databasePassword": "String should have at least 4 characters",
    }


def test_what_is_not_known_yet_is_no_fault(cloud: Cloud) -> None:
    assert cloud.stack.plugin.check(PROJECT, cloud.wanted(databasePassword=UNKNOWN, name=UNKNOWN)) == {}


def test_importing_what_is_not_there_finds_nothing(cloud: Cloud) -> None:
    assert cloud.stack.plugin.read(State(PROJECT, "p", "a" * 20, {}, {})) is None
