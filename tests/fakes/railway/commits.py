"""Committing a patch to an environment. What is refused midway is undone by whoever runs the mutation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fakes.railway.patches import kept, merged
from tests.fakes.railway.plans import ALLOWED, DEFAULT_REGION, Refusal, check_registry, check_scale, check_size
from tests.fakes.railway.readback import current
from tests.fakes.railway.removal import mark_deleted, remove_instance, remove_service
from tests.fakes.railway.session import Session, due
from tests.fakes.railway.world import (
    Environment,
    Instance,
    Row,
    Service,
    TcpProxy,
    VolumeInstance,
    add,
    new_id,
)

_FIRST_PROXY_PORT = 10_000


def commit(session: Session, environment: Environment, patch: Mapping[str, Any]) -> str:
    """Commit a patch and give back its id. Raises Refusal."""
    _remember(session, environment)
    for service_id, part in patch.get("services", {}).items():
        _place_service(session, environment, service_id, part)
    environment.config = merged(environment.config, _present(environment, kept(patch)))
    for volume_id, part in patch.get("volumes", {}).items():
        _place_volume(session, environment, volume_id, part)
    for service_id in _present(environment, patch)["services"]:
        _settle_service(session, environment, service_id, patch["services"][service_id])
    return new_id()


def place(session: Session, environment: Environment, service: Service, config: Mapping[str, Any]) -> Instance:
    """Put a service into an environment, with its first configuration."""
    multi_region = {"deploy": {"multiRegionConfig": {DEFAULT_REGION: {"numReplicas": 1}}}}
    environment.config["services"][service.id] = merged(multi_region, config)
    hidden_until = due(environment.reads, session.knobs.instance_lag)
    instance = Instance(service_id=service.id, environment_id=environment.id, hidden_until=hidden_until)
    return add(session.world.instances, instance)


def check_service(session: Session, environment: Environment, service: Service) -> None:
    """Whether the plan allows what a service now is in an environment. Raises Refusal."""
    plan = session.plan(service.project_id)
    deploy = environment.config["services"][service.id]["deploy"]
    mounted = bool(session.world.mounted(environment.id, service.id))
    check_scale(plan, service.name, deploy["multiRegionConfig"], mounted=mounted)
    if "registryCredentials" in deploy:
        check_registry(plan)


def _remember(session: Session, environment: Environment) -> None:
    """Keep what is seen until the patch shows."""
    lag = session.knobs.patch_lag
    if lag:
        already = environment.stale is not None and environment.reads < environment.stale_until
        environment.stale = environment.stale if already else current(session.world, environment)
        environment.stale_until = due(environment.reads, lag)


def _present(environment: Environment, patch: Mapping[str, Any]) -> dict[str, Any]:
    """A patch without the services that it has taken away."""
    services = patch.get("services", {})
    return {**patch, "services": {key: services[key] for key in services if key in environment.config["services"]}}


def _place_service(session: Session, environment: Environment, service_id: str, part: Mapping[str, Any]) -> None:
    """Make or remove the instance of a service, as its patch says. Raises Refusal for a service that is not there."""
    service = session.service(service_id)
    if service.project_id != environment.project_id:
        raise Refusal("Service not found")
    known = session.world.instances_of(service_id=service_id, environment_id=environment.id)
    if part.get("isCreated") and not known:
        place(session, environment, service, {})
        return
    instance = session.instance(service_id, environment.id)
    if part.get("isDeleted"):
        remove_instance(session.world, instance)
        if not session.world.instances_of(service_id=service_id):
            remove_service(session.world, service_id)


def _place_volume(session: Session, environment: Environment, volume_id: str, part: Mapping[str, Any]) -> None:
    """Make, resize or delete a volume in an environment. Raises Refusal."""
    volume = session.volume(volume_id)
    plan = session.plan(volume.project_id)
    found = [each for each in session.world.mounted(environment.id) if each.volume_id == volume_id]
    if part.get("isCreated") and not found:
        fresh = VolumeInstance(
            volume_id=volume_id,
            environment_id=environment.id,
            service_id=None,
            mount_path="",
            region=part.get("region", DEFAULT_REGION),
            size_mb=ALLOWED[plan].volume_mb,
        )
        found = [add(session.world.volume_instances, fresh)]
    if not found:
        raise Refusal("VolumeInstance not found")
    if part.get("isDeleted"):
        mark_deleted(session.world, found[0])
        return
    size = part.get("sizeMB", found[0].size_mb)
    check_size(plan, found[0].size_mb, size)
    found[0].size_mb = size
    found[0].region = part.get("region", found[0].region)


def _settle_service(session: Session, environment: Environment, service_id: str, part: Mapping[str, Any]) -> None:
    """Bring the rows of a service in line with its patch, and check the whole. Raises Refusal."""
    networking = part.get("networking", {})
    for port, wanted in networking.get("tcpProxies", {}).items():
        _settle_proxy(session, environment.id, service_id, int(port), wanted=wanted is not None)
    for rows, names in (
        (session.world.custom_domains, networking.get("customDomains", {})),
        (session.world.service_domains, networking.get("serviceDomains", {})),
    ):
        for name, wanted in names.items():
            _settle_domain(rows, environment.id, service_id, name, wanted)
    for volume_id, mount in part.get("volumeMounts", {}).items():
        _settle_mount(session, environment.id, service_id, volume_id, mount)
    deploy = environment.config["services"][service_id].setdefault("deploy", {})
    deploy["multiRegionConfig"] = deploy.get("multiRegionConfig") or {DEFAULT_REGION: {"numReplicas": 1}}
    check_service(session, environment, session.service(service_id))


def _settle_proxy(session: Session, environment_id: str, service_id: str, port: int, *, wanted: bool) -> None:
    proxies = session.world.tcp_proxies
    present = [each for each in session.world.proxies_at(environment_id, service_id) if each.application_port == port]
    if wanted and not present:
        taken = max((each.proxy_port for each in proxies.values()), default=_FIRST_PROXY_PORT)
        fresh = TcpProxy(
            environment_id=environment_id, service_id=service_id, application_port=port, proxy_port=taken + 1
        )
        add(proxies, fresh)
    for proxy in [] if wanted else present:
        del proxies[proxy.id]


def _settle_domain(
    rows: dict[str, Any], environment_id: str, service_id: str, name: str, wanted: Mapping[str, Any] | None
) -> None:
    """Change the port of a domain that is called by its id or its name, or take it away."""
    at = (environment_id, service_id)
    found = [
        each
        for each in rows.values()
        if (each.environment_id, each.service_id) == at and name in (each.id, each.domain)
    ]
    if not found:
        raise Refusal(f'Domain "{name}" not found')
    if wanted is None:
        del rows[found[0].id]
    else:
        found[0].target_port = wanted.get("port", found[0].target_port)


def _settle_mount(
    session: Session, environment_id: str, service_id: str, volume_id: str, mount: Mapping[str, Any] | None
) -> None:
    """Connect a volume to a service, or disconnect it."""
    found = [each for each in session.world.mounted(environment_id) if each.volume_id == volume_id]
    if not found:
        raise Refusal("VolumeInstance not found")
    if mount is None:
        found[0].service_id = None
        return
    found[0].service_id, found[0].mount_path = service_id, mount["mountPath"]
    if "backupSchedules" in mount:
        schedule(found[0], mount["backupSchedules"])


def schedule(volume: VolumeInstance, kinds: list[str]) -> None:
    """Back a volume up as often as is said; a schedule that stays keeps its id."""
    volume.schedules = {kind: volume.schedules.get(kind) or Row() for kind in kinds}
