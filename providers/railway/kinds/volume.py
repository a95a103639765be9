"""Disks of services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field

from providers.kit.errors import HalfMadeError, PlatformError, RefusedError
from providers.kit.kind import Found, Known, Made, Output
from providers.kit.model import Args, Mark
from providers.kit.once import or_none, there_or_made
from providers.kit.values import Plain
from providers.railway.api import documents
from providers.railway.api.views import Node
from providers.railway.kinds.instance_args import Path
from providers.railway.kinds.shared import Identity, Name, RailwayKind, given_only


class VolumeArgs(Args):
    """What a program may say of a volume."""

    project_id: Annotated[Identity, Field(description="The project.")]
    environment_id: Annotated[Identity, Field(description="The environment.")]
    service_id: Annotated[
        str, Field(min_length=1, description="The service that it is mounted in; a service has one volume at most.")
    ]
    mount_path: Annotated[Path, Field(description="Where it is in the container.")]
    name: Annotated[Name | None, Mark.KEPT, Field(description="The name that people see, null Railway's choice.")] = (
        None
    )
    region: Annotated[
        str | None,
        Mark.REPLACES,
        Mark.KEPT,
        Field(description="Railway's region, null the service's; files are not moved."),
    ] = None
    size_mb: Annotated[
        int | None, Mark.KEPT, Field(ge=1, description="Megabytes, null the plan's; it grows live, never shrinks.")
    ] = None


class Volume(RailwayKind[VolumeArgs]):
    """A volume."""

    token = "railway:index:Volume"  # noqa: S105
    text = "A disk in one region. Railway keeps a deleted one for 48 hours, in which a person can bring it back."
    rights = "a token that may write to the environment"
    bounds = "The plan bounds how large a volume is and how many a project has."
    arguments = VolumeArgs
    # A service has one volume: beside the old one the new one could not be.
    delete_first = True
    outputs: ClassVar[Mapping[str, Output]] = {"createdAt": Output("string", "When it was made (RFC 3339).")}

    async def create(self, given: VolumeArgs, owner: str) -> Made:  # noqa: ARG002  # a service has one
        """Make it, or take the one that the service has already, as an earlier create has left it."""
        client = self._railway.client

        async def there() -> str | None:
            node = await self._of(given.environment_id, service_id=given.service_id)
            return str(node["volumeId"]) if node is not None else None

        async def make() -> str:
            wanted = {
                "projectId": given.project_id,
                "environmentId": given.environment_id,
                "serviceId": given.service_id,
                "mountPath": given.mount_path,
                "region": given.region,
            }
            async with client.writing(given.environment_id):
                made = await client.ask(documents.VOLUME_CREATE, input=given_only(wanted))
            return str(made["id"])

        identity = await there_or_made(
            there, make, what=f"volume of {given.service_id}", patience=self._railway.patience
        )
        try:
            return Made(identity, await self._finish(identity, given))
        except PlatformError as error:
            raise HalfMadeError(f"the volume is made, but: {error}", identity=identity, outputs={}) from None

    async def read(self, known: Known) -> Found | None:
        """The volume, found in its environment. An import's id is `ENVIRONMENT/VOLUME`."""
        environment_id, identity = known.outputs.get("environmentId"), known.identity
        if environment_id is None:
            environment_id, slash, identity = known.identity.partition("/")
            if not slash:
                raise PlatformError(f"{known.identity}: to import a volume give ENVIRONMENT/VOLUME")
        node = await self._of(str(environment_id), identity=identity)
        if node is None:
            return None
        inputs = {
            "projectId": node["volume"]["projectId"],
            "environmentId": environment_id,
            "serviceId": node["serviceId"],
            "mountPath": node["mountPath"],
            "name": node["volume"]["name"],
            "region": node["region"],
            "sizeMb": node["sizeMB"],
        }
        if known.importing:
            # What Railway chose stays its choice unless the program says otherwise.
            inputs |= {"name": None, "region": None, "sizeMb": None}
        return Found(identity, given_only(inputs), _outputs(node))

    async def update(self, known: Known, given: VolumeArgs) -> Mapping[str, Plain]:
        """Mount, rename or grow it."""
        return await self._finish(known.identity, given)

    async def delete(self, known: Known) -> None:
        """Delete it; Railway keeps it for 48 hours."""
        environment_id = str(known.outputs["environmentId"])
        if await self._of(environment_id, identity=known.identity) is None:
            return
        async with self._railway.client.writing(environment_id):
            await or_none(self._railway.client.ask(documents.VOLUME_DELETE, id=known.identity))

    async def _finish(self, identity: str, given: VolumeArgs) -> Mapping[str, Plain]:
        client, environment_id = self._railway.client, given.environment_id

        async def look() -> Node | None:
            return await self._of(environment_id, identity=identity)

        async with client.writing(environment_id):
            node = await self._railway.patience.appeared(look, what=f"volume {identity}")
            if node is None:
                raise PlatformError(f"volume {identity} is not in environment {environment_id}; run `pulumi refresh`")
            if given.size_mb is not None and given.size_mb < node["sizeMB"]:
                has, wanted_mb = node["sizeMB"], given.size_mb
                text = f"sizeMb: {wanted_mb} is less than the {has} MB that it has, and a volume never shrinks;"
                raise RefusedError(f"{text} ask for at least {has}, or leave it out", status=0)
            if given.name is not None and node["volume"]["name"] != given.name:
                await client.ask(documents.VOLUME_RENAME, id=identity, name=given.name)
            if (node["mountPath"], node["serviceId"]) != (given.mount_path, given.service_id):
                wanted = {"mountPath": given.mount_path, "serviceId": given.service_id}
                await client.ask(documents.VOLUME_MOVE, id=identity, environmentId=environment_id, input=wanted)
            if given.size_mb is not None and given.size_mb > node["sizeMB"]:
                patch: dict[str, Any] = {"volumes": {identity: {"sizeMB": given.size_mb}}}
                await client.ask(
                    documents.PATCH_COMMIT, environmentId=environment_id, patch=patch, message="pulumi: grow a volume"
                )
            settled = await self._of(environment_id, identity=identity)
        return _outputs(settled or node)

    async def _of(
        self, environment_id: str, *, identity: str | None = None, service_id: str | None = None
    ) -> Node | None:
        view = await self._railway.views.environment(environment_id)
        rows = view.volumes if view is not None else ()
        wanted = (each for each in rows if identity is not None and each["volumeId"] == identity)
        of_service = (each for each in rows if service_id is not None and each["serviceId"] == service_id)
        return next(wanted, None) or next(of_service, None)


def _outputs(node: Node) -> dict[str, Plain]:
    return {
        "name": node["volume"]["name"],
        "region": node["region"],
        "sizeMb": node["sizeMB"],
        "createdAt": node["createdAt"],
    }
