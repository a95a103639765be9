"""Names of our own for services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from providers.kit.errors import PlatformError
from providers.kit.kind import Found, Known, Made, Output
from providers.kit.model import Args
from providers.kit.once import or_none, there_or_made
from providers.kit.values import Plain
from providers.railway.api import documents
from providers.railway.api.views import Node
from providers.railway.kinds.shared import Identity, Port, RailwayKind, given_only

_DNS_NAME = r"^([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$"


class DomainArgs(Args):
    """What a program may say of a custom domain."""

    project_id: Annotated[Identity, Field(description="The service's project.")]
    environment_id: Annotated[Identity, Field(description="The environment.")]
    service_id: Annotated[Identity, Field(description="The service that answers under the name.")]
    domain: Annotated[
        Identity,
        StringConstraints(pattern=_DNS_NAME, max_length=253),
        Field(description="The name, in lower case; once in all of Railway."),
    ]
    target_port: Annotated[
        Port | None, Field(description="The port of the application, null the one it listens on.")
    ] = None


class CustomDomain(RailwayKind[DomainArgs]):
    """A custom domain."""

    token = "railway:index:CustomDomain"  # noqa: S105
    text = (
        "A name of our own for a service. Two records belong at the domain's DNS: a CNAME to `cnameTarget`, and a TXT"
        " at `verificationHost` with `verificationToken`. It answers 404 until they are there; the update does not"
        " wait for that, as the records may be made in the same one."
    )
    rights = "a token that may write to the environment"
    bounds = "The plan bounds how many domains a service has."
    arguments = DomainArgs
    # A name is there once: for another service it can be made only when it is gone.
    delete_first = True
    outputs: ClassVar[Mapping[str, Output]] = {
        "cnameTarget": Output("string", "What the name must point to."),
        "verificationHost": Output("string", "Where the TXT record belongs."),
        "verificationToken": Output("string", "The text of the TXT record."),
        "verified": Output("boolean", "Whether Railway has seen the record, as of the last update or refresh."),
        "status": Output("string", "Of the certificate: VALID, ISSUING, VALIDATING_OWNERSHIP, ISSUE_FAILED."),
        "dnsRecords": Output("array", "Every record that Railway asks for: fqdn, recordType, requiredValue."),
    }

    async def create(self, given: DomainArgs, owner: str) -> Made:  # noqa: ARG002  # a name is there once
        """Make it, or take the one of that name that this very service has."""
        client = self._railway.client
        wanted = given_only(given.wire())

        async def there() -> Node | None:
            return await self._of(given.environment_id, given.service_id, domain=given.domain)

        async def make() -> Node:
            async with client.writing(given.environment_id):
                made: Node = await client.ask(documents.DOMAIN_CREATE, input=wanted)
            return made

        node = await there_or_made(there, make, what=f"domain {given.domain}", patience=self._railway.patience)
        if node["targetPort"] != given.target_port:
            await self._aim(str(node["id"]), given)
        return Made(str(node["id"]), await self._settled(node, given))

    async def read(self, known: Known) -> Found | None:
        """The domain, found in its environment. An import's id is `ENVIRONMENT/SERVICE/NAME`."""
        outputs = known.outputs
        environment_id, service_id = outputs.get("environmentId"), outputs.get("serviceId")
        name: str | None = None
        if environment_id is None:
            parts = known.identity.split("/")
            if len(parts) != 3:
                raise PlatformError(f"{known.identity}: to import a domain give ENVIRONMENT/SERVICE/NAME")
            environment_id, service_id, name = parts
        node = await self._of(str(environment_id), str(service_id), domain=name, identity=known.identity)
        if node is None:
            return None
        project_id = outputs.get("projectId")
        if project_id is None:
            project_id = (await self._railway.environment(str(environment_id))).node["projectId"]
        inputs = {
            "projectId": project_id,
            "environmentId": environment_id,
            "serviceId": service_id,
            "domain": node["domain"],
            "targetPort": node["targetPort"],
        }
        return Found(str(node["id"]), given_only(inputs), _outputs(node))

    async def update(self, known: Known, given: DomainArgs) -> Mapping[str, Plain]:
        """Aim it at another port; all else makes another domain."""
        await self._aim(known.identity, given)
        node = await self._of(given.environment_id, given.service_id, identity=known.identity)
        if node is None:
            raise PlatformError(f"domain {given.domain} is not there any more; run `pulumi refresh`")
        return await self._settled(node, given)

    async def delete(self, known: Known) -> None:
        """Delete it."""
        async with self._railway.client.writing(str(known.outputs["environmentId"])):
            await or_none(self._railway.client.ask(documents.DOMAIN_DELETE, id=known.identity))

    async def _aim(self, identity: str, given: DomainArgs) -> None:
        async with self._railway.client.writing(given.environment_id):
            await self._railway.client.ask(
                documents.DOMAIN_UPDATE, environmentId=given.environment_id, id=identity, targetPort=given.target_port
            )

    async def _of(
        self, environment_id: str, service_id: str, *, domain: str | None = None, identity: str | None = None
    ) -> Node | None:
        view = await self._railway.views.environment(environment_id)
        rows = view.domains.get(service_id, ()) if view is not None else ()
        return next((each for each in rows if each["domain"] == domain or each["id"] == identity), None)

    async def _settled(self, node: Node, given: DomainArgs) -> Mapping[str, Plain]:
        """The outputs, once Railway has decided on the records; a later update finds the domain again."""

        async def look() -> Node | None:
            now = await self._of(given.environment_id, given.service_id, domain=given.domain)
            return now if now is not None and _target(now) else None

        what = f"domain {given.domain} with its DNS records"
        settled = node if _target(node) else await self._railway.settled(look, identity=str(node["id"]), what=what)
        return _outputs(settled)


def _target(node: Node) -> str | None:
    """What the name must point to: the one record that carries traffic."""
    rows = node["status"]["dnsRecords"]
    return next(
        (str(row["requiredValue"]) for row in rows if row["purpose"] == "DNS_RECORD_PURPOSE_TRAFFIC_ROUTE"), None
    )


def _outputs(node: Node) -> dict[str, Plain]:
    status = node["status"]
    return {
        "cnameTarget": _target(node),
        "verificationHost": status["verificationDnsHost"],
        "verificationToken": status["verificationToken"],
        "verified": status["verified"],
        "status": str(status["certificateStatus"]).removeprefix("CERTIFICATE_STATUS_TYPE_"),
        "dnsRecords": [
            {
                "fqdn": row["fqdn"],
                "recordType": str(row["recordType"]).removeprefix("DNS_RECORD_TYPE_"),
                "requiredValue": row["requiredValue"],
            }
            for row in status["dnsRecords"]
        ],
    }
