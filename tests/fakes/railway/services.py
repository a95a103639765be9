"""Services and their instances in environments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes.railway.commits import check_service, commit, place
from tests.fakes.railway.plans import ALLOWED, Refusal, Unserved, check_registry
from tests.fakes.railway.readback import lagging
from tests.fakes.railway.removal import remove_instance, remove_service
from tests.fakes.railway.session import Session
from tests.fakes.railway.world import Config, Environment, Instance, Service, add, new_id, now

_GB = 1_000_000_000
_BUILD = ("builder", "buildCommand", "dockerfilePath", "watchPatterns")
_SOURCE = ("rootDirectory",)


def _service_create(session: Session, _: Any, arguments: Mapping[str, Any]) -> Service:
    wanted = arguments["input"]
    if wanted.get("templateId"):
        raise Unserved("the stand-in has no templates")
    project = session.open_project(wanted["projectId"])
    name = wanted.get("name") or f"service-{new_id()[:8]}"
    _check_name(session, project.id, name)
    service = add(session.world.services, Service(project_id=project.id, name=name, icon=wanted.get("icon")))
    for environment in _targets(session, project.id, wanted.get("environmentId")):
        place(session, environment, service, _first_config(session, wanted))
        check_service(session, environment, service)
    return service


def _first_config(session: Session, wanted: Mapping[str, Any]) -> Config:
    source = {**(wanted.get("source") or {}), "branch": wanted.get("branch")}
    variables = {name: {"value": value} for name, value in (wanted.get("variables") or {}).items()}
    deploy: Config = {}
    if wanted.get("registryCredentials"):
        check_registry(session.plan(wanted["projectId"]))
        deploy["registryCredentials"] = wanted["registryCredentials"]
    return {"source": source, "variables": variables, "deploy": deploy}


def _targets(session: Session, project_id: str, environment_id: str | None) -> list[Environment]:
    """Where a change of a service is made: in the fork that is named, or else in all environments but forks."""
    named = None if environment_id is None else session.environment(environment_id)
    if named is not None and named.project_id != project_id:
        raise Refusal("Environment not found")
    if named is not None and named.source_id is not None:
        return [named]
    return [each for each in session.world.environments_of(project_id) if each.source_id is None]


def _service_update(session: Session, _: Any, arguments: Mapping[str, Any]) -> Service:
    service, wanted = session.service(arguments["id"]), arguments["input"]
    name = wanted.get("name") or service.name
    if name != service.name:
        _check_name(session, service.project_id, name)
    service.name = name
    service.icon = wanted.get("icon", service.icon)
    service.updated_at = now()
    return service


def _check_name(session: Session, project_id: str, name: str) -> None:
    if name in {each.name for each in session.world.services_of(project_id)}:
        raise Refusal(f'A service named "{name}" already exists in this project')


def _service_delete(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    service, environment_id = session.service(arguments["id"]), arguments.get("environmentId")
    if environment_id is not None:
        for environment in _targets(session, service.project_id, environment_id):
            for instance in session.world.instances_of(service_id=service.id, environment_id=environment.id):
                remove_instance(session.world, instance)
    if environment_id is None or not session.world.instances_of(service_id=service.id):
        remove_service(session.world, service.id)
    return True


def _service_instance(session: Session, _: Any, arguments: Mapping[str, Any]) -> Instance:
    session.read(session.environment(arguments["environmentId"]))
    return session.instance(arguments["serviceId"], arguments["environmentId"])


def _service_instance_update(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    service = session.service(arguments["serviceId"])
    for environment in _targets(session, service.project_id, arguments.get("environmentId")):
        if session.world.instances_of(service_id=service.id, environment_id=environment.id):
            regions = environment.config["services"][service.id]["deploy"]["multiRegionConfig"]
            commit(session, environment, {"services": {service.id: _as_patch(arguments["input"], regions)}})
    return True


def _as_patch(wanted: Mapping[str, Any], regions: Mapping[str, Any]) -> Config:
    """The typed settings of an instance as a patch. A region by itself means: there and nowhere else."""
    deploy = {key: value for key, value in wanted.items() if key not in (*_BUILD, *_SOURCE, "source", "region")}
    region = wanted.get("region")
    if region and "multiRegionConfig" not in wanted:
        here = {region: {"numReplicas": wanted.get("numReplicas") or 1}}
        deploy["multiRegionConfig"] = {**dict.fromkeys(regions), **here}
    parts = {
        "deploy": deploy,
        "build": {key: wanted[key] for key in _BUILD if key in wanted},
        "source": {**(wanted.get("source") or {}), **{key: wanted[key] for key in _SOURCE if key in wanted}},
    }
    return {key: value for key, value in parts.items() if value}


def _limits_update(session: Session, _: Any, arguments: Mapping[str, Any]) -> bool:
    wanted = arguments["input"]
    containers: Config = {}
    if wanted.get("vCPUs") is not None:
        containers["cpu"] = wanted["vCPUs"]
    if wanted.get("memoryGB") is not None:
        containers["memoryBytes"] = int(wanted["memoryGB"] * _GB)
    patch = {"deploy": {"limitOverride": {"containers": containers}}}
    commit(session, session.environment(wanted["environmentId"]), {"services": {wanted["serviceId"]: patch}})
    return True


def _limit_override(session: Session, _: Any, arguments: Mapping[str, Any]) -> Any:
    instance = session.instance(arguments["serviceId"], arguments["environmentId"])
    return _settings(session, instance, "deploy").get("limitOverride")


def _limits(session: Session, _: Any, arguments: Mapping[str, Any]) -> Any:
    allowed = ALLOWED[session.plan(session.service(arguments["serviceId"]).project_id)]
    defaults = {"cpu": allowed.cpu, "memoryBytes": int(allowed.memory_gb * _GB)}
    override = _limit_override(session, None, arguments) or {}
    return {"containers": {**defaults, **override.get("containers", {})}}


def _settings(session: Session, instance: Instance, section: str) -> Config:
    """A section of an instance's configuration, as it is seen now."""
    environment = session.world.environments[instance.environment_id]
    service = lagging(session.world, environment)["services"].get(instance.service_id, {})
    return service.get(section, {})


