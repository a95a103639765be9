"""A project whose create lost its answer is never made twice, and never lost."""

import pytest

from tests.providers.supabase.conftest import Cloud
from tests.support.plugin import UNKNOWN, FailedError, HalfMadeError

POST = "POST /v1/projects"
LIST = "GET /v1/organizations/{slug}/projects"


def _lose(cloud: Cloud, **hang: object) -> None:
    """Make a project whose create is done, but neither answered nor to be seen in time."""
    cloud.fault(POST, "hang", **{"seconds": 30.0, "late": False, **hang})
    with pytest.raises(HalfMadeError, match="the next update looks for it before it makes one"):
        cloud.project()


def _appear(cloud: Cloud, name: str = "sayar") -> str:
    """What the platform does when it finishes a call late."""
    cloud.fault(POST, "drop_after")
    before = set(cloud.fake.world.projects)
    cloud.project("late", name=name)
    (new,) = set(cloud.fake.world.projects) - before
    del cloud.stack.resources["late"]
    cloud.fake.seen.clear()
    return new


@pytest.mark.parametrize("others", [0, 2])
def test_a_create_whose_connection_is_lost_is_found_and_not_repeated(cloud: Cloud, others: int) -> None:
    for index in range(others):
        cloud.project(f"other-{index}")
    cloud.fault(POST, "drop_after")
    assert cloud.project() == "create"
    assert len(cloud.fake.world.projects) == others + 1
    assert cloud.asked(POST) == others + 1
    assert cloud.ref == list(cloud.fake.world.projects)[-1]
    assert cloud.project() == "same"


def test_a_create_that_failed_after_the_work_is_found(cloud: Cloud) -> None:
    cloud.fault(POST, "500", after=True)
    assert cloud.project() == "create"
    assert (cloud.asked(POST), len(cloud.fake.world.projects)) == (1, 1)


@pytest.mark.parametrize("effect", ["500", "drop_before"])
def test_a_create_that_came_to_nothing_is_repeated_after_a_look(cloud: Cloud, effect: str) -> None:
    cloud.fault(POST, effect)
    assert cloud.project() == "create"
    assert (cloud.asked(POST), len(cloud.fake.world.projects)) == (2, 1)


def test_a_create_that_was_limited_waits_as_long_as_it_is_told(cloud: Cloud) -> None:
    cloud.fault(POST, "429", retry_after_s=0.2)
    assert cloud.project() == "create"
    first, second = cloud.fake.asked(POST)
    assert second.at - first.at >= 0.2


def test_a_create_that_is_done_late_is_the_next_update_s(cloud: Cloud) -> None:
    cloud.fault(POST, "hang", seconds=2.5)
    with pytest.raises(HalfMadeError, match=r"POST /v1/projects at Supabase: no answer within 1 s"):
        cloud.project()
    half = cloud.stack["project"]
    assert half.id == f"unsettled:{cloud.fake.organization}/sayar"
    assert half.outputs["__before"] == []
    cloud.wait_for(POST)
    assert cloud.project() == "update"
    assert (cloud.asked(POST), len(cloud.fake.world.projects)) == (1, 1)
    assert cloud.stack["project"].id == half.id
    assert "__before" not in cloud.stack["project"].outputs
    assert cloud.project() == "same"


def test_a_create_that_never_came_is_made_by_the_next_update(cloud: Cloud) -> None:
    _lose(cloud)
    assert cloud.project() == "update"
    assert len(cloud.fake.world.projects) == 1
    assert cloud.stack["project"].outputs["status"] == "ACTIVE_HEALTHY"
    assert cloud.project() == "same"


def test_an_unsettled_project_lives_on_under_its_handle(cloud: Cloud) -> None:
    _lose(cloud)
    cloud.project()
    ref = cloud.ref
    cloud.live.name = "renamed"
    assert cloud.project() == "same"
    refreshed = cloud.stack.refresh("project")
    assert refreshed is not None
    assert (refreshed.id, refreshed.inputs["name"]) == (ref, "renamed")
    cloud.stack.down("project")
    assert cloud.fake.empty


def test_its_preview_says_that_nobody_knows_it_yet(cloud: Cloud) -> None:
    _lose(cloud)
    state = cloud.stack["project"]
    diff = cloud.stack.plugin.diff(state, cloud.wanted())
    assert (diff.changes, diff.replaces, diff.kinds) == (True, (), {"ref": "update"})
    assert cloud.stack.plugin.update(state, cloud.wanted(), preview=True).outputs["ref"] is UNKNOWN


def test_several_new_ones_are_named_and_none_is_taken(cloud: Cloud) -> None:
    _lose(cloud)
    new = [_appear(cloud), _appear(cloud)]
    with pytest.raises(FailedError) as raised:
        cloud.project()
    text = str(raised.value)
    assert all(ref in text for ref in new)
    assert f"pulumi import supabase:index:Project NAME {new[0]}" in text
    del cloud.fake.world.projects[new[1]]
    assert cloud.project() == "update"
    assert cloud.ref == new[0]


def test_a_refresh_finds_what_has_come_since(cloud: Cloud) -> None:
    _lose(cloud)
    cloud.stack.refresh("project")
    assert cloud.stack["project"].outputs["__before"] == []
    ref = _appear(cloud)
    assert cloud.stack.refresh("project") is not None
    assert (cloud.stack["project"].id, cloud.ref) == (ref, ref)
    assert cloud.project() == "same"


def test_deleting_an_unsettled_project_deletes_what_has_come(cloud: Cloud) -> None:
    cloud.project("other")
    _lose(cloud)
    new = _appear(cloud)
    cloud.stack.down("project")
    assert new not in cloud.fake.world.projects
    assert len(cloud.fake.world.projects) == 1


def test_deleting_an_unsettled_project_that_never_came_deletes_nothing(cloud: Cloud) -> None:
    cloud.project("other")
    _lose(cloud)
    cloud.fake.seen.clear()
    cloud.stack.down("project")
    assert cloud.written() == []


def test_a_token_that_dies_while_it_is_looked_for_loses_nothing(cloud: Cloud) -> None:
    cloud.fault(POST, "drop_after")
    cloud.fault(LIST, "not_authorized", skip=1, times=50)
    with pytest.raises(HalfMadeError, match="the token is not valid"):
        cloud.project()
    cloud.fake.faults.clear()
    assert cloud.project() == "update"
    assert len(cloud.fake.world.projects) == 1


@pytest.mark.parametrize(("effect", "text"), [("not_authorized", "401"), ("refuse", "402: no such plan")])
def test_a_refused_create_leaves_nothing_behind(cloud: Cloud, effect: str, text: str) -> None:
    cloud.fault(POST, effect, message="no such plan")
    with pytest.raises(FailedError, match=text) as raised:
        cloud.project()
    assert not isinstance(raised.value, HalfMadeError)
    assert "creating supabase:index:Project 'project': POST /v1/projects at Supabase" in str(raised.value)
    assert (cloud.stack.resources, cloud.fake.empty) == ({}, True)
    assert cloud.project() == "create"
