"""Environments beside the one that every project is made with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from providers.kit.kind import Found, Known, Made, Output
from providers.kit.model import Args
from providers.kit.once import or_none, there_or_made
from providers.kit.values import Plain
from providers.railway.api import documents
from providers.railway.api.views import Node
from providers.railway.kinds.shared import Identity, Name, RailwayKind


class EnvironmentArgs(Args):
    """What a program may say of an environment."""

    name: Annotated[Name, Field(description="The name, once in a project.")]
    project_id: Annotated[Identity, Field(description="The project that it belongs to.")]


class Environment(RailwayKind[EnvironmentArgs]):
    """An environment."""

    token = "railway:index:Environment"  # noqa: S105
    text = "An environment of a project beside the one that every project is made with."
    rights = "a token that may write to the project"
    bounds = "Deleting it deletes its services' settings and its volumes."
    arguments = EnvironmentArgs
    outputs: ClassVar[Mapping[str, Output]] = {"createdAt": Output("string", "When it was made (RFC 3339).")}

    async def create(self, given: EnvironmentArgs, owner: str) -> Made:  # noqa: ARG002  # names are unique here
        """Make the environment; one of that name in our own project is the one that was asked for."""
        railway, client = self._railway, self._railway.client

        async def there() -> Node | None:
            view = await railway.project(given.project_id)
            return next((each for each in view.environments if each["name"] == given.name), None)

        async def left() -> str | None:
            node = await there()
            return str(node["id"]) if node is not None else None

        async def make() -> str:
            wanted = {"projectId": given.project_id, "name": given.name}
            async with client.writing(*(await railway.project(given.project_id)).environment_ids):
                return str((await client.ask(documents.ENVIRONMENT_CREATE, input=wanted))["id"])

        what = f"environment {given.name}"
        identity = await there_or_made(left, make, what=what, patience=railway.patience)
        node = await railway.settled(there, identity=identity, what=what)
        return Made(identity, {"createdAt": node["createdAt"]})

    async def read(self, known: Known) -> Found | None:
        """The environment, found in its project's list."""
        view = await self._railway.views.environment(known.identity)
        if view is None:
            return None
        inputs = {"name": view.node["name"], "projectId": view.node["projectId"]}
        return Found(known.identity, inputs, {"createdAt": view.node["createdAt"]})

    async def update(self, known: Known, given: EnvironmentArgs) -> Mapping[str, Plain]:
        """Rename it."""
        async with self._railway.client.writing(known.identity):
            await self._railway.client.ask(documents.ENVIRONMENT_RENAME, id=known.identity, name=given.name)
        return {"createdAt": known.outputs.get("createdAt")}

    async def delete(self, known: Known) -> None:
        """Delete it with everything in it."""
        if await self._railway.views.project(str(known.outputs["projectId"])) is None:
            return
        async with self._railway.client.writing(known.identity):
            await or_none(self._railway.client.ask(documents.ENVIRONMENT_DELETE, id=known.identity))
