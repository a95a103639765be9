"""An environment's configuration as it is read: rows woven in, defaults and secrets left out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from tests.fakes.railway.world import Config, Environment, Instance, VolumeInstance, World

HIDDEN: Final = "*****"
_LEFT_OUT: Final = {
    "sleepApplication": False,
    "healthcheckTimeout": 300,
    "restartPolicyMaxRetries": 10,
    "ipv6EgressEnabled": False,
}
"""Settings of a deployment that are missing when they have this value."""
_NULLED: Final = {"restartPolicyType": "ON_FAILURE"}
"""Settings of a deployment that are null when they have this value."""
_NEVER: Final = frozenset({"registryCredentials"})


def visible(environment: Environment, instance: Instance) -> bool:
    """Whether a service has shown up in its environment."""
    return environment.reads >= instance.hidden_until


def current(world: World, environment: Environment) -> Config:
    """The configuration with its rows, as the platform holds it."""
    instances = [each for each in world.instances_of(environment_id=environment.id) if visible(environment, each)]
    config = {
        **environment.config,
        "services": {each.service_id: _service(world, environment, each) for each in instances},
    }
    volumes = world.mounted(environment.id)
    if volumes:
        config["volumes"] = {each.volume_id: {"sizeMB": each.size_mb, "region": each.region} for each in volumes}
    return config


def lagging(world: World, environment: Environment) -> Config:
    """The configuration that is seen: for some reads after a patch, the one from before it."""
    if environment.stale is not None and environment.reads < environment.stale_until:
        return environment.stale
    return current(world, environment)


def shown(config: Config, *, decrypt: bool) -> Config:
    """A configuration as it is answered: no defaults, no sealed value, and plain values only on request."""
    services = {key: _shown_service(part, decrypt=decrypt) for key, part in config["services"].items()}
    shared = _shown_variables(config.get("sharedVariables", {}), decrypt=decrypt)
    return {**config, "services": services, "sharedVariables": shared}


def etag(config: Config) -> str:
    """What changes whenever the configuration does."""
    return hashlib.sha256(json.dumps(config, sort_keys=True).encode()).hexdigest()


def _service(world: World, environment: Environment, instance: Instance) -> Config:
    at = (environment.id, instance.service_id)
    networking = {
        **environment.config["services"][instance.service_id].get("networking", {}),
        "customDomains": {each.domain: _port(each.target_port) for each in world.domains_at(*at)},
        "serviceDomains": {each.domain: _port(each.target_port) for each in world.service_domains_at(*at)},
        "tcpProxies": {str(each.application_port): {} for each in world.proxies_at(*at)},
    }
    rows = {
        "networking": {key: value for key, value in networking.items() if value},
        "volumeMounts": {each.volume_id: _mount(each) for each in world.mounted(*at)},
    }
    stored = environment.config["services"][instance.service_id]
    return {key: value for key, value in {**stored, **rows}.items() if value}


def _port(port: int | None) -> Config:
    return {} if port is None else {"port": port}


def _mount(volume: VolumeInstance) -> Config:
    schedules = {"backupSchedules": sorted(volume.schedules)} if volume.schedules else {}
    return {"mountPath": volume.mount_path, **schedules}


def _shown_service(part: Config, *, decrypt: bool) -> Config:
    result = dict(part)
    if "deploy" in part:
        result["deploy"] = _shown_deploy(part["deploy"])
    if "variables" in part:
        result["variables"] = _shown_variables(part["variables"], decrypt=decrypt)
    return result


def _shown_deploy(deploy: Mapping[str, Any]) -> Config:
    settled = {key: value for key, value in deploy.items() if key not in _NEVER and _differs(_LEFT_OUT, key, value)}
    return {key: value if _differs(_NULLED, key, value) else None for key, value in settled.items()}


def _differs(defaults: Mapping[str, Any], key: str, value: Any) -> bool:
    return key not in defaults or defaults[key] != value


def _shown_variables(variables: Mapping[str, Any], *, decrypt: bool) -> Config:
    return {name: _shown_variable(variable, decrypt=decrypt) for name, variable in variables.items()}


def _shown_variable(variable: Mapping[str, Any], *, decrypt: bool) -> Config:
    if variable.get("isSealed"):
        return {"isSealed": True}
    return dict(variable) if decrypt or "value" not in variable else {**variable, "value": HIDDEN}
