"""Fixed addresses for what a service sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from providers.kit.errors import MissingError
from providers.kit.kind import Found, Known, Made, Output
from providers.kit.model import Args, Mark
from providers.kit.once import or_none, there_or_made
from providers.kit.values import Plain
from providers.railway.api import documents
from providers.railway.api.views import Node
from providers.railway.kinds.shared import Identity, RailwayKind, given_only


class EgressArgs(Args):
    """What a program may say of fixed addresses."""

    environment_id: Annotated[Identity, Field(description="The environment.")]
    service_id: Annotated[Identity, Field(description="The service whose traffic comes from them.")]
    region: Annotated[
        str | None, Mark.REPLACES, Mark.KEPT, Field(description="Railway's region, null the service's own.")
    ] = None


class StaticEgress(RailwayKind[EgressArgs]):
    """Fixed addresses of a service."""

    token = "railway:index:StaticEgress"  # noqa: S105
    text = "Fixed IPv4 addresses that a service's traffic comes from. Another one may have other addresses."
    rights = "a token that may write to the environment"
    bounds = "Needs the plan Pro. They are made and cleared, never changed, and one call clears all of a service."
    arguments = EgressArgs
    # The call that clears removes all addresses of the service, new ones with the old.
    delete_first = True
    outputs: ClassVar[Mapping[str, Output]] = {"addresses": Output("array", "The IPv4 addresses, sorted.")}

    async def create(self, given: EgressArgs, owner: str) -> Made:  # noqa: ARG002  # a service has one set
        """Make them, or take those that the service has."""
        client = self._railway.client

        async def there() -> list[Node] | None:
            return await self._of(given.environment_id, given.service_id)

        async def make() -> list[Node]:
            async with client.writing(given.environment_id):
                made: list[Node] = await client.ask(documents.EGRESS_CREATE, input=given_only(given.wire()))
            return made

        rows = await there_or_made(there, make, what="fixed addresses", patience=self._railway.patience)
        return Made(f"{given.environment_id}/{given.service_id}/egress", _outputs(rows))

    async def read(self, known: Known) -> Found | None:
        """The addresses now. The id is `ENVIRONMENT/SERVICE/egress`."""
        environment_id, _, rest = known.identity.partition("/")
        service_id = rest.partition("/")[0]
        try:
            rows = await self._of(environment_id, service_id)
        except MissingError:
            return None
        if rows is None:
            return None
        inputs = {"environmentId": environment_id, "serviceId": service_id}
        if "region" in known.inputs:
            inputs["region"] = rows[0]["region"]
        return Found(known.identity, inputs, _outputs(rows))

    async def update(self, known: Known, given: EgressArgs) -> Mapping[str, Plain]:  # noqa: ARG002
        """Nothing of it changes in place."""
        rows = await self._of(given.environment_id, given.service_id)
        return _outputs(rows or [])

    async def delete(self, known: Known) -> None:
        """Clear them."""
        target = {name: known.outputs[name] for name in ("environmentId", "serviceId")}
        async with self._railway.client.writing(str(target["environmentId"])):
            await or_none(self._railway.client.ask(documents.EGRESS_CLEAR, input=target))

    async def _of(self, environment_id: str, service_id: str) -> list[Node] | None:
        client = self._railway.client
        rows: list[Node] = await client.ask(documents.EGRESS, environmentId=environment_id, serviceId=service_id)
        return rows or None


def _outputs(rows: list[Node]) -> dict[str, Plain]:
    regions = sorted({str(row["region"]) for row in rows})
    return {"addresses": sorted(str(row["ipv4"]) for row in rows), "region": regions[0] if regions else None}
