"""What is read: page after page, and once for all who ask at the same time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from providers.kit.timings import Timings
from providers.kit.waiting import Patience
from providers.supabase.api.client import At, Client, organization, project
from providers.supabase.facts import facts
from tests.fakes.supabase.world import Database, settled
from tests.providers.supabase.conftest import Cloud

LIST = "GET /v1/organizations/{slug}/projects"


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:020d}")


def test_every_page_of_the_projects_is_read(ready: Cloud) -> None:
    first = ready.live
    for number in range(2 * facts().need("projects_per_page")):
        ref = _letters(number)
        primary = [Database(ref, first.region, "PRIMARY", settled("ACTIVE_HEALTHY"))]
        ready.fake.world.projects[ref] = replace(first, ref=ref, number=10_000 + number, databases=primary)
    ready.fake.seen.clear()
    ready.fault("POST /v1/projects", "drop_after")
    assert ready.project("second") == "create"
    assert ready.stack["second"].id == list(ready.fake.world.projects)[-1]
    assert [each.query for each in ready.fake.asked(LIST)][:3] == [
        f"offset={offset}&limit=100&sort=created_asc" for offset in (0, 100, 200)
    ]


def test_those_who_ask_at_once_share_their_reads(ready: Cloud) -> None:
    ready.fake.latency_s = 0.1
    kinds = ["ApiKeys", "SslEnforcement", "PoolerConfig", "PostgresConfig", "NetworkRestrictions"]
    inputs = {"SslEnforcement": {"database": True}, "NetworkRestrictions": {"allowedCidrs": ["0.0.0.0/0"]}}
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda kind: ready.up(kind, kind, **inputs.get(kind, {})), kinds))
    # Whoever asks while a read is under way waits for its end, and all of them share the next one.
    assert ready.fake.apart_s("GET /v1/projects/{ref}") >= 0.1


def test_replicas_that_are_ordered_at_once_are_told_apart(ready: Cloud) -> None:
    ready.live.size, ready.fake.walg_enabled, ready.fake.replica_lag = "xlarge", True, 1
    names = [f"replica-{index}" for index in range(4)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda name: ready.up("ReadReplica", name, region="eu-west-1"), names))
    identifiers = {ready.stack[name].outputs["identifier"] for name in names}
    assert identifiers == {each.identifier for each in ready.live.replicas}
    assert len(identifiers) == 4


def test_projects_of_one_name_that_are_made_at_once_are_told_apart(cloud: Cloud) -> None:
    cloud.fault("POST /v1/projects", "drop_after", times=3)
    names = [f"project-{index}" for index in range(3)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(cloud.project, names))
    assert {cloud.stack[name].id for name in names} == set(cloud.fake.world.projects)


@pytest.mark.parametrize("passing", ["429", "500", "hang", "drop_before"])
def test_a_read_is_repeated(ready: Cloud, passing: str) -> None:
    ready.fault("GET /v1/projects/{ref}", passing, seconds=1.3)
    assert ready.stack.refresh("project") is not None
    assert ready.asked("GET /v1/projects/{ref}") >= 1


def test_a_read_that_never_works_says_so_and_keeps_the_state(ready: Cloud) -> None:
    ready.fault("GET /v1/projects/{ref}", "500", times=100)
    with pytest.raises(Exception, match=r"reading supabase:index:Project 'project': GET .* the platform failed \(500"):
        ready.stack.refresh("project")
    assert ready.project() == "same"


def test_a_name_cannot_leave_its_place_in_a_path() -> None:
    assert project("/config/disk", "../organizations").path == "/v1/projects/..%2Forganizations/config/disk"
    assert project("/billing/addons/{addon_variant}", "r", addon_variant="a/b").path.endswith("/addons/a%2Fb")


def test_each_project_and_each_token_has_a_pace_of_its_own() -> None:
    client = Client(agent="tests/1.0", patience=Patience(Timings()))
    client.connect("http://127.0.0.1:9", {"Authorization": "one"})
    paces = [client._http(scope, "GET")._pace for scope in ("one", "two", "one")]
    assert paces[0] is paces[2] is not paces[1]
    assert [limit.calls for limit in paces[0]._limits] == [row.per_minute for row in facts().limits]
    client.connect("http://127.0.0.1:9", {"Authorization": "one"})
    assert client._http("one", "GET")._pace is paces[0]
    client.connect("http://127.0.0.1:9", {"Authorization": "two"})
    assert client._http("one", "GET")._pace is not paces[0]


def test_a_call_counts_for_the_project_or_organization_that_it_names() -> None:
    assert project("", "ref") == At("/v1/projects/{ref}", {"ref": "ref"}, "ref")
    assert organization("/projects", "org").scope == "org"
