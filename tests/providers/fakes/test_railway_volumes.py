"""Volumes and their backup schedules at Railway's stand-in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.railway.fake import RailwayFake
from tests.providers.fakes.railway_client import ENVIRONMENT_CREATE, PATCH, VOLUME_CREATE, Client

Made = tuple[str, str, str]
_INSTANCE = "query($id: String!){volumeInstance(id:$id){state deletedAt isPendingDeletion sizeMB volume{name}}}"
_VOLUMES = "query($id: String!){project(id:$id){volumes{edges{node{id name}}}}}"
_DELETE = "mutation($id: String!){volumeDelete(volumeId:$id)}"


@pytest.fixture
def made(client: Client) -> Made:
    """A project, its environment and a service."""
    project, environment = client.project()
    return project, environment, client.service(project)


def _instance(client: Client, environment: str) -> Any:
    (edge,) = client.environment(environment)["volumeInstances"]["edges"]
    return edge["node"]


def _sized(volume: str, size: int) -> dict[str, Any]:
    return {"volumes": {volume: {"sizeMB": size}}}


def test_a_volume_is_made_where_it_is_asked_for_and_mounted(client: Client, made: Made) -> None:
    project, environment, service = made
    volume = client.volume(project, environment, service)
    instance = _instance(client, environment)
    assert (instance["volumeId"], instance["serviceId"], instance["mountPath"]) == (volume, service, "/data")
    config = client.environment(environment)["config"]
    assert config["volumes"] == {volume: {"sizeMB": 50_000, "region": "us-west2"}}
    assert config["services"][service]["volumeMounts"] == {volume: {"mountPath": "/data"}}


def test_without_an_environment_a_volume_is_made_in_all_and_for_null_in_none(
    railway: RailwayFake, client: Client, made: Made
) -> None:
    client.ask(ENVIRONMENT_CREATE, i={"projectId": made[0], "name": "staging"})
    wanted = {"projectId": made[0], "mountPath": "/data"}
    client.ask(VOLUME_CREATE, i=wanted)
    assert len(railway.live()["volume_instances"]) == 2
    client.ask(VOLUME_CREATE, i={**wanted, "environmentId": None})
    assert (len(railway.live()["volumes"]), len(railway.live()["volume_instances"])) == (2, 2)


def test_a_service_has_a_volume_or_replicas_but_not_both(client: Client, made: Made) -> None:
    project, environment, service = made
    two = {"services": {service: {"deploy": {"multiRegionConfig": {"us-west2": {"numReplicas": 2}}}}}}
    client.patch(environment, two)
    wanted = {"projectId": project, "environmentId": environment, "serviceId": service, "mountPath": "/data"}
    assert "only one replica" in client.refused(VOLUME_CREATE, i=wanted)
    client.patch_service(environment, service, deploy={"multiRegionConfig": {"us-west2": {"numReplicas": 1}}})
    client.ask(VOLUME_CREATE, i=wanted)
    assert "only one replica" in client.refused(PATCH, e=environment, p=two)
    abroad = {"europe-west4-drams3a": {"numReplicas": 1}}
    both = {"services": {service: {"deploy": {"multiRegionConfig": abroad}}}}
    assert "one region" in client.refused(PATCH, e=environment, p=both)
    client.patch_service(environment, service, deploy={"multiRegionConfig": {**abroad, "us-west2": None}})
    assert "has a volume already" in client.refused(VOLUME_CREATE, i=wanted)


def test_a_volume_grows_by_patch_as_far_as_the_plan_goes_and_never_shrinks(
    railway: RailwayFake, client: Client, made: Made
) -> None:
    project, environment, _ = made
    railway.plan = "HOBBY"
    volume = client.volume(project, environment)
    assert "cannot be made smaller" in client.refused(PATCH, e=environment, p=_sized(volume, 4_999))
    assert "at most 5000 MB" in client.refused(PATCH, e=environment, p=_sized(volume, 5_001))
    railway.plan = "PRO"
    client.patch(environment, _sized(volume, 60_000))
    assert _instance(client, environment)["sizeMB"] == 60_000
    assert client.refused(PATCH, e=environment, p=_sized("x", 1)) == "Volume not found"


@pytest.mark.parametrize(("plan", "most"), [("FREE", 1), ("HOBBY", 10), ("PRO", 20)])
def test_a_plan_allows_so_many_volumes_per_project(
    railway: RailwayFake, client: Client, made: Made, plan: str, most: int
) -> None:
    railway.plan = plan
    made_volumes = [client.volume(made[0], made[1]) for _ in range(most)]
    wanted = {"projectId": made[0], "environmentId": made[1], "mountPath": "/data"}
    assert client.refused(VOLUME_CREATE, i=wanted) == f"Your plan allows {most} volumes per project"
    client.ask(_DELETE, id=made_volumes[0])
    client.ask(VOLUME_CREATE, i=wanted)


def test_a_volume_is_renamed_moved_and_disconnected_when_no_service_is_given(client: Client, made: Made) -> None:
    project, environment, service = made
    volume = client.volume(project, environment, service)
    rename = "mutation($id: String!, $i: VolumeUpdateInput!){volumeUpdate(volumeId:$id, input:$i){name}}"
    assert client.ask(rename, id=volume, i={"name": "data"})["name"] == "data"
    update = "mutation($id: String!, $i: VolumeInstanceUpdateInput!){volumeInstanceUpdate(volumeId:$id, input:$i)}"
    client.ask(update, id=volume, i={"mountPath": "/var", "serviceId": service})
    assert client.read(environment, service)["volumeMounts"] == {volume: {"mountPath": "/var"}}
    client.ask(update, id=volume, i={"mountPath": "/srv"})
    instance = _instance(client, environment)
    assert (instance["mountPath"], instance["serviceId"]) == ("/srv", None)


def test_a_deleted_volume_is_marked_and_no_longer_part_of_anything(
    railway: RailwayFake, client: Client, made: Made
) -> None:
    project, environment, service = made
    volume = client.volume(project, environment, service)
    identity = _instance(client, environment)["id"]
    client.ask(_DELETE, id=volume)
    read = client.ask(_INSTANCE, id=identity)
    assert (read["state"], read["isPendingDeletion"], read["deletedAt"] is None) == ("DELETING", True, False)
    assert _instance(client, environment)["isPendingDeletion"] is True
    assert client.ask(_VOLUMES, id=project)["volumes"]["edges"] == []
    assert "volumeMounts" not in client.read(environment, service)
    assert "volumes" not in client.environment(environment)["config"]
    assert railway.live()["volumes"] == {}
    assert client.refused(_DELETE, id=volume) == "Volume not found"


def test_a_volume_outlives_its_service(client: Client, made: Made) -> None:
    project, environment, service = made
    volume = client.volume(project, environment, service)
    client.ask("mutation($id: String!){serviceDelete(id:$id)}", id=service)
    assert (_instance(client, environment)["volumeId"], _instance(client, environment)["serviceId"]) == (volume, None)


def test_backups_are_scheduled_directly_or_by_patch(client: Client, made: Made) -> None:
    project, environment, service = made
    volume = client.volume(project, environment, service)
    identity = _instance(client, environment)["id"]
    listing = "query($id: String!){volumeInstanceBackupScheduleList(volumeInstanceId:$id){id kind retentionSeconds}}"
    update = """mutation($id: String!, $k: [VolumeInstanceBackupScheduleKind!]!){
      volumeInstanceBackupScheduleUpdate(volumeInstanceId:$id, kinds:$k)
    }"""
    assert client.ask(listing, id=identity) == []
    client.ask(update, id=identity, k=["DAILY"])
    (daily,) = client.ask(listing, id=identity)
    assert (daily["kind"], daily["retentionSeconds"]) == ("DAILY", 6 * 24 * 3600)
    mount = {"mountPath": "/data", "backupSchedules": ["DAILY", "WEEKLY"]}
    client.patch_service(environment, service, volumeMounts={volume: mount})
    assert client.read(environment, service)["volumeMounts"] == {volume: mount}
    assert client.ask(listing, id=identity)[0] == daily
    client.ask(update, id=identity, k=[])
    assert client.read(environment, service)["volumeMounts"] == {volume: {"mountPath": "/data"}}


def test_a_patch_mounts_and_unmounts_and_deletes(client: Client, made: Made) -> None:
    project, environment, service = made
    volume = client.volume(project, environment)
    client.patch_service(environment, service, volumeMounts={volume: {"mountPath": "/srv"}})
    assert _instance(client, environment)["serviceId"] == service
    client.patch_service(environment, service, volumeMounts={volume: None})
    assert _instance(client, environment)["serviceId"] is None
    client.patch(environment, {"volumes": {volume: {"isDeleted": True}}})
    assert _instance(client, environment)["isPendingDeletion"] is True
    assert client.ask(_VOLUMES, id=project)["volumes"]["edges"] == []
