"""Deployments: what the pipeline put where. No mutation of a provider makes one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fakes.railway.paging import connection
from tests.fakes.railway.plans import Refusal
from tests.fakes.railway.session import Session
from tests.fakes.railway.world import Deployment, Instance, World, add, where


def deploy(world: World, instance: Instance, image: str) -> Deployment:
    """Put an image into a service of an environment, as the pipeline does."""
    environment = world.environments[instance.environment_id]
    environment.config["services"][instance.service_id]["source"] = {"image": image}
    for earlier in _of(world, environment_id=environment.id, service_id=instance.service_id):
        earlier.status = "REMOVED"
    deployment = Deployment(
        project_id=environment.project_id,
        environment_id=environment.id,
        service_id=instance.service_id,
        meta={"image": image},
    )
    return add(world.deployments, deployment)


def _deployments(session: Session, _: Any, arguments: Mapping[str, Any]) -> Any:
    wanted = arguments["input"]
    if wanted.get("projectId"):
        session.project(wanted["projectId"])
    if wanted.get("environmentId"):
        session.environment(wanted["environmentId"])
    found = _of(
        session.world,
        project_id=wanted.get("projectId"),
        environment_id=wanted.get("environmentId"),
        service_id=wanted.get("serviceId"),
    )
    status = wanted.get("status") or {}
    asked = [
        each
        for each in found
        if each.status in (status.get("in") or [each.status]) and each.status not in (status.get("notIn") or [])
    ]
    return connection(asked, arguments, session.knobs.page_size)


def _deployment(session: Session, _: Any, arguments: Mapping[str, Any]) -> Deployment:
    deployment = session.world.deployments.get(arguments["id"])
    if deployment is None:
        raise Refusal("Deployment not found")
    session.environment(deployment.environment_id)
    return deployment


def _of(world: World, **wanted: str | None) -> list[Deployment]:
    """The deployments that have all wanted values, the newest first."""
    return list(where(world.deployments, **wanted))[::-1]


def _of_instance(session: Session, instance: Instance) -> list[Deployment]:
    return _of(session.world, environment_id=instance.environment_id, service_id=instance.service_id)


FIELDS = {
    "Query.deployments": _deployments,
    "Query.deployment": _deployment,
    "Deployment.service": lambda session, deployment, _: session.world.services[deployment.service_id],
    "Deployment.environment": lambda session, deployment, _: session.world.environments[deployment.environment_id],
    "Environment.deployments": lambda session, environment, arguments: connection(
        _of(session.world, environment_id=environment.id), arguments, session.knobs.page_size
    ),
    "ServiceInstance.latestDeployment": lambda session, instance, _: next(iter(_of_instance(session, instance)), None),
    "ServiceInstance.activeDeployments": lambda session, instance, _: [
        each for each in _of_instance(session, instance) if each.status == "SUCCESS"
    ],
}
