"""One request's view of the world: what its token may see, and how far the platform lags behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.railway.plans import Refusal
from tests.fakes.railway.readback import visible
from tests.fakes.railway.world import (
    CustomDomain,
    Environment,
    Instance,
    Plan,
    Project,
    ProjectToken,
    Service,
    Volume,
    VolumeInstance,
    Workspace,
    World,
)

NOT_AUTHORIZED = "Not Authorized"


@dataclass(frozen=True, slots=True)
class Knobs:
    """How the platform behaves. A lag is a number of reads that do not show a change yet."""

    instance_lag: int = 0
    patch_lag: int = 0
    dns_lag: int = 0
    list_lag: int = 0
    verify_after: int | None = None
    page_size: int = 100
    workspace_token: bool = False


def due(reads: int, lag: int) -> int:
    """The number of reads from which on a change made now shows, when each read counts itself first."""
    return reads + lag + 1 if lag else reads


@dataclass(frozen=True, slots=True)
class Session:
    """What resolvers work with. `scope` is the project token of the request, if it came with one."""

    world: World
    knobs: Knobs
    breaches: list[str]
    scope: ProjectToken | None = None
    rate: Mapping[str, Any] | None = None

    def workspaces(self) -> list[Workspace]:
        """The workspaces that the token reaches."""
        return [each for each in self.world.workspaces.values() if each.reachable and self.scope is None]

    def workspace(self, identity: str) -> Workspace:
        """A workspace by id. Raises Refusal."""
        workspace = _found(self.world.workspaces, identity, "Workspace")
        if workspace not in self.workspaces():
            raise Refusal(NOT_AUTHORIZED)
        return workspace

    def project(self, identity: str) -> Project:
        """A project by id, also one that is scheduled for deletion. Raises Refusal."""
        project = _found(self.world.projects, identity, "Project")
        foreign = not self.world.workspaces[project.workspace_id].reachable
        if foreign or (self.scope is not None and self.scope.project_id != project.id):
            raise Refusal(NOT_AUTHORIZED)
        return project

    def open_project(self, identity: str) -> Project:
        """A project that something can be made in. Raises Refusal."""
        project = self.project(identity)
        if project.deleted_at:
            raise Refusal("Project not found")
        return project

    def environment(self, identity: str) -> Environment:
        """An environment by id. Raises Refusal."""
        environment = _found(self.world.environments, identity, "Environment")
        self.project(environment.project_id)
        if self.scope is not None and self.scope.environment_id != environment.id:
            raise Refusal(NOT_AUTHORIZED)
        return environment

    def service(self, identity: str) -> Service:
        """A service by id. Raises Refusal."""
        service = _found(self.world.services, identity, "Service")
        self.project(service.project_id)
        return service

    def instance(self, service_id: str, environment_id: str) -> Instance:
        """A service in an environment where it has shown up. Raises Refusal."""
        service, environment = self.service(service_id), self.environment(environment_id)
        found = self.world.instances_of(service_id=service.id, environment_id=environment.id)
        if not found or not visible(environment, found[0]):
            raise Refusal("ServiceInstance not found")
        return found[0]

    def volume(self, identity: str) -> Volume:
        """A volume by id, also a deleted one. Raises Refusal."""
        volume = _found(self.world.volumes, identity, "Volume")
        self.project(volume.project_id)
        return volume

    def volume_instance(self, identity: str) -> VolumeInstance:
        """A volume in an environment by id, also a deleted one. Raises Refusal."""
        instance = _found(self.world.volume_instances, identity, "VolumeInstance")
        self.environment(instance.environment_id)
        return instance

    def custom_domain(self, identity: str) -> CustomDomain:
        """A custom domain by id. Raises Refusal."""
        domain = _found(self.world.custom_domains, identity, "Custom domain")
        self.environment(domain.environment_id)
        return domain

    def plan(self, project_id: str) -> Plan:
        """The plan that a project is on."""
        return self.world.workspaces[self.world.projects[project_id].workspace_id].plan

    def read(self, environment: Environment) -> Environment:
        """Count one read of an environment, and give it back."""
        environment.reads += 1
        return environment


def _found(rows: Mapping[str, Any], identity: str, what: str) -> Any:
    if identity not in rows:
        raise Refusal(f"{what} not found")
    return rows[identity]
