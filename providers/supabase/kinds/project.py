"""Projects: a database with its APIs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Final

from pydantic import Field

from providers.kit.errors import ForbiddenError, PlatformError
from providers.kit.kind import Found, Kind, Known, Made, Output
from providers.kit.model import Args, Mark
from providers.kit.once import or_none
from providers.kit.values import Plain
from providers.supabase.api.client import At, project
from providers.supabase.api.views import FAILED, GONE, HEALTHY, PASSING, Node
from providers.supabase.kinds.lost import BEFORE, Order, before_of, placed, settled
from providers.supabase.kinds.shared import Identity, Supabase, half_made

_UNFINISHED: Final = frozenset({"COMING_UP", "UNKNOWN", FAILED})
_UNHEALTHY: Final = "ACTIVE_UNHEALTHY"


class ProjectArgs(Args):
    """What a program may say of a project."""

    name: Annotated[str, Field(min_length=1, max_length=256, description="The name; several may have one.")]
    organization_slug: Annotated[Identity, Field(description="The organization that pays for it.")]
    region: Annotated[Identity, Field(description="Supabase's code of the region, as us-east-1.")]
    database_password: Annotated[
        str, Mark.SECRET, Mark.UNREADABLE, Field(min_length=4, description="Of the user postgres; changes in place.")
    ]
    desired_instance_size: Annotated[
        str | None,
        Mark.UNREADABLE,
        Mark.KEPT,
        Field(description="The compute size to begin with. A later change of it does nothing: then it is an Addon."),
    ] = None


class Project(Kind[ProjectArgs]):
    """A project."""

    token = "supabase:index:Project"  # noqa: S105
    text = (
        "A database with its APIs. Deleting it deletes its backups too. Names are not unique: where the answer to a"
        " create is lost, the state keeps which projects there were before, and the next update finds the new one."
    )
    rights = "projects: read and write; organizations: read"
    bounds = "The organization's plan bounds the number of projects and their size; it is changed in the dashboard."
    arguments = ProjectArgs
    outputs: ClassVar[Mapping[str, Output]] = {
        "ref": Output("string", "The project's reference, which everything else is set by."),
        "apiUrl": Output("string", "The address of the APIs."),
        "databaseHost": Output("string", "The host name of the database itself."),
        "status": Output("string", "As of the last update or refresh: ACTIVE_HEALTHY when all is well."),
        "createdAt": Output("string", "When it was made (RFC 3339)."),
    }

    def __init__(self, supabase: Supabase) -> None:
        self._supabase = supabase

    def unfinished(self, outputs: Mapping[str, Plain]) -> tuple[str, ...]:
        """A project that nobody has seen yet, and one that has not started."""
        if "ref" not in outputs:
            return ("ref",)
        return ("status",) if outputs.get("status") in _UNFINISHED else ()

    async def create(self, given: ProjectArgs, owner: str) -> Made:  # noqa: ARG002  # there is no place for a mark
        """Make the project and wait until it is healthy."""
        async with self._supabase.client.ordering(given.organization_slug):
            before = await self._named(given.organization_slug, given.name)
            ref = await self._placed(given, before)
        seen: list[Node] = []
        healthy = self._running(ref, seen, starting=True)
        node = await half_made(
            healthy, identity=ref, outputs=lambda: _outputs(ref, seen[-1] if seen else {}), what=f"project {ref}"
        )
        return Made(ref, _outputs(ref, node))

    async def read(self, known: Known) -> Found | None:
        """The project as it is now. An import's id is its reference."""
        ref = known.outputs.get("ref")
        if ref is None and BEFORE in known.outputs:
            ref = await self._order_of(known).new(before_of(known.outputs))
            if ref is None:
                return Found(known.identity, known.inputs, {BEFORE: before_of(known.outputs)})
        ref = str(ref or known.identity)
        node = await self._seen(ref, known.outputs.get("organizationSlug"))
        if node is None:
            return None
        inputs = {"name": node["name"], "organizationSlug": node["organization_slug"], "region": node["region"]}
        return Found(ref, inputs, _outputs(ref, node))

    async def update(self, known: Known, given: ProjectArgs) -> Mapping[str, Plain]:
        """Settle what is not known of it, wait for it, and change name and password."""
        ref = known.outputs.get("ref")
        if ref is None:
            ref = await self._recovered(known, given)
        else:
            await self._supabase.project(str(ref))
        ref = str(ref)
        # From here on an error must not be half an update: the state would take the new password for set.
        node = await self._running(ref, [], starting=bool(self.unfinished(known.outputs)))
        client = self._supabase.client
        if node["name"] != given.name:
            await client.patch(project("", ref), {"name": given.name})
        if known.inputs.get("databasePassword") != given.database_password:
            await client.patch(project("/database/password", ref), {"password": given.database_password})
        return _outputs(ref, node)

    async def delete(self, known: Known) -> None:
        """Delete it with all that is in it."""
        ref = known.outputs.get("ref")
        if ref is None and BEFORE in known.outputs:
            ref = await settled(self._supabase, self._order_of(known), known.outputs)
            if ref is None:
                return
        await or_none(self._supabase.client.delete(project("", str(ref or known.identity))))

    async def _placed(self, given: ProjectArgs, before: Sequence[str]) -> str:
        """The reference of the project that is made now."""
        wanted = {
            "name": given.name,
            "organization_slug": given.organization_slug,
            "db_pass": given.database_password,
            "region_selection": {"type": "specific", "code": given.region},
        }
        if given.desired_instance_size is not None:
            wanted["desired_instance_size"] = given.desired_instance_size

        async def make() -> str:
            at = At("/v1/projects", {}, given.organization_slug)
            return str((await self._supabase.client.post(at, wanted, again=False))["ref"])

        order = self._order(given.organization_slug, given.name)
        return await placed(self._supabase, order, before, make)

    async def _recovered(self, known: Known, given: ProjectArgs) -> str:
        """The project whose create lost its answer, or, when that came to nothing, one that is made now."""
        if BEFORE not in known.outputs:
            return known.identity
        async with self._supabase.client.ordering(given.organization_slug):
            ref = await settled(self._supabase, self._order_of(known), known.outputs)
            return ref or await self._placed(given, await self._named(given.organization_slug, given.name))

    async def _running(self, ref: str, seen: list[Node], *, starting: bool) -> Node:
        """The project once it runs; one that starts must become healthy. `seen` gets every look.

        Raises PlatformError for one that will not run without a person.
        """
        passing = {*PASSING, "UNKNOWN", *((_UNHEALTHY,) if starting else ())}

        async def look() -> Node | None:
            node = await self._supabase.views.project(ref)
            if node is None:
                if seen:
                    raise PlatformError(f"project {ref} is not there any more; run `pulumi refresh`")
                return None
            seen.append(node)
            return None if node["status"] in passing else node

        node = await self._supabase.patience.ready(look, what=f"project {ref}")
        if node is None:
            state = seen[-1]["status"] if seen else "not to be seen"
            waited = f"{self._supabase.patience.timings.ready_s:g} s"
            raise PlatformError(f"project {ref} is {state} after {waited}; run the update again, it goes on waiting")
        if node["status"] == FAILED:
            raise PlatformError(
                f"project {ref} could not be started ({FAILED}): ask Supabase's support, or delete it in the dashboard"
                " and run `pulumi refresh`, then the update"
            )
        if node["status"] not in (HEALTHY, _UNHEALTHY):
            raise PlatformError(f"project {ref} is {node['status']}; restore it in the dashboard, then run the update")
        return node

    async def _seen(self, ref: str, slug: Plain) -> Node | None:
        """The project, None when it is gone. A token that may not see it decides nothing; the organization's list does.

        Taking a project for gone that is there would lose it.
        """
        try:
            return await self._supabase.views.project(ref)
        except ForbiddenError as error:
            if error.status != 403 or slug is None:
                raise
            if any(each["ref"] == ref for each in await self._supabase.views.projects(str(slug))):
                raise
            return None

    async def _named(self, slug: str, name: str) -> list[str]:
        listed = await self._supabase.views.projects(slug)
        return [str(each["ref"]) for each in listed if each["name"] == name and each["status"] not in GONE]

    def _order(self, slug: str, name: str) -> Order:
        async def look() -> list[str]:
            return await self._named(slug, name)

        return Order(f"project {name} of {slug}", f"unsettled:{slug}/{name}", self.token, look)

    def _order_of(self, known: Known) -> Order:
        """The order that the state tells of: under the name that it was placed with."""
        return self._order(str(known.outputs["organizationSlug"]), str(known.outputs["name"]))


def _outputs(ref: str, node: Node) -> dict[str, Plain]:
    return {
        "ref": ref,
        "apiUrl": f"https://{ref}.supabase.co",
        "databaseHost": (node.get("database") or {}).get("host"),
        "status": node.get("status", "COMING_UP"),
        "createdAt": node.get("created_at"),
    }
