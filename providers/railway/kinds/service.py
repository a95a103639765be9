"""Services: an identity. How one runs in an environment is its ServiceInstance."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from providers.kit.errors import MissingError
from providers.kit.kind import Found, Known, Made, Output
from providers.kit.model import Args
from providers.kit.once import or_none, there_or_made
from providers.kit.values import Plain
from providers.railway.api import documents
from providers.railway.api.views import Node
from providers.railway.kinds.shared import Identity, Name, RailwayKind, given_only


class ServiceArgs(Args):
    """What a program may say of a service."""

    name: Annotated[Name, Field(description="The name, once in a project; its private host name follows it.")]
    project_id: Annotated[Identity, Field(description="The project that it belongs to.")]
    icon: Annotated[str | None, Field(description="The address of a picture.")] = None


class Service(RailwayKind[ServiceArgs]):
    """A service."""

    token = "railway:index:Service"  # noqa: S105
    text = (
        "The identity of a service. Its image, branch and variables belong to the application's pipeline, or to its"
        " ServiceInstance."
    )
    rights = "a token that may write to the project"
    bounds = "Source, image and branch are never sent by it, so a deployment of the pipeline is never rolled back."
    arguments = ServiceArgs
    outputs: ClassVar[Mapping[str, Output]] = {"createdAt": Output("string", "When it was made (RFC 3339).")}

    async def create(self, given: ServiceArgs, owner: str) -> Made:  # noqa: ARG002  # names are unique here
        """Make the service; one of that name in our own project is the one that was asked for."""
        railway, client = self._railway, self._railway.client

        async def there() -> Node | None:
            view = await railway.project(given.project_id)
            return next((each for each in view.services if each["name"] == given.name), None)

        async def left() -> str | None:
            node = await there()
            return str(node["id"]) if node is not None else None

        async def make() -> str:
            async with client.writing(*(await railway.project(given.project_id)).environment_ids):
                return str((await client.ask(documents.SERVICE_CREATE, input=given_only(given.wire())))["id"])

        what = f"service {given.name}"
        identity = await there_or_made(left, make, what=what, patience=railway.patience)
        node = await railway.settled(there, identity=identity, what=what)
        if given.icon is not None and node["icon"] != given.icon:
            await client.ask(documents.SERVICE_UPDATE, id=identity, input={"icon": given.icon})
        return Made(identity, {"createdAt": node["createdAt"]})

    async def read(self, known: Known) -> Found | None:
        """The service, found in its project's list; an import asks the service for its project first."""
        project_id = known.outputs.get("projectId")
        if project_id is None:
            try:
                project_id = (await self._railway.client.ask(documents.SERVICE, id=known.identity))["projectId"]
            except MissingError:
                return None
        view = await self._railway.views.project(str(project_id))
        node = next((each for each in view.services if each["id"] == known.identity), None) if view else None
        if node is None:
            return None
        inputs = {"name": node["name"], "projectId": project_id, "icon": node["icon"]}
        return Found(known.identity, given_only(inputs), {"createdAt": node["createdAt"]})

    async def update(self, known: Known, given: ServiceArgs) -> Mapping[str, Plain]:
        """Change name and picture."""
        wanted: dict[str, Plain] = {"name": given.name}
        if given.icon is not None or "icon" in known.inputs:
            wanted["icon"] = given.icon
        await self._railway.client.ask(documents.SERVICE_UPDATE, id=known.identity, input=wanted)
        return {"createdAt": known.outputs.get("createdAt")}

    async def delete(self, known: Known) -> None:
        """Delete it in every environment."""
        view = await self._railway.views.project(str(known.outputs["projectId"]))
        if view is None or all(each["id"] != known.identity for each in view.services):
            return
        async with self._railway.client.writing(*view.environment_ids):
            await or_none(self._railway.client.ask(documents.SERVICE_DELETE, id=known.identity))
