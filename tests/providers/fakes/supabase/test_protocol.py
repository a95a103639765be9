"""What holds for every operation of the Supabase stand-in: tokens, the description, faults and limits."""

import pytest

from tests.fakes.faults import Fault
from tests.fakes.supabase.limits import Limiter
from tests.providers.fakes.supabase.conftest import Api

_NOWHERE = "z" * 20


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Basic x"])
def test_without_the_token_nothing_is_answered(api: Api, header: str) -> None:
    api.http.headers["Authorization"] = header
    assert api.no("GET", "projects") == (401, "Unauthorized")


@pytest.mark.parametrize("agent", ["", "curl", "sayar/"])
def test_a_client_that_does_not_tell_its_version_is_a_breach(api: Api, agent: str) -> None:
    api.http.headers["User-Agent"] = agent
    api.ok("GET", "projects")
    assert "User-Agent" in api.breach()


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"name": "x"}, "'db_pass' is a required property"),
        ({"nam": "x"}, "'nam' was unexpected"),
        ({"region_selection": {"type": "specific", "code": "mars"}}, "region_selection"),
        ({"desired_instance_size": "huge"}, "desired_instance_size: breaks enum"),
    ],
)
def test_a_body_that_breaks_the_description_is_refused_and_recorded(api: Api, body: dict, place: str) -> None:
    status, message = api.no("POST", "projects", body)
    assert status == 400
    assert place in message
    assert api.breach() == f"POST /v1/projects: {message}"
    assert api.fake.empty


def test_no_value_of_a_refused_body_is_repeated(api: Api) -> None:
    _, message = api.no("POST", "projects", {"name": 5, "db_pass": ["hunter2"], "organization_slug": "x"})
    assert "db_pass: breaks type string" in message
    assert "hunter2" not in message + api.breach()


@pytest.mark.parametrize("content", [b"", b'{"db_pass": "hunter2"', b"hunter2"])
def test_a_body_that_is_no_json_is_refused(api: Api, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    response = api.http.post("/v1/projects", content=content, headers=headers)
    assert response.status_code == 400
    assert "hunter2" not in response.text + api.breach()


def test_an_answer_that_breaks_the_description_is_a_breach_of_the_stand_in(api: Api) -> None:
    ref = api.ready()
    api.fake.project(ref).pooler.pool_mode = "statement"
    api.ok("GET", f"projects/{ref}/config/database/pooler")
    assert "the stand-in's own answer" in api.breach()


def test_a_misspelt_name_is_refused_even_where_the_description_would_let_it_pass(api: Api) -> None:
    ref = api.ready()
    path = f"projects/{ref}/network-restrictions/apply"
    assert "dbAllowedCidr" in api.no("POST", path, {"dbAllowedCidr": []})[1]
    assert "dbAllowedCidr" in api.breach()
    assert api.no("GET", f"projects/{ref}/api-keys", revel="true")[0] == 400
    assert "unknown query parameter revel" in api.breach()


def test_an_operation_that_the_stand_in_lacks_is_a_breach(api: Api) -> None:
    assert api.no("GET", "nothing") == (404, "Not Found")
    assert api.breach() == "GET /v1/nothing: the stand-in does not know this operation"
    assert api.no("GET", f"projects/{_NOWHERE}/postgrest")[0] == 404
    assert api.breach().startswith("GET /v1/projects/{ref}/postgrest: ")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("DELETE", "", None),
        ("PATCH", "", {"name": "x"}),
        ("GET", "/billing/addons", None),
        ("GET", "/config/disk", None),
        ("GET", "/custom-hostname", None),
        ("GET", "/api-keys", None),
        ("POST", "/read-replicas/setup", {"read_replica_region": "eu-west-1"}),
    ],
)
def test_a_project_that_does_not_exist_is_not_found(api: Api, method: str, path: str, body: object) -> None:
    assert api.no(method, f"projects/{_NOWHERE}{path}", body) == (404, "Project not found")


def test_requests_are_recorded_under_the_names_of_the_description(api: Api) -> None:
    ref = api.ready()
    api.ok("GET", f"projects/{ref}/api-keys/legacy")
    api.ok("GET", "projects/available-regions", organization_slug=api.fake.organization)
    assert [seen.operation for seen in api.fake.seen] == [
        "POST /v1/projects",
        "GET /v1/projects/{ref}",
        "GET /v1/projects/{ref}",
        "GET /v1/projects/{ref}/api-keys/legacy",
        "GET /v1/projects/available-regions",
    ]


def test_a_refusal_is_about_money_and_a_dead_token_about_rights(api: Api) -> None:
    api.fake.faults.add(Fault("GET /v1/projects", "refuse", message="Spend cap reached"))
    api.fake.faults.add(Fault("GET /v1/projects", "not_authorized"))
    assert api.no("GET", "projects") == (402, "Spend cap reached")
    assert api.no("GET", "projects") == (401, "Unauthorized")
    assert api.ok("GET", "projects") == []


def test_limits_are_off_until_they_are_wanted(api: Api) -> None:
    api.fake.limiter.most = 1
    for _ in range(3):
        api.ok("GET", "projects")
    assert api.fake.limited == []


def test_over_the_limit_the_answer_tells_when_to_come_back(api: Api) -> None:
    ref = api.ready()
    api.fake.limits, api.fake.limiter.most = True, 2
    assert [api.call("GET", f"projects/{ref}").status_code for _ in range(3)] == [200, 200, 429]
    response = api.call("GET", f"projects/{ref}/config/disk")
    assert 0 < int(response.headers["Retry-After"]) <= 60
    assert response.headers["X-RateLimit-Limit"] == "2"
    assert response.headers["X-RateLimit-Remaining"] == "0"
    assert 0 < int(response.headers["X-RateLimit-Reset"]) <= 60
    assert api.fake.limited == ["GET /v1/projects/{ref}", "GET /v1/projects/{ref}/config/disk"]
    api.ok("GET", "projects")  # the organization's own calls are counted apart


def test_a_minute_later_the_count_starts_anew() -> None:
    times = iter([0.0, 1.0, 59.5, 60.0])
    limiter = Limiter(most=1, clock=lambda: next(times))
    told = [limiter.excess("a") for _ in range(4)]
    assert [headers and headers["Retry-After"] for headers in told] == [None, "59", "1", None]
