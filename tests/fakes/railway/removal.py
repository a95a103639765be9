"""What goes when something is deleted: everything that is in it."""

from __future__ import annotations

from typing import Any

from tests.fakes.railway.world import Instance, VolumeInstance, World, now, where


def remove_project(world: World, project_id: str) -> None:
    """Remove a project with its environments, services, volumes and tokens."""
    for environment in world.environments_of(project_id):
        remove_environment(world, environment.id)
    for service in world.services_of(project_id):
        del world.services[service.id]
    _drop(world.volumes, project_id=project_id)
    del world.projects[project_id]


def remove_environment(world: World, environment_id: str) -> None:
    """Remove an environment with all that runs in it."""
    for instance in world.instances_of(environment_id=environment_id):
        remove_instance(world, instance)
    _drop(world.volume_instances, environment_id=environment_id)
    _drop(world.project_tokens, environment_id=environment_id)
    del world.environments[environment_id]


def remove_service(world: World, service_id: str) -> None:
    """Remove a service from all environments."""
    for instance in world.instances_of(service_id=service_id):
        remove_instance(world, instance)
    del world.services[service_id]


def remove_instance(world: World, instance: Instance) -> None:
    """Remove a service from one environment. Its volumes belong to the project: they stay, disconnected."""
    at = {"environment_id": instance.environment_id, "service_id": instance.service_id}
    for rows in (world.custom_domains, world.service_domains, world.tcp_proxies, world.deployments):
        _drop(rows, **at)
    for volume in world.mounted(**at):
        volume.service_id = None
    world.environments[instance.environment_id].config["services"].pop(instance.service_id, None)
    del world.instances[instance.id]


def mark_deleted(world: World, instance: VolumeInstance) -> None:
    """Begin the grace period of a volume in an environment; the volume goes with the last of its instances."""
    instance.deleted_at = now()
    instance.state = "DELETING"
    volume = world.volumes[instance.volume_id]
    if all(each.deleted_at for each in where(world.volume_instances, volume_id=volume.id)):
        volume.deleted_at = now()


def _drop(rows: dict[str, Any], **wanted: str) -> None:
    for row in list(where(rows, **wanted)):
        del rows[row.id]
