"""The configuration of an environment at Railway's stand-in: patches in, and read back as the platform does it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.faults import Fault
from tests.fakes.railway.fake import RailwayFake
from tests.fakes.railway.patches import merged
from tests.providers.fakes.railway_client import ENVIRONMENT_CREATE, PATCH, SERVICE_CREATE, Client

_EU, _US = "europe-west4-drams3a", "us-east4-eqdc4a"
_HOME = {"us-west2": {"numReplicas": 1}}
Made = tuple[str, str, str]


@pytest.fixture
def made(client: Client) -> Iterator[Made]:
    """A project, its environment and a service."""
    project, environment = client.project()
    return project, environment, client.service(project)


@pytest.mark.parametrize(
    ("base", "patch", "expected"),
    [
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}}, {"a": {"b": 3, "c": 2}}),
        ({"a": {"b": 1}}, {"a": {"b": None}}, {"a": {}}),
        ({"a": [1]}, {"a": [2]}, {"a": [2]}),
        ({"a": 1}, {"a": {"b": None, "c": 1}}, {"a": {"c": 1}}),
        ({}, {"a": None}, {}),
    ],
)
def test_a_patch_merges_map_into_map_and_null_takes_away(
    base: dict[str, object], patch: dict[str, object], expected: dict[str, object]
) -> None:
    before = repr(base)
    assert merged(base, patch) == expected
    assert repr(base) == before


def test_a_new_service_runs_once_in_the_default_region(client: Client, made: Made) -> None:
    assert client.read(made[1], made[2]) == {"deploy": {"multiRegionConfig": _HOME}}


def test_regions_are_added_and_taken_away_by_null(client: Client, made: Made) -> None:
    _, environment, service = made
    client.patch_service(
        environment, service, deploy={"multiRegionConfig": {_EU: {"numReplicas": 3}, "us-west2": None}}
    )
    assert client.read(environment, service)["deploy"]["multiRegionConfig"] == {_EU: {"numReplicas": 3}}
    client.patch_service(environment, service, deploy={"multiRegionConfig": {_EU: None}})
    assert client.read(environment, service)["deploy"]["multiRegionConfig"] == _HOME


def test_replicas_without_a_region_are_not_kept(client: Client, made: Made) -> None:
    client.patch_service(made[1], made[2], deploy={"numReplicas": 5})
    assert client.read(made[1], made[2])["deploy"] == {"multiRegionConfig": _HOME}


def test_defaults_come_back_as_null_or_not_at_all(client: Client, made: Made) -> None:
    _, environment, service = made
    defaults = {"restartPolicyType": "ON_FAILURE", "sleepApplication": False, "healthcheckTimeout": 300}
    client.patch_service(environment, service, deploy=defaults)
    assert client.read(environment, service)["deploy"] == {"restartPolicyType": None, "multiRegionConfig": _HOME}
    others = {"restartPolicyType": "ALWAYS", "sleepApplication": True, "healthcheckTimeout": 60}
    client.patch_service(environment, service, deploy=others)
    assert client.read(environment, service)["deploy"] == {**others, "multiRegionConfig": _HOME}


def test_a_sealed_value_never_comes_back_and_a_plain_one_only_on_request(railway: RailwayFake, client: Client) -> None:
    project, environment = client.project()
    service = client.service(project)
    variables = {"PLAIN": {"value": "v"}, "KEY": {"value": "hush", "isSealed": True}}
    client.patch(environment, {"services": {service: {"variables": variables}}, "sharedVariables": variables})
    hidden = "query($id: String!){environment(id:$id){config(decryptVariables: false)}}"
    for document, plain in ((None, "v"), (hidden, "*****")):
        read = client.ask(document, id=environment) if document else client.environment(environment)
        expected = {"PLAIN": {"value": plain}, "KEY": {"isSealed": True}}
        assert read["config"]["services"][service]["variables"] == expected
        assert read["config"]["sharedVariables"] == expected
    assert "hush" not in repr(railway.live())
    assert railway.environment(environment).config["sharedVariables"]["KEY"]["value"] == "hush"


def test_variables_can_be_set_one_by_one_as_well(client: Client, made: Made) -> None:
    project, environment, service = made
    where = {"projectId": project, "environmentId": environment, "serviceId": service}
    for kind, wanted in (
        ("VariableCollectionUpsert", {"variables": {"A": "1", "B": "2"}}),
        ("VariableUpsert", {"name": "C", "value": "3"}),
        ("VariableDelete", {"name": "A"}),
    ):
        field = kind[0].lower() + kind[1:]
        client.ask(f"mutation($i: {kind}Input!){{{field}(input:$i)}}", i={**where, **wanted})
    query = "query($p: String!, $e: String!, $s: String){variables(projectId:$p, environmentId:$e, serviceId:$s)}"
    assert client.ask(query, p=project, e=environment, s=service) == {"B": "2", "C": "3"}
    assert client.ask(query, p=project, e=environment) == {}
    replace = "mutation($i: VariableCollectionUpsertInput!){variableCollectionUpsert(input:$i)}"
    client.ask(replace, i={**where, "variables": {"D": "4"}, "replace": True})
    assert client.ask(query, p=project, e=environment, s=service) == {"D": "4"}


def test_a_patch_shows_after_as_many_reads_as_it_lags(railway: RailwayFake, client: Client, made: Made) -> None:
    _, environment, service = made
    railway.patch_lag = 2
    before = client.environment(environment)["configEtag"]
    client.patch_service(environment, service, deploy={"healthcheckPath": "/up"})
    client.patch_service(environment, service, deploy={"startCommand": "run"})
    reads = [client.environment(environment) for _ in range(3)]
    assert [read["configEtag"] == before for read in reads] == [True, True, False]
    deploy = reads[-1]["config"]["services"][service]["deploy"]
    assert (deploy["healthcheckPath"], deploy["startCommand"]) == ("/up", "run")


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"deploy": {"restartPolicyType": "SOMETIMES"}}, "SOMETIMES"),
        ({"deploy": {"multiRegionConfig": {_EU: {}}}}, "multiRegionConfig"),
        ({"deplyo": {}}, "deplyo"),
    ],
)
def test_a_patch_that_is_not_as_described_is_refused_and_is_a_breach(part: dict[str, object], expected: str) -> None:
    with RailwayFake() as fake:
        client = Client(fake)
        project, environment = client.project()
        service = client.service(project)
        assert expected in client.refused(PATCH, e=environment, p={"services": {service: part}})
        assert expected in fake.breaches[0]


def test_a_service_that_is_not_there_cannot_be_patched(railway: RailwayFake, client: Client, made: Made) -> None:
    _, environment, _ = made
    other = client.service(client.project()[0])
    for unknown in ("x", other):
        assert client.refused(PATCH, e=environment, p={"services": {unknown: {}}}) == "Service not found"
    railway.instance_lag = 1
    young = client.service(made[0], "young")
    assert client.refused(PATCH, e=environment, p={"services": {young: {}}}) == "ServiceInstance not found"


def test_a_patch_puts_a_service_into_an_environment_and_takes_it_away(client: Client, made: Made) -> None:
    project, production, service = made
    staging = client.ask(ENVIRONMENT_CREATE, i={"projectId": project, "name": "staging"})["id"]
    client.patch_service(staging, service, isCreated=True, deploy={"startCommand": "run"})
    assert client.read(staging, service)["deploy"]["startCommand"] == "run"
    client.patch_service(staging, service, isDeleted=True)
    assert client.read(staging, service) is None
    client.patch_service(production, service, isDeleted=True)
    assert client.refused("query($id: String!){service(id:$id){id}}", id=service) == "Service not found"


@pytest.mark.parametrize(("plan", "most"), [("FREE", 1), ("HOBBY", 6), ("PRO", 42)])
def test_replicas_are_counted_over_all_regions(
    railway: RailwayFake, client: Client, made: Made, plan: str, most: int
) -> None:
    _, environment, service = made
    railway.plan = plan

    def regions(replicas: int) -> dict[str, object]:
        wanted = {_EU: {"numReplicas": replicas - 1} if replicas > 1 else None, "us-west2": {"numReplicas": 1}}
        return {"services": {service: {"deploy": {"multiRegionConfig": wanted}}}}

    client.ask(PATCH, e=environment, p=regions(most))
    assert f"allows {most} replicas" in client.refused(PATCH, e=environment, p=regions(most + 1))
    deploy = client.read(environment, service)["deploy"]["multiRegionConfig"]
    assert sum(region["numReplicas"] for region in deploy.values()) == most


def test_an_unknown_region_is_refused(client: Client, made: Made) -> None:
    patch = {"services": {made[2]: {"deploy": {"multiRegionConfig": {"mars": {"numReplicas": 1}}}}}}
    assert client.refused(PATCH, e=made[1], p=patch) == 'Region "mars" not found'


def test_private_registries_need_pro_and_their_password_never_comes_back(railway: RailwayFake, client: Client) -> None:
    project, environment = client.project()
    wanted = {"projectId": project, "name": "api", "registryCredentials": {"username": "u", "password": "hush"}}
    railway.plan = "HOBBY"
    assert "only available on the Pro plan" in client.refused(SERVICE_CREATE, i=wanted)
    railway.plan = "PRO"
    client.ask(SERVICE_CREATE, i=wanted)
    assert "hush" not in repr((client.environment(environment), railway.live()))


def test_what_is_refused_midway_leaves_no_trace(railway: RailwayFake, client: Client, made: Made) -> None:
    before = railway.live()
    part = {"networking": {"tcpProxies": {"6379": {}}}, "deploy": {"multiRegionConfig": {"mars": {"numReplicas": 1}}}}
    client.refused(PATCH, e=made[1], p={"services": {made[2]: part}})
    assert railway.live() == before


def test_typed_settings_of_an_instance_end_up_in_the_configuration(client: Client, made: Made) -> None:
    _, environment, service = made
    update = """mutation($s: String!, $i: ServiceInstanceUpdateInput!){serviceInstanceUpdate(serviceId:$s, input:$i)}"""
    wanted = {"region": _US, "numReplicas": 2, "startCommand": "run", "builder": "NIXPACKS", "rootDirectory": "/a"}
    client.ask(update, s=service, i=wanted)
    read = client.read(environment, service)
    assert read["deploy"] == {"startCommand": "run", "multiRegionConfig": {_US: {"numReplicas": 2}}}
    assert (read["build"], read["source"]) == ({"builder": "NIXPACKS"}, {"rootDirectory": "/a"})
    query = """query($s: String!, $e: String!){serviceInstance(serviceId:$s, environmentId:$e){
      numReplicas region startCommand builder rootDirectory restartPolicyType restartPolicyMaxRetries healthcheckTimeout
    }}"""
    assert client.ask(query, s=service, e=environment) == {
        **wanted,
        "restartPolicyType": "ON_FAILURE",
        "restartPolicyMaxRetries": 10,
        "healthcheckTimeout": None,
    }


def test_limits_of_an_instance_are_overridden_and_fall_back_to_the_plan(client: Client, made: Made) -> None:
    _, environment, service = made
    query = """query($s: String!, $e: String!){
      serviceInstanceLimits(serviceId:$s, environmentId:$e) serviceInstanceLimitOverride(serviceId:$s, environmentId:$e)
    }"""
    assert client.ask(query, s=service, e=environment)["serviceInstanceLimitOverride"] is None
    update = "mutation($i: ServiceInstanceLimitsUpdateInput!){serviceInstanceLimitsUpdate(input:$i)}"
    client.ask(update, i={"serviceId": service, "environmentId": environment, "vCPUs": 2.0})
    limits = client.ask(query, s=service, e=environment)["serviceInstanceLimits"]
    assert limits["containers"] == {"cpu": 2.0, "memoryBytes": 24_000_000_000}


def test_a_500_after_the_work_leaves_the_patch_committed(railway: RailwayFake, client: Client, made: Made) -> None:
    railway.faults.add(Fault("environmentPatchCommit", "500", after=True))
    patch = {"services": {made[2]: {"deploy": {"startCommand": "run"}}}}
    assert client.post(PATCH, e=made[1], p=patch).status_code == 500
    assert client.read(made[1], made[2])["deploy"]["startCommand"] == "run"
