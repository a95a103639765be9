"""What several kinds read, each in one go for all who ask at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from providers.kit.errors import MissingError
from providers.kit.flights import Flights
from providers.supabase.api.client import Client, organization, project
from providers.supabase.facts import facts

Node = Mapping[str, Any]

HEALTHY: Final = "ACTIVE_HEALTHY"
FAILED: Final = "INIT_FAILED"
GONE: Final = frozenset({"GOING_DOWN", "REMOVED"})
"""States of what is deleted, or will be in a moment."""
PASSING: Final = frozenset({"COMING_UP", "RESIZING", "RESTARTING", "RESTORING", "UPGRADING"})
"""States that end by themselves; what is changed meanwhile is refused."""


class Views:
    """Reads. Whoever asks while one is under way gets the next one, so nobody sees less than he wrote himself."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._projects: Flights[Node | None] = Flights()
        self._addons: Flights[Node] = Flights()
        self._poolers: Flights[tuple[Node, ...]] = Flights()
        self._listed: Flights[tuple[Node, ...]] = Flights()
        self._owners: dict[str, str] = {}

    async def project(self, ref: str) -> Node | None:
        """The project, None when it is gone."""
        return await self._projects.read(ref, lambda: self._project(ref))

    async def projects(self, slug: str) -> tuple[Node, ...]:
        """Every project of an organization, with its databases."""
        return await self._listed.read(slug, lambda: self._pages(slug))

    async def addons(self, ref: str) -> Mapping[str, str]:
        """The variants that are selected, by type."""
        told = await self._addons.read(ref, lambda: self._client.get(project("/billing/addons", ref)))
        return {str(row["type"]): str(row["variant"]["id"]) for row in told["selected_addons"]}

    async def poolers(self, ref: str) -> tuple[Node, ...]:
        """The pooler as each database has it. Raises MissingError when the project is gone."""
        return await self._poolers.read(ref, lambda: self._pooled(ref))

    async def databases(self, ref: str) -> tuple[Node, ...]:
        """The databases of a project, the primary and its replicas; none when the project is gone."""
        if ref not in self._owners and await self.project(ref) is None:
            return ()
        listed = await self.projects(self._owners[ref])
        return next((tuple(each["databases"]) for each in listed if each["ref"] == ref), ())

    async def _project(self, ref: str) -> Node | None:
        try:
            node: Node = await self._client.get(project("", ref))
        except MissingError:
            return None
        self._owners[ref] = str(node["organization_slug"])
        return None if node["status"] in GONE else node

    async def _pooled(self, ref: str) -> tuple[Node, ...]:
        return tuple(await self._client.get(project("/config/database/pooler", ref)))

    async def _pages(self, slug: str) -> tuple[Node, ...]:
        found: list[Node] = []
        most = facts().need("projects_per_page")
        while True:
            # The order of creation: what is made meanwhile comes at the end and moves nothing.
            params = {"offset": str(len(found)), "limit": str(most), "sort": "created_asc"}
            page = await self._client.get(organization("/projects", slug), params)
            found += page["projects"]
            if not page["projects"] or len(found) >= page["pagination"]["count"]:
                return tuple(found)