def _setting(section: str, name: str, default: Any = None) -> Callable[..., Any]:
    """A field of an instance that is a setting of the same name."""
    return lambda session, instance, _: _settings(session, instance, section).get(name, default)


def _regions(session: Session, instance: Instance) -> Mapping[str, Any]:
    return _settings(session, instance, "deploy").get("multiRegionConfig", {})


def _num_replicas(session: Session, instance: Instance, _: Any) -> int:
    return sum(region["numReplicas"] for region in _regions(session, instance).values())


def _builder(session: Session, instance: Instance, _: Any) -> str:
    """The builder; the published enumeration does not have all that a configuration may say."""
    builder = _settings(session, instance, "build").get("builder")
    return builder if builder in ("HEROKU", "NIXPACKS", "PAKETO") else "RAILPACK"


def _source(session: Session, instance: Instance, _: Any) -> Config | None:
    source = _settings(session, instance, "source")
    return {key: source.get(key) for key in ("image", "repo")} if source else None


_DEPLOY = (
    "cronSchedule",
    "drainingSeconds",
    "healthcheckPath",
    "healthcheckTimeout",
    "ipv6EgressEnabled",
    "overlapSeconds",
    "preDeployCommand",
    "sleepApplication",
    "startCommand",
)

FIELDS = {
    "Query.service": lambda session, _, arguments: session.service(arguments["id"]),
    "Query.serviceInstance": _service_instance,
    "Query.serviceInstanceLimits": _limits,
    "Query.serviceInstanceLimitOverride": _limit_override,
    "Mutation.serviceCreate": _service_create,
    "Mutation.serviceUpdate": _service_update,
    "Mutation.serviceDelete": _service_delete,
    "Mutation.serviceInstanceUpdate": _service_instance_update,
    "Mutation.serviceInstanceLimitsUpdate": _limits_update,
    "Service.project": lambda session, service, _: session.world.projects[service.project_id],
    **{f"ServiceInstance.{name}": _setting("deploy", name) for name in _DEPLOY},
    "ServiceInstance.restartPolicyType": _setting("deploy", "restartPolicyType", "ON_FAILURE"),
    "ServiceInstance.restartPolicyMaxRetries": _setting("deploy", "restartPolicyMaxRetries", 10),
    "ServiceInstance.buildCommand": _setting("build", "buildCommand"),
    "ServiceInstance.dockerfilePath": _setting("build", "dockerfilePath"),
    "ServiceInstance.watchPatterns": _setting("build", "watchPatterns", ()),
    "ServiceInstance.rootDirectory": _setting("source", "rootDirectory"),
    "ServiceInstance.builder": _builder,
    "ServiceInstance.source": _source,
    "ServiceInstance.numReplicas": _num_replicas,
    "ServiceInstance.region": lambda session, instance, _: next(iter(_regions(session, instance)), None),
    "ServiceInstance.service": lambda session, instance, _: session.world.services[instance.service_id],
    "ServiceInstance.serviceName": lambda session, instance, _: session.world.services[instance.service_id].name,
}
