"""Projects: what services, environments and volumes belong to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from providers.kit.kind import Found, Known, Made, Output
from providers.kit.model import Args, Mark
from providers.kit.once import or_none, there_or_made
from providers.kit.values import Plain
from providers.railway.api import documents
from providers.railway.api.views import Node, ProjectView
from providers.railway.kinds.shared import Identity, Name, RailwayKind, given_only

_MARK: Final = "[pulumi "
"""Begins the end of the description: whose project it is. A lost create is known by it, see `create`."""


class ProjectArgs(Args):
    """What a program may say of a project."""

    name: Annotated[Name, Field(description="The name; a workspace may have several of one name.")]
    workspace_id: Annotated[Identity, Field(description="The workspace that pays for it.")]
    description: Annotated[
        str | None, Field(description="What people read; the provider adds whose project it is.")
    ] = None
    default_environment_name: Annotated[
        str | None, Mark.REPLACES, Mark.KEPT, Field(description="The environment that the project is made with.")
    ] = None
    pr_deploys: Annotated[bool | None, Field(description="Whether pull requests get environments.")] = None
    is_public: Annotated[bool | None, Field(description="Whether everybody may look at it.")] = None


class Project(RailwayKind[ProjectArgs]):
    """A project."""

    token = "railway:index:Project"  # noqa: S105
    text = (
        "A project: what services, environments and volumes belong to. Deleting it deletes all of them; Railway keeps"
        " it for 48 hours, in which a person can bring it back."
    )
    rights = "an account's or workspace's token; a project's token cannot make projects"
    bounds = "The plan of the workspace bounds services, volumes and replicas."
    arguments = ProjectArgs
    outputs: ClassVar[Mapping[str, Output]] = {
        "defaultEnvironmentId": Output("string", "The id of the environment that the project was made with."),
        "createdAt": Output("string", "When it was made (RFC 3339)."),
    }

    async def create(self, given: ProjectArgs, owner: str) -> Made:
        """Make the project, or take over the one that an earlier create has left.

        Names are not unique, so a project counts as left by us only when it carries our mark and is empty: nothing
        was made in it, as its create never came back.
        """
        mark = f"{_MARK}{owner}]"
        client = self._railway.client

        async def left() -> str | None:
            found = await self._railway.views.projects(given.workspace_id)
            return next((str(each["id"]) for each in found if _is_left(each, given.name, mark)), None)

        async def make() -> str:
            wanted = {**given.wire(), "description": _marked(given.description, mark)}
            made = await client.ask(documents.PROJECT_CREATE, input=given_only(wanted))
            return str(made["id"])

        identity = await there_or_made(left, make, what=f"project {given.name}", patience=self._railway.patience)
        view = await self._complete(identity)
        return Made(identity, _outputs(view, given.default_environment_name))

    async def read(self, known: Known) -> Found | None:
        """The project and its default environment."""
        view = await self._railway.views.project(known.identity, known.outputs.get("workspaceId"))
        if view is None:
            return None
        inputs = {
            "name": view.node["name"],
            "workspaceId": view.node["workspaceId"],
            "description": _without_mark(view.node["description"]),
            "prDeploys": view.node["prDeploys"],
            "isPublic": view.node["isPublic"],
        }
        if known.importing:
            # What a new project has anyway is not worth being declared.
            inputs |= {name: inputs[name] or None for name in ("prDeploys", "isPublic")}
        outputs = _outputs(view, known.inputs.get("defaultEnvironmentName"))
        if "defaultEnvironmentName" in known.inputs:
            inputs["defaultEnvironmentName"] = outputs["defaultEnvironmentName"]
        return Found(known.identity, given_only(inputs), outputs)

    async def update(self, known: Known, given: ProjectArgs) -> Mapping[str, Plain]:
        """Change what has an update mutation; what is no longer declared goes back to what a new project has."""
        view = await self._railway.project(known.identity)
        wanted = {
            name: given.wire().get(name, reset) for name, reset in _RESETS.items() if _declared(name, known, given)
        }
        wanted["name"] = given.name
        if "description" in wanted:
            _, begins, rest = (view.node["description"] or "").partition(_MARK)
            wanted["description"] = _marked(wanted["description"], f"{begins}{rest}")
        await self._railway.client.ask(documents.PROJECT_UPDATE, id=known.identity, input=wanted)
        return _outputs(await self._complete(known.identity), given.default_environment_name)

    async def delete(self, known: Known) -> None:
        """Schedule the deletion. Railway does it after 48 hours."""
        if await self._railway.views.project(known.identity, known.outputs.get("workspaceId")) is None:
            return
        await or_none(self._railway.client.ask(documents.PROJECT_DELETE, id=known.identity))

    async def _complete(self, identity: str) -> ProjectView:
        """The project with the environment that it is made with, which may come later than the project."""

        async def look() -> ProjectView | None:
            view = await self._railway.views.project(identity)
            return view if view is not None and view.environments else None

        return await self._railway.settled(look, identity=identity, what=f"project {identity}")


_RESETS: Final[Mapping[str, Any]] = {"description": "", "prDeploys": False, "isPublic": False}


def _declared(name: str, known: Known, given: ProjectArgs) -> bool:
    return name in known.inputs or name in given.wire()


def _is_left(node: Node, name: str, mark: str) -> bool:
    occupied = node["services"]["edges"] or node["volumes"]["edges"]
    return node["name"] == name and (node["description"] or "").endswith(mark) and not occupied


def _marked(description: str | None, mark: str) -> str:
    return f"{description or ''} {mark}".strip()


def _without_mark(description: str | None) -> str | None:
    return (description or "").partition(_MARK)[0].rstrip() or None


def _outputs(view: ProjectView, name: str | None) -> dict[str, Plain]:
    first = view.node["primaryEnvironmentId"]
    rows = sorted(view.environments, key=lambda each: (each["name"] != name, each["id"] != first))
    default: Node = rows[0] if rows else {}
    return {
        "defaultEnvironmentName": default.get("name"),
        "defaultEnvironmentId": default.get("id"),
        "createdAt": view.node["createdAt"],
    }
