"""How a service runs in one environment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.kit.errors import PlatformError
from providers.kit.kind import Found, Known, Made
from providers.kit.once import made_once
from providers.kit.values import Plain
from providers.railway.api import documents
from providers.railway.kinds import patches
from providers.railway.kinds.instance_args import InstanceArgs
from providers.railway.kinds.shared import RailwayKind


class ServiceInstance(RailwayKind[InstanceArgs]):
    """The settings of a service in an environment."""

    token = "railway:index:ServiceInstance"  # noqa: S105
    text = (
        "The settings of a service in an environment, sent as one patch of its configuration. Only what is declared is"
        " sent; what was declared and no longer is goes back to Railway's default, but an image stays, as there is no"
        " default. Removing the resource leaves the settings as they are: they go with the service."
    )
    rights = "a token that may write to the environment"
    bounds = (
        "Writes to one environment go one after another. A service with a volume has one region and one replica."
        " Branch, an image that is not declared and variables that are not named belong to the application."
    )
    arguments = InstanceArgs

    async def create(self, given: InstanceArgs, owner: str) -> Made:  # noqa: ARG002  # there is one for each service
        """Wait for the service to be there, then set what is declared."""
        await self._apply(given, {})
        return Made(f"{given.environment_id}/{given.service_id}", {})

    async def read(self, known: Known) -> Found | None:
        """The settings now. The id is `ENVIRONMENT/SERVICE`, so an import needs nothing else."""
        environment_id, _, service_id = known.identity.partition("/")
        view = await self._railway.views.environment(environment_id)
        config = view.service(service_id) if view is not None else None
        if config is None:
            return None
        found = {"environmentId": environment_id, "serviceId": service_id, **patches.inputs(config, known.inputs)}
        return Found(known.identity, found, {})

    async def update(self, known: Known, given: InstanceArgs) -> Mapping[str, Plain]:
        """Set what has changed."""
        await self._apply(given, known.inputs)
        return {}

    async def delete(self, known: Known) -> None:
        """Leave the service as it runs: taking its variables away would only break it on its way out."""

    def equal(self, name: str, declared: Plain, found: Plain) -> bool:
        """Backup kinds have no order, and none that is declared leaves them alone."""
        if name == "volumeMounts":
            return not patches.patch(_mounting(declared), {}, {"volumeMounts": found}) and set(declared) == set(found)
        return super().equal(name, declared, found)

    async def _apply(self, given: InstanceArgs, before: Mapping[str, Plain]) -> None:
        client, service = self._railway.client, given.service_id
        async with client.writing(given.environment_id):
            config = await self._appeared(given)
            wanted = patches.patch(given, before, config or {}) | ({} if config is not None else {"isCreated": True})
            if not wanted:
                return

            async def commit() -> bool:
                await client.ask(
                    documents.PATCH_COMMIT,
                    environmentId=given.environment_id,
                    patch={"services": {service: wanted}},
                    message="pulumi: set what the program declares",
                )
                return True

            async def applied() -> bool | None:
                now = (await self._railway.environment(given.environment_id)).service(service)
                # What was declared before is what has just been sent, so sealed values are not sent for ever.
                return True if now is not None and not patches.patch(given, given.wire(), now) else None

            what = f"the patch of service {service}"
            await made_once(commit, applied, what=what, patience=client.patience)
            if not await self._railway.patience.appeared(applied, what=what):
                waited = f"{client.patience.timings.appear_s:g} s"
                raise PlatformError(
                    f"environmentPatchCommit at Railway: accepted, but not in force after {waited};"
                    " look at the environment's activity in Railway's dashboard and run the update again"
                )

    async def _appeared(self, given: InstanceArgs) -> Mapping[str, Any] | None:
        """The service's settings, once it is in the environment; None where it stays away.

        A new service comes late. One that is older than the environment is not in it until a patch says so.
        """

        async def look() -> Mapping[str, Any] | None:
            return (await self._railway.environment(given.environment_id)).service(given.service_id)

        found = await self._railway.patience.appeared(look, what=f"service {given.service_id}")
        if found is not None:
            return found
        environment = await self._railway.environment(given.environment_id)
        project = await self._railway.project(str(environment.node["projectId"]))
        if all(each["id"] != given.service_id for each in project.services):
            raise PlatformError(f"service {given.service_id} is not there any more; run `pulumi refresh`")
        return None


def _mounting(mounts: Plain) -> InstanceArgs:
    return InstanceArgs.model_validate({"environmentId": "-", "serviceId": "-", "volumeMounts": mounts})
