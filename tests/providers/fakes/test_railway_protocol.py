"""Railway's stand-in as an HTTP endpoint: tokens, the edge, rate limits, the schema, faults."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.faults import Fault
from tests.fakes.railway.fake import PATH, RailwayFake
from tests.fakes.railway.limits import Limits, Meter
from tests.providers.fakes.railway_client import HEADERS, PROJECT_CREATE, Client

_REGIONS = "{regions{name}}"
_WORKSPACE = """
query($id: String!){workspace(workspaceId:$id){
  plan customer{id state usageLimit{softLimit hardLimit}} apiTokenRateLimit{remainingPoints resetsAt}
}}
"""


def _codes(client: Client, number: int) -> list[int]:
    return [client.post(_REGIONS).status_code for _ in range(number)]


def test_the_token_is_accepted_and_the_regions_are_there(client: Client) -> None:
    assert "europe-west4-drams3a" in {region["name"] for region in client.ask(_REGIONS)}


@pytest.mark.parametrize("headers", [{"Authorization": "Bearer no"}, {"Authorization": ""}])
def test_another_token_is_not_authorized_in_a_success(client: Client, headers: dict[str, str]) -> None:
    answer = client.post(_REGIONS, headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["message"]) == (200, "Not Authorized")


def test_an_address_without_a_query_string_runs_into_the_edge_and_is_a_breach() -> None:
    with RailwayFake(limits="PRO") as fake:
        headers = {**HEADERS, "Authorization": f"Bearer {fake.token}"}
        answer = httpx.post(fake.url + PATH, json={"query": _REGIONS}, headers=headers)
        assert answer.status_code == 429
        assert not [name for name in answer.headers if name.startswith("x-ratelimit") or name == "retry-after"]
        assert ["query string" in breach for breach in fake.breaches] == [True]


@pytest.mark.parametrize("agent", ["", "sayar"])
def test_a_client_that_names_no_version_is_a_breach(agent: str) -> None:
    with RailwayFake() as fake:
        Client(fake).post(_REGIONS, headers={"User-Agent": agent})
        assert fake.breaches == ["regions: the User-Agent names no version"]


def test_another_path_is_a_breach() -> None:
    with RailwayFake() as fake:
        assert Client(fake).http.get("/graphql?source=x").status_code == 404
        assert fake.breaches == ["unknown: GET /graphql is not served"]


@pytest.mark.parametrize(
    ("document", "variables", "expected"),
    [
        ("{regions{nmae}}", {}, "Cannot query field 'nmae'"),
        ("{regions}", {}, "must have a selection of subfields"),
        ("{regions{", {}, "Syntax Error"),
        (PROJECT_CREATE, {"i": {"nmae": "x"}}, "nmae"),
        (PROJECT_CREATE, {}, "non-null type"),
        ("query a {regions{name}} query b {me{id}}", {}, "one operation"),
    ],
)
def test_what_the_schema_does_not_have_is_answered_with_errors_and_is_a_breach(
    document: str, variables: dict[str, object], expected: str
) -> None:
    with RailwayFake() as fake:
        answer = Client(fake).post(document, **variables)
        assert answer.status_code == 400
        assert expected in answer.json()["errors"][0]["message"]
        assert expected in fake.breaches[0]
        assert fake.empty


def test_what_the_stand_in_does_not_know_is_a_breach_and_not_a_silent_null() -> None:
    with RailwayFake() as fake:
        Client(fake).post('{template(code: "redis"){id}}')
        assert "does not know Query.template" in fake.breaches[0]


def test_an_operation_is_called_after_its_root_fields(railway: RailwayFake, client: Client) -> None:
    client.ask("query Anything {regions{name}}")
    client.ask("{first: regions{name} apiToken{workspaces{id}}}")
    assert [seen.operation for seen in railway.seen] == ["regions", "regions+apiToken"]


def test_without_limits_no_header_speaks_of_them(client: Client) -> None:
    assert "X-RateLimit-Limit" not in client.post(_REGIONS).headers


def test_with_limits_every_answer_says_what_is_left(railway: RailwayFake, client: Client) -> None:
    railway.limits = "PRO"
    headers = client.post(_REGIONS).headers
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("10000", "9999")
    assert int(headers["X-RateLimit-Reset"]) > 0
    assert client.ask(_WORKSPACE, id=railway.workspace_id)["apiTokenRateLimit"]["remainingPoints"] == 9998


def test_the_limit_of_an_hour_is_kept_and_recorded(railway: RailwayFake, client: Client) -> None:
    railway.limits = Limits(per_hour=3)
    assert _codes(client, 5) == [200, 200, 200, 429, 429]
    answer = client.post(_REGIONS)
    assert 3500 < int(answer.headers["Retry-After"]) <= 3600
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert railway.limited == ["regions"] * 3


def test_the_limit_of_a_second_is_kept(railway: RailwayFake, client: Client) -> None:
    railway.limits = Limits(per_hour=1000, per_second=2)
    assert _codes(client, 4)[-1] == 429
    assert client.post(_REGIONS).headers["Retry-After"] == "1"


def test_a_request_fits_in_again_as_soon_as_it_was_told() -> None:
    meter, limits = Meter(), Limits(per_hour=100, per_second=2)
    assert [meter.judge(limits, now).wait_s for now in (0.0, 0.4)] == [None, None]
    assert meter.judge(limits, 0.5).wait_s == pytest.approx(0.5)
    assert meter.judge(limits, 1.0).wait_s is None


def test_an_account_token_knows_me_and_a_workspace_token_does_not(railway: RailwayFake, client: Client) -> None:
    assert client.ask("{me{workspaces{id}}}") == {"workspaces": [{"id": railway.workspace_id}]}
    railway.workspace_token = True
    assert client.refused("{me{id}}") == "Not Authorized"
    assert client.ask("{apiToken{workspaces{id name}}}")["workspaces"][0]["id"] == railway.workspace_id


def test_a_project_token_reaches_its_environment_and_nothing_else(railway: RailwayFake, client: Client) -> None:
    (project, environment), (other, _) = client.project(), client.project()
    client.http.headers["Project-Access-Token"] = railway.project_token(environment)
    del client.http.headers["Authorization"]
    token = client.ask("{projectToken{projectId environmentId}}")
    assert token == {"projectId": project, "environmentId": environment}
    assert client.environment(environment)["name"] == "production"
    assert client.refused("query($id: String!){project(id:$id){id}}", id=other) == "Not Authorized"
    assert client.refused(_WORKSPACE, id=railway.workspace_id) == "Not Authorized"
    assert client.refused(PROJECT_CREATE, i={"name": "x"}) == "Not Authorized"


def test_a_project_token_is_made_and_taken_away(railway: RailwayFake, client: Client) -> None:
    project, environment = client.project()
    wanted = {"projectId": project, "environmentId": environment, "name": "ci"}
    secret = client.ask("mutation($i: ProjectTokenCreateInput!){projectTokenCreate(input:$i)}", i=wanted)
    listed = client.ask("query($p: String!){projectTokens(projectId:$p){edges{node{id displayToken}}}}", p=project)
    assert secret not in repr((listed, railway.live()))
    identity = listed["edges"][0]["node"]["id"]
    assert client.ask("mutation($id: String!){projectTokenDelete(id:$id)}", id=identity) is True
    assert railway.live()["project_tokens"] == {}


def test_the_plan_and_the_usage_limit_are_read_from_the_workspace(railway: RailwayFake, client: Client) -> None:
    set_, remove = (f"mutation($i: UsageLimit{what}Input!){{usageLimit{what}(input:$i)}}" for what in ("Set", "Remove"))
    customer = railway.customer_id
    railway.plan = "HOBBY"
    assert client.ask(_WORKSPACE, id=railway.workspace_id) == {
        "plan": "HOBBY",
        "customer": {"id": customer, "state": "ACTIVE", "usageLimit": None},
        "apiTokenRateLimit": None,
    }
    assert "at least $5" in client.refused(set_, i={"customerId": customer, "softLimitDollars": 4})
    low = {"customerId": customer, "softLimitDollars": 5, "hardLimitDollars": 9}
    assert "at least $10" in client.refused(set_, i=low)
    client.ask(set_, i={"customerId": customer, "softLimitDollars": 75, "hardLimitDollars": 125})
    limit = client.ask(_WORKSPACE, id=railway.workspace_id)["customer"]["usageLimit"]
    assert limit == {"softLimit": 75, "hardLimit": 125}
    assert railway.live()["usage_limits"] == {customer: {"soft": 75, "hard": 125}}
    assert client.ask(remove, i={"customerId": customer}) is True
    assert client.refused(remove, i={"customerId": customer}) == "Usage limit not found"
    assert client.refused(remove, i={"customerId": "x"}) == "Not Authorized"


def test_a_fault_leaves_no_project_or_leaves_one_that_nobody_was_told_of(railway: RailwayFake, client: Client) -> None:
    railway.faults.add(Fault("projectCreate", "refuse", message="Too many projects"))
    assert client.refused(PROJECT_CREATE, i={"name": "x"}) == "Too many projects"
    railway.faults.add(Fault("projectCreate", "not_authorized"))
    assert client.refused(PROJECT_CREATE, i={"name": "x"}) == "Not Authorized"
    assert railway.empty
    railway.faults.add(Fault("projectCreate", "drop_after"))
    with pytest.raises(httpx.RemoteProtocolError):
        client.post(PROJECT_CREATE, i={"name": "x"})
    assert [project["name"] for project in railway.live()["projects"].values()] == ["x"]
