"""Projects and environments as Railway shows them, each read in one go for all who ask at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from providers.kit.errors import ForbiddenError, MissingError
from providers.kit.flights import Flights
from providers.railway.api import documents
from providers.railway.api.client import Client

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProjectView:
    """A project with its environments and services; what is deleted is left out."""

    node: Node
    environments: tuple[Node, ...]
    services: tuple[Node, ...]

    @property
    def environment_ids(self) -> tuple[str, ...]:
        """The ids of all environments."""
        return tuple(str(each["id"]) for each in self.environments)


@dataclass(frozen=True, slots=True)
class EnvironmentView:
    """An environment: its configuration, the services in it with their domains, and its volumes."""

    node: Node
    config: Node
    domains: Mapping[str, tuple[Node, ...]]
    """By service; a service without domains has an empty entry."""
    volumes: tuple[Node, ...]

    def service(self, service_id: str) -> Node | None:
        """The configuration of a service, None where the service is not in this environment."""
        found: Node | None = (self.config.get("services") or {}).get(service_id)
        if found is None and service_id in self.domains:
            return {}
        return found


class Views:
    """Reads. Whoever asks while one is under way gets the next one, so nobody sees less than he wrote himself."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._projects: Flights[ProjectView | None] = Flights()
        self._environments: Flights[EnvironmentView | None] = Flights()

    async def project(self, project_id: str, workspace_id: str | None = None) -> ProjectView | None:
        """The project, None when it is gone.

        Railway says the same of a project that is gone and of a token that may not see it. Where the workspace is
        known its list decides; where not, the error stays an error, as taking it for gone would lose the project.
        """
        try:
            return await self._projects.read(project_id, lambda: self._project(project_id))
        except MissingError:
            return None
        except ForbiddenError:
            if workspace_id is None or any(each["id"] == project_id for each in await self.projects(workspace_id)):
                raise
            return None

    async def projects(self, workspace_id: str) -> tuple[Node, ...]:
        """Every project of a workspace that is not deleted."""
        found: list[Node] = []
        after: str | None = None
        while True:
            page = await self._client.ask(documents.PROJECTS, workspaceId=workspace_id, after=after)
            found += (node for node in _nodes(page) if not node["deletedAt"])
            if not page["pageInfo"]["hasNextPage"]:
                return tuple(found)
            after = page["pageInfo"]["endCursor"]

    async def environment(self, environment_id: str) -> EnvironmentView | None:
        """The environment, None when it is gone."""
        try:
            return await self._environments.read(environment_id, lambda: self._environment(environment_id))
        except MissingError:
            return None

    async def _project(self, project_id: str) -> ProjectView | None:
        cursors: dict[str, str | None] = {"environments": None, "services": None}
        node, lists = await self._pages(documents.PROJECT, project_id, cursors)
        if node["deletedAt"]:
            return None
        return ProjectView(node, _living(lists["environments"]), _living(lists["services"]))

    async def _environment(self, environment_id: str) -> EnvironmentView | None:
        cursors: dict[str, str | None] = {"instances": None, "volumes": None}
        names = {"instances": "serviceInstances", "volumes": "volumeInstances"}
        node, lists = await self._pages(documents.ENVIRONMENT, environment_id, cursors, names)
        if node["deletedAt"]:
            return None
        domains = {each["serviceId"]: _living(each["domains"]["customDomains"]) for each in lists["instances"]}
        volumes = tuple(each for each in _living(lists["volumes"]) if not each["isPendingDeletion"])
        return EnvironmentView(node, node["config"] or {}, domains, volumes)

    async def _pages(
        self,
        document: documents.Document,
        identity: str,
        cursors: dict[str, str | None],
        names: Mapping[str, str] | None = None,
    ) -> tuple[Node, dict[str, list[Node]]]:
        """The object and all entries of its lists. A list that has ended is asked for its last page again."""
        lists: dict[str, list[Node]] = {name: [] for name in cursors}
        more = set(cursors)
        while True:
            node: Node = await self._client.ask(document, id=identity, **cursors)
            for name in sorted(more):
                page = node[(names or {}).get(name, name)]
                lists[name] += _nodes(page)
                if page["pageInfo"]["hasNextPage"]:
                    cursors[name] = page["pageInfo"]["endCursor"]
                else:
                    more.discard(name)
            if not more:
                return node, lists


def _nodes(connection: Node) -> tuple[Node, ...]:
    return tuple(edge["node"] for edge in connection["edges"])


def _living(nodes: list[Node]) -> tuple[Node, ...]:
    return tuple(each for each in nodes if not each.get("deletedAt"))
