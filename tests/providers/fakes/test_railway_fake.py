"""Railway's stand-in as a world: projects, environments and services that stay as they were made."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.railway.fake import RailwayFake
from tests.providers.fakes.railway_client import ENVIRONMENT_CREATE, PROJECT_CREATE, SERVICE_CREATE, Client

_PROJECT = "query($id: String!){project(id:$id){id name description isPublic prDeploys deletedAt subscriptionType}}"
_PROJECTS = """
query($w: String, $first: Int, $after: String, $deleted: Boolean){
  projects(workspaceId:$w, first:$first, after:$after, includeDeleted:$deleted){
    edges{node{id name}} pageInfo{hasNextPage endCursor}
  }
}
"""
_DELETE = "mutation($id: String!){%s(id:$id)}"
_SERVICES = "query($id: String!){project(id:$id){services{edges{node{id name}}}}}"


def _nodes(connection: Any) -> list[Any]:
    return [edge["node"] for edge in connection["edges"]]


def test_a_world_is_empty_until_something_is_made_and_again_when_it_is_gone(
    railway: RailwayFake, client: Client
) -> None:
    assert railway.empty
    project, environment = client.project()
    service = client.service(project)
    client.volume(project, environment, service)
    assert not railway.empty
    assert client.ask(_DELETE % "projectDelete", id=project) is True
    assert railway.empty
    assert railway.world.instances == railway.world.volume_instances == {}
    assert client.refused(_PROJECT, id=project) == "Project not found"


@pytest.mark.parametrize(("wanted", "name"), [({}, "production"), ({"defaultEnvironmentName": "main"}, "main")])
def test_a_project_comes_with_its_default_environment(client: Client, wanted: dict[str, str], name: str) -> None:
    _, environment = client.project(**wanted)
    assert client.environment(environment)["name"] == name


def test_a_project_is_updated_where_it_is_told_to(client: Client) -> None:
    project, _ = client.project(description="old", prDeploys=True)
    update = "mutation($id: String!, $i: ProjectUpdateInput!){projectUpdate(id:$id, input:$i){id}}"
    client.ask(update, id=project, i={"name": "store", "description": None})
    read = client.ask(_PROJECT, id=project)
    assert (read["name"], read["description"], read["prDeploys"]) == ("store", None, True)
    assert read["subscriptionType"] == "pro"


def test_projects_may_have_the_same_name_and_are_listed_page_by_page(railway: RailwayFake, client: Client) -> None:
    made = [client.project("same")[0] for _ in range(5)]
    railway.page_size = 2
    listed: list[str] = []
    cursor, more = None, True
    while more:
        page = client.ask(_PROJECTS, w=railway.workspace_id, first=100, after=cursor)
        listed += [node["id"] for node in _nodes(page)]
        cursor, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert listed == made
    assert client.refused(_PROJECTS, after="nonsense") == "Invalid cursor"


def test_a_project_that_is_scheduled_for_deletion_is_read_but_not_listed_and_takes_nothing_new(
    railway: RailwayFake, client: Client
) -> None:
    project, _ = client.project()
    assert client.ask(_DELETE % "projectScheduleDelete", id=project) is True
    assert client.ask(_PROJECT, id=project)["deletedAt"] is not None
    assert _nodes(client.ask(_PROJECTS)) == []
    assert [node["id"] for node in _nodes(client.ask(_PROJECTS, deleted=True))] == [project]
    assert client.refused(SERVICE_CREATE, i={"projectId": project}) == "Project not found"
    assert client.refused(_DELETE % "projectScheduleDelete", id=project) == "Project not found"
    assert railway.empty


def test_what_is_somebody_elses_is_not_authorized(railway: RailwayFake, client: Client) -> None:
    theirs = railway.world.projects[railway.foreign_project_id]
    assert client.refused(_PROJECT, id=theirs.id) == "Not Authorized"
    assert client.refused(PROJECT_CREATE, i={"workspaceId": theirs.workspace_id}) == "Not Authorized"
    assert _nodes(client.ask(_PROJECTS)) == []


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("query($id: String!){project(id:$id){id}}", "Project not found"),
        ("query($id: String!){environment(id:$id){id}}", "Environment not found"),
        ("query($id: String!){service(id:$id){id}}", "Service not found"),
        ("query($id: String!){volumeInstance(id:$id){id}}", "VolumeInstance not found"),
        ("query($id: String!){deployment(id:$id){id}}", "Deployment not found"),
        (_DELETE % "customDomainDelete", "Custom domain not found"),
        (_DELETE % "serviceDomainDelete", "Service domain not found"),
        (_DELETE % "tcpProxyDelete", "TCP proxy not found"),
        ("query($id: String!){workspace(workspaceId:$id){id}}", "Workspace not found"),
    ],
)
def test_an_unknown_id_is_not_found(client: Client, document: str, message: str) -> None:
    assert client.refused(document, id="x") == message


def test_names_of_environments_and_services_are_unique_in_a_project(client: Client) -> None:
    (project, environment), (other, _) = client.project(), client.project()
    client.service(project, "api")
    client.service(other, "api")
    worker = client.service(project, "worker")
    taken = 'A service named "api" already exists in this project'
    assert client.refused(SERVICE_CREATE, i={"projectId": project, "name": "api"}) == taken
    update = "mutation($id: String!, $i: ServiceUpdateInput!){serviceUpdate(id:$id, input:$i){name icon}}"
    assert client.refused(update, id=worker, i={"name": "api"}) == taken
    assert client.ask(update, id=worker, i={"name": "jobs"})["name"] == "jobs"
    assert client.ask(update, id=worker, i={"name": "jobs", "icon": "x"})["icon"] == "x"
    create = {"projectId": project, "name": "production"}
    assert "already exists" in client.refused(ENVIRONMENT_CREATE, i=create)
    client.ask(ENVIRONMENT_CREATE, i={**create, "name": "staging"})
    rename = "mutation($id: String!, $i: EnvironmentRenameInput!){environmentRename(id:$id, input:$i){name}}"
    assert "already exists" in client.refused(rename, id=environment, i={"name": "staging"})
    assert client.ask(rename, id=environment, i={"name": "production"})["name"] == "production"
    assert client.ask(rename, id=environment, i={"name": "live"})["name"] == "live"


def test_a_service_is_made_in_all_environments_but_forks(client: Client) -> None:
    project, production = client.project()
    wanted = {"projectId": project, "name": "staging"}
    staging = client.ask(ENVIRONMENT_CREATE, i=wanted)["id"]
    fork = client.ask(ENVIRONMENT_CREATE, i={**wanted, "name": "pr-1", "sourceEnvironmentId": production})["id"]
    everywhere = client.service(project, "api", environmentId=production)
    only_here = client.service(project, "try", environmentId=fork)
    configs = [set(client.environment(each)["config"]["services"]) for each in (production, staging, fork)]
    assert configs == [{everywhere}, {everywhere}, {only_here}]


def test_an_environment_takes_over_all_but_sealed_values(client: Client) -> None:
    project, production = client.project()
    service = client.service(project, variables={"PORT": "80"})
    volume = client.volume(project, production, service)
    client.patch_service(production, service, variables={"KEY": {"value": "k", "isSealed": True}})
    wanted = {"projectId": project, "name": "staging", "sourceEnvironmentId": production}
    staging = client.ask(ENVIRONMENT_CREATE, i=wanted)["id"]
    copied = client.read(staging, service)
    assert copied["variables"] == {"PORT": {"value": "80"}}
    assert copied["volumeMounts"] == {volume: {"mountPath": "/data"}}


def test_a_service_is_deleted_everywhere_or_only_in_a_fork(railway: RailwayFake, client: Client) -> None:
    project, production = client.project()
    service = client.service(project)
    wanted = {"projectId": project, "name": "pr-1", "sourceEnvironmentId": production}
    fork = client.ask(ENVIRONMENT_CREATE, i=wanted)["id"]
    delete = "mutation($id: String!, $e: String){serviceDelete(id:$id, environmentId:$e)}"
    client.ask(delete, id=service, e=fork)
    assert (client.read(fork, service), client.read(production, service) is None) == (None, False)
    client.ask(delete, id=service)
    assert client.read(production, service) is None
    assert _nodes(client.ask(_SERVICES, id=project)["services"]) == []
    assert railway.live()["services"] == {}


def test_an_environment_takes_along_what_is_in_it(railway: RailwayFake, client: Client) -> None:
    project, environment = client.project()
    service = client.service(project)
    client.volume(project, environment, service)
    client.ask(_DELETE % "environmentDelete", id=environment)
    live = railway.live()
    assert (live["environments"], live["volume_instances"]) == ({}, {})
    assert set(live["services"]) == {service}


def test_a_service_shows_up_after_as_many_reads_as_it_lags(railway: RailwayFake, client: Client) -> None:
    railway.instance_lag = 2
    project, environment = client.project()
    service = client.service(project)
    assert [node["id"] for node in _nodes(client.ask(_SERVICES, id=project)["services"])] == [service]
    reads = [client.environment(environment) for _ in range(4)]
    assert [service in read["config"]["services"] for read in reads] == [False, False, True, True]
    assert [len(_nodes(read["serviceInstances"])) for read in reads] == [0, 0, 1, 1]


def test_asking_for_the_instance_is_a_read_as_well(railway: RailwayFake, client: Client) -> None:
    railway.instance_lag = 1
    project, environment = client.project()
    service = client.service(project)
    query = "query($s: String!, $e: String!){serviceInstance(serviceId:$s, environmentId:$e){serviceName}}"
    assert client.refused(query, s=service, e=environment) == "ServiceInstance not found"
    assert client.ask(query, s=service, e=environment) == {"serviceName": "api"}


def test_the_pipeline_deploys_behind_the_providers_back(railway: RailwayFake, client: Client) -> None:
    project, environment = client.project()
    service = client.service(project, source={"image": "redis:8"})
    assert client.read(environment, service)["source"] == {"image": "redis:8"}
    railway.deploy_image(service, "api:1")
    (newest,) = railway.deploy_image(service, "api:2", environment)
    assert client.read(environment, service)["source"] == {"image": "api:2"}
    query = """
    query($s: String!, $i: DeploymentListInput!, $e: String!){
      deployments(input:$i){edges{node{id status meta}}}
      serviceInstance(serviceId:$s, environmentId:$e){latestDeployment{id} activeDeployments{id} source{image repo}}
    }
    """
    read = client.ask(query, s=service, e=environment, i={"serviceId": service})
    assert [(node["status"], node["meta"]["image"]) for node in _nodes(read["deployments"])] == [
        ("SUCCESS", "api:2"),
        ("REMOVED", "api:1"),
    ]
    instance = read["serviceInstance"]
    assert (instance["latestDeployment"]["id"], instance["activeDeployments"]) == (newest, [{"id": newest}])
    assert instance["source"] == {"image": "api:2", "repo": None}
