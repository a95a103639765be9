"""What exists, in plain dictionaries: for a test to hold against what a provider believes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from tests.fakes.railway.readback import HIDDEN, current, shown
from tests.fakes.railway.world import Environment, World

_LEFT_OUT = frozenset({"created_at", "updated_at", "deleted_at", "reads", "listings"})


def live(world: World) -> dict[str, dict[str, dict[str, Any]]]:
    """What exists and is not deleted in the workspaces that can be reached, by kind and id, without secret values."""
    reachable = {each.id for each in world.workspaces.values() if each.reachable}
    projects = {key: row for key, row in world.projects.items() if row.workspace_id in reachable and not row.deleted_at}
    environments = {key: row for key, row in world.environments.items() if row.project_id in projects}
    return {
        "projects": _plain(projects),
        "environments": {key: _environment(world, row) for key, row in environments.items()},
        "services": _plain(_of_project(world.services, projects)),
        "volumes": _plain(_of_project(world.volumes, projects)),
        "volume_instances": _plain(_of_environment(world.volume_instances, environments)),
        "custom_domains": _plain(_of_environment(world.custom_domains, environments)),
        "service_domains": _plain(_of_environment(world.service_domains, environments)),
        "tcp_proxies": _plain(_of_environment(world.tcp_proxies, environments)),
        "egress": _egress(world, environments),
        "project_tokens": {
            key: {**row, "secret": HIDDEN}
            for key, row in _plain(_of_environment(world.project_tokens, environments)).items()
        },
        "usage_limits": {
            row.customer.id: {"soft": row.customer.usage_limit.soft_limit, "hard": row.customer.usage_limit.hard_limit}
            for row in world.workspaces.values()
            if row.id in reachable and row.customer.usage_limit is not None
        },
    }


def _of_project(rows: dict[str, Any], projects: dict[str, Any]) -> dict[str, Any]:
    return {key: row for key, row in rows.items() if row.project_id in projects and not row.deleted_at}


def _of_environment(rows: dict[str, Any], environments: dict[str, Any]) -> dict[str, Any]:
    return {key: row for key, row in rows.items() if row.environment_id in environments and not row.deleted_at}


def _plain(rows: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        key: {name: value for name, value in asdict(row).items() if name not in _LEFT_OUT} for key, row in rows.items()
    }


def _environment(world: World, environment: Environment) -> dict[str, Any]:
    return {
        "id": environment.id,
        "project_id": environment.project_id,
        "name": environment.name,
        "config": shown(current(world, environment), decrypt=False),
    }


def _egress(world: World, environments: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{row.service_id}:{row.environment_id}": {"region": row.egress_region, "addresses": list(row.egress)}
        for row in _of_environment(world.instances, environments).values()
        if row.egress
    }
