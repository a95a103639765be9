"""The Supabase stand-in: the organization and its projects."""

import pytest

from tests.providers.fakes.supabase.conftest import Api


def test_a_project_comes_up_after_some_reads(api: Api) -> None:
    api.fake.boot_reads = 2
    ref = api.create()
    assert [api.status(ref) for _ in range(4)] == ["COMING_UP", "COMING_UP", "ACTIVE_HEALTHY", "ACTIVE_HEALTHY"]


def test_a_new_project_is_coming_up_and_has_what_was_asked_for(api: Api) -> None:
    selection = {"type": "specific", "code": "eu-west-1"}
    ref = api.create(name="sayar-prod", region_selection=selection, desired_instance_size="small")
    assert len(ref) == 20
    assert ref.isalpha()
    assert ref.islower()
    live = api.fake.live()["projects"][ref]
    assert (live["name"], live["region"], live["size"]) == ("sayar-prod", "eu-west-1", "small")
    assert api.fake.project(ref).password == "hunter2!"
    assert "hunter2!" not in str(api.fake.live())


def test_a_smart_group_chooses_a_region_and_two_ways_to_name_one_are_too_many(api: Api) -> None:
    group = {"type": "smartGroup", "code": "emea"}
    ref = api.create(region_selection=group)
    assert api.ok("GET", f"projects/{ref}")["region"] == "eu-central-1"
    body = {"name": "n", "db_pass": "p", "organization_slug": api.fake.organization}
    status, message = api.no("POST", "projects", body | {"region": "us-east-1", "region_selection": group})
    assert (status, "Only one of" in message) == (400, True)


def test_names_are_not_unique(api: Api) -> None:
    assert api.create(name="same") != api.create(name="same")
    assert [each["name"] for each in api.ok("GET", "projects")] == ["same", "same"]


def test_a_project_is_renamed_and_its_password_changed(api: Api) -> None:
    ref = api.ready()
    assert api.ok("PATCH", f"projects/{ref}", {"name": "other"})["name"] == "other"
    api.ok("PATCH", f"projects/{ref}/database/password", {"password": "new-one"})
    assert api.ok("GET", f"projects/{ref}")["name"] == "other"
    assert api.fake.project(ref).password == "new-one"


def test_a_project_can_be_deleted_before_it_is_up(api: Api) -> None:
    ref = api.create()
    assert api.ok("DELETE", f"projects/{ref}")["ref"] == ref
    assert api.no("GET", f"projects/{ref}") == (404, "Project not found")
    assert api.no("DELETE", f"projects/{ref}") == (404, "Project not found")
    assert api.fake.empty


def test_nothing_in_a_project_can_be_changed_before_it_is_up(api: Api) -> None:
    ref = api.create()
    status, message = api.no("PUT", f"projects/{ref}/ssl-enforcement", {"requestedConfig": {"database": True}})
    assert (status, message) == (400, "Project is COMING_UP, it can be changed once it is healthy")


def test_a_project_of_an_unknown_organization_is_refused(api: Api) -> None:
    body = {"name": "n", "db_pass": "p", "organization_slug": "other"}
    assert api.no("POST", "projects", body) == (404, "Organization not found")


def test_a_size_that_the_free_plan_lacks_must_be_paid_for(api: Api) -> None:
    api.fake.plan = "free"
    body = {"name": "n", "db_pass": "p", "organization_slug": api.fake.organization}
    assert api.no("POST", "projects", body | {"desired_instance_size": "small"})[0] == 402
    ref = api.create()
    assert api.fake.live()["projects"][ref]["size"] == "nano"


def test_the_services_are_as_healthy_as_their_project(api: Api) -> None:
    ref = api.create()
    health = f"projects/{ref}/health"
    assert [each["status"] for each in api.ok("GET", health, services=["auth", "db"])] == ["COMING_UP"] * 2
    api.status(ref)
    assert [each["healthy"] for each in api.ok("GET", health, services=["auth"])] == [True]


@pytest.mark.parametrize("plan", ["free", "pro", "team", "enterprise"])
def test_the_organization_tells_its_plan(api: Api, plan: str) -> None:
    api.fake.plan = plan
    assert api.ok("GET", f"organizations/{api.fake.organization}")["plan"] == plan
    assert api.ok("GET", "organizations")[0]["slug"] == api.fake.organization


def test_an_unknown_organization_is_not_found(api: Api) -> None:
    for path in ("", "/entitlements", "/projects"):
        assert api.no("GET", f"organizations/other{path}") == (404, "Organization not found")
    assert api.no("GET", "projects/available-regions", organization_slug="other")[0] == 404


@pytest.mark.parametrize(
    ("plan", "replicas", "schedule", "days"),
    [("free", False, False, 0), ("pro", True, False, 7), ("team", True, True, 14), ("enterprise", True, True, 30)],
)
def test_the_plan_decides_the_entitlements(api: Api, plan: str, replicas: bool, schedule: bool, days: int) -> None:
    api.fake.plan = plan
    rows = api.ok("GET", f"organizations/{api.fake.organization}/entitlements")["entitlements"]
    found = {row["feature"]["key"]: row for row in rows}
    access = {key for key, row in found.items() if row["hasAccess"]}
    for key in ("instances.read_replicas", "pitr.available_variants", "custom_domain", "ipv4"):
        assert (key in access) == replicas
    assert ("backup.schedule" in access) == schedule
    assert found["backup.retention_days"]["config"]["value"] == days
    assert ("ci_small" in found["instances.compute_update_available_sizes"]["config"]["set"]) == replicas


def test_the_organization_lists_its_projects_page_by_page(api: Api) -> None:
    for name in ("b-one", "a-two", "a-three"):
        api.create(name=name)
    assert [each["name"] for each in api.listed()] == ["a-three", "a-two", "b-one"]
    assert [each["name"] for each in api.listed(limit=1, offset=1)] == ["a-two"]
    assert [each["name"] for each in api.listed(search="A-")] == ["a-three", "a-two"]
    assert [each["name"] for each in api.listed(sort="created_asc")] == ["b-one", "a-two", "a-three"]
    assert api.listed(statuses="COMING_UP") == []
    page = api.ok("GET", f"organizations/{api.fake.organization}/projects", search="a-", limit=1)["pagination"]
    assert page == {"count": 2, "limit": 1, "offset": 0}


def test_regions_can_be_asked_for(api: Api) -> None:
    regions = api.ok("GET", "projects/available-regions", organization_slug=api.fake.organization)
    assert "eu-west-1" in {each["code"] for each in regions["all"]["specific"]}
