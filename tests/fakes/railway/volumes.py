"""Volumes, their instances in environments, and how often these are backed up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fakes.railway.commits import check_service, schedule
from tests.fakes.railway.plans import ALLOWED, DEFAULT_REGION, Refusal, check_region, check_volumes
from tests.fakes.railway.removal import mark_deleted
from tests.fakes.railway.session import Session
from tests.fakes.railway.world import Environment, Volume, VolumeInstance, add, new_id, now, where

_DAY = 86_400
_SCHEDULES = {
    "DAILY": {"name": "Daily", "cron": "0 0 * * *", "retentionSeconds": 6 * _DAY},
    "WEEKLY": {"name": "Weekly", "cron": "0 0 * * 0", "retentionSeconds": 30 * _DAY},
    "MONTHLY": {"name": "Monthly", "cron": "0 0 1 * *", "retentionSeconds": 90 * _DAY},
}


def _create(session: Session, _: Any, arguments: Mapping[str, Any]) -> Volume:
    wanted = arguments["input"]
    project = session.open_project(wanted["projectId"])
    plan = session.plan(project.id)
    check_volumes(plan, len(session.world.volumes_of(project.id)))
    region = wanted.get("region") or DEFAULT_REGION
    check_region(region)
    name = f"volume-{new_id()[:4]}"
    if wanted.get("serviceId"):
        name = f"{session.service(wanted['serviceId']).name}-{name}"
    volume = add(session.world.volumes, Volume(project_id=project.id, name=name))
    for environment in _targets(session, project.id, wanted):
        instance = VolumeInstance(
            volume_id=volume.id,
            environment_id=environment.id,
            service_id=None,
            mount_path=wanted["mountPath"],
            region=region,
            size_mb=ALLOWED[plan].volume_mb,
        )
        add(session.world.volume_instances, instance)
        if wanted.get("serviceId"):
            _connect(session, instance, wanted["serviceId"])
    return volume


def _targets(session: Session, project_id: str, wanted: Mapping[str, Any]) -> list[Environment]:
    """Where a volume is made: in the environment that is named, in none for null, in all when nothing is said."""
    if "environmentId" not in wanted:
        return session.world.environments_of(project_id)
    if wanted["environmentId"] is None:
        return []
    environment = session.environment(wanted["environmentId"])
    if environment.project_id != project_id:
        raise Refusal("Environment not found")
    return [environment]


def _connect(session: Session, instance: VolumeInstance, service_id: str) -> None:
    """Mount a volume into a service, which then must have one replica. Raises Refusal."""
    environment = session.environment(instance.environment_id)
    session.instance(service_id, environment.id)
    others = [each for each in session.world.mounted(environment.id, service_id) if each is not instance]
    if others:
        raise Refusal(f'Service "{session.service(service_id).name}" has a volume already')
    instance.service_id = service_id
    check_service(session, environment, session.service(service_id))


def _update(session: Session, _: Any, arguments: Mapping[str, Any]) -> Volume:
    volume = session.volume(arguments["volumeId"])
    volume.name = arguments["input"].get("name") or volume.name
    return volume


def _delete(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    volume = session.volume(arguments["volumeId"])
    if volume.deleted_at:
        raise Refusal("Volume not found")
    volume.deleted_at = now()
    for instance in list(where(session.world.volume_instances, volume_id=volume.id)):
        mark_deleted(session.world, instance)
    return True


def _instance_update(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    wanted, volume = arguments["input"], session.volume(arguments["volumeId"])
    at = {"volume_id": volume.id, "environment_id": arguments.get("environmentId")}
    for instance in list(where(session.world.volume_instances, **at)):
        instance.mount_path = wanted.get("mountPath") or instance.mount_path
        instance.state = wanted.get("state") or instance.state
        instance.service_id = None  # as published: a volume is disconnected when no service is given
        if wanted.get("serviceId"):
            _connect(session, instance, wanted["serviceId"])
    return True


def _schedule_update(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    schedule(session.volume_instance(arguments["volumeInstanceId"]), arguments["kinds"])
    return True


def _schedule_list(session: Session, _: Any, arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
    instance = session.volume_instance(arguments["volumeInstanceId"])
    return [
        {"id": row.id, "createdAt": row.created_at, "kind": kind, **_SCHEDULES[kind]}
        for kind, row in instance.schedules.items()
    ]


FIELDS = {
    "Query.volumeInstance": lambda session, _, arguments: session.volume_instance(arguments["id"]),
    "Query.volumeInstanceBackupScheduleList": _schedule_list,
    "Mutation.volumeCreate": _create,
    "Mutation.volumeUpdate": _update,
    "Mutation.volumeDelete": _delete,
    "Mutation.volumeInstanceUpdate": _instance_update,
    "Mutation.volumeInstanceBackupScheduleUpdate": _schedule_update,
    "Volume.project": lambda session, volume, _: session.world.projects[volume.project_id],
    "VolumeInstance.volume": lambda session, instance, _: session.world.volumes[instance.volume_id],
    "VolumeInstance.environment": lambda session, instance, _: session.world.environments[instance.environment_id],
    "VolumeInstance.service": lambda session, instance, _: session.world.services.get(instance.service_id),
    "VolumeInstance.isPendingDeletion": lambda _session, instance, _: instance.deleted_at is not None,
}
