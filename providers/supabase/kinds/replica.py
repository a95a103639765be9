"""Read replicas: copies of a database in other regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Final

from pydantic import Field

from providers.kit.errors import HalfMadeError, PlatformError
from providers.kit.kind import Found, Kind, Known, Made, Output
from providers.kit.model import Args
from providers.kit.once import or_none
from providers.kit.values import Plain
from providers.supabase.api.client import project
from providers.supabase.api.views import GONE, HEALTHY, Node
from providers.supabase.kinds.lost import BEFORE, Order, before_of, placed, settled
from providers.supabase.kinds.replica_address import ADDRESS, address, known_address, lacking
from providers.supabase.kinds.replica_needs import missing
from providers.supabase.kinds.shared import Identity, Supabase, half_made

_REPLICA: Final = "READ_REPLICA"
_STARTING: Final = "INIT_READ_REPLICA"
_FAILED: Final = frozenset({"INIT_READ_REPLICA_FAILED", "INIT_FAILED"})


class ReplicaArgs(Args):
    """What a program may say of a read replica."""

    project_ref: Annotated[Identity, Field(description="The project.")]
    region: Annotated[Identity, Field(description="Supabase's code of the region.")]


class ReadReplica(Kind[ReplicaArgs]):
    """A read replica."""

    token = "supabase:index:ReadReplica"  # noqa: S105
    text = (
        "A copy that answers reads in another region, of the primary's size. Postgres upgrades and restores need all"
        " replicas removed first. One whose setup fails is replaced by the next update. Clients reach it through the"
        " project's pooler, at `host` and `port` as `user`."
    )
    rights = "projects: read and write; organizations, add-ons, backups and the pooler: read"
    bounds = (
        "Needs a plan with read replicas, compute of Small or larger, physical backups (the add-on pitr brings them)"
        " and a Postgres that can; how many there may be follows from the size. All of it is checked before the call."
    )
    arguments = ReplicaArgs
    outputs: ClassVar[Mapping[str, Output]] = {
        "identifier": Output("string", "What the platform calls it."),
        "status": Output("string", "As of the last update or refresh: ACTIVE_HEALTHY when all is well."),
        **ADDRESS,
    }

    def __init__(self, supabase: Supabase) -> None:
        self._supabase = supabase

    def outdated(self, outputs: Mapping[str, Plain]) -> tuple[str, ...]:
        """A replica that failed to start never will."""
        return ("status",) if outputs.get("status") in _FAILED else ()

    def unfinished(self, outputs: Mapping[str, Plain]) -> tuple[str, ...]:
        """A replica that nobody has seen yet, one that is being filled, and one whose address is not known yet."""
        if "identifier" not in outputs:
            return ("identifier",)
        if outputs.get("status") == _STARTING:
            return ("status",)
        # One that is not healthy has no address to wait for: an update would only wait in vain.
        return lacking(outputs) if outputs.get("status") == HEALTHY else ()

    async def create(self, given: ReplicaArgs, owner: str) -> Made:  # noqa: ARG002  # there is no place for a mark
        """Check what it needs, set it up, find out which one it is, and wait until clients can reach it."""
        async with self._supabase.client.ordering(given.project_ref):
            identifier = await self._placed(given)
        return Made(identifier, await self._reached(given.project_ref, identifier))

    async def read(self, known: Known) -> Found | None:
        """The replica as the organization's list shows it. An import's id is `REF/IDENTIFIER`."""
        if "identifier" not in known.outputs and BEFORE in known.outputs:
            new = await self._order_of(known).new(before_of(known.outputs))
            if new is None:
                return Found(known.identity, known.inputs, {BEFORE: before_of(known.outputs)})
            known = Known(new, known.inputs, {**known.outputs, "identifier": new})
        ref, identifier = _place(known)
        row = await self._row(ref, identifier)
        if row is None or row["status"] in GONE:
            return None
        inputs = {"projectRef": ref, "region": row["region"]}
        # A pooler that does not list a replica for a moment has not moved it.
        way = await address(self._supabase, ref, identifier) or known_address(known.outputs)
        return Found(identifier, inputs, {"identifier": identifier, "status": row["status"], **way})

    async def update(self, known: Known, given: ReplicaArgs) -> Mapping[str, Plain]:
        """Settle what is not known of it and wait for it; nothing of it changes in place."""
        identifier = known.outputs.get("identifier")
        if identifier is None and BEFORE in known.outputs:
            async with self._supabase.client.ordering(given.project_ref):
                found = await settled(self._supabase, self._order_of(known), known.outputs)
                identifier = found or await self._placed(given)
        return await self._reached(given.project_ref, str(identifier or known.identity))

    async def delete(self, known: Known) -> None:
        """Remove it and wait until it is gone: what comes after may need the place, or all replicas gone."""
        if "identifier" not in known.outputs and BEFORE in known.outputs:
            new = await settled(self._supabase, self._order_of(known), known.outputs)
            if new is None:
                return
            known = Known(new, {}, {**known.outputs, "identifier": new})
        ref, identifier = _place(known)
        row = await self._row(ref, identifier)
        if row is None:
            return
        if row["status"] not in GONE:
            await or_none(
                self._supabase.client.post(
                    project("/read-replicas/remove", ref), {"database_identifier": identifier}, again=True
                )
            )

        async def gone() -> bool | None:
            return True if await self._row(ref, identifier) is None else None

        if not await self._supabase.patience.ready(gone, what=f"the end of read replica {identifier}"):
            waited = f"{self._supabase.patience.timings.ready_s:g} s"
            raise PlatformError(f"read replica {identifier} is still there after {waited}; run the update again")

    async def _placed(self, given: ReplicaArgs) -> str:
        """The identifier of the replica that is set up now."""
        ref, what = given.project_ref, f"read replica in {given.region} of project {given.project_ref}"
        primary = await self._supabase.changeable(ref)
        databases = await self._supabase.views.databases(ref)
        if lacks := await missing(self._supabase, primary, databases):
            raise PlatformError(f"{what}: not set up, as it needs {'; and '.join(lacks)}")
        if primary["status"] != HEALTHY:
            raise PlatformError(f"{what}: not set up, as the project is {primary['status']}; see the dashboard")

        async def make() -> None:
            body = {"read_replica_region": given.region}
            await self._supabase.client.post(project("/read-replicas/setup", ref), body, again=False)

        before = _in_region(databases, given.region)
        return await placed(self._supabase, self._order(ref, given.region), before, make)

    async def _reached(self, ref: str, identifier: str) -> Mapping[str, Plain]:
        """The outputs, once it is filled and the pooler leads to it. Raises HalfMadeError as `_filled` does."""
        filled = await self._filled(ref, identifier)
        what = f"read replica {identifier}"
        way = await half_made(
            self._supabase.patience.appeared(lambda: address(self._supabase, ref, identifier), what=what),
            identity=identifier,
            outputs=lambda: filled,
            what=what,
        )
        if way is None:
            waited = f"{self._supabase.patience.timings.appear_s:g} s"
            text = f"{what} is filled, but the pooler does not list it after {waited}; run the update again"
            raise HalfMadeError(f"{text}, it goes on waiting", identity=identifier, outputs=filled)
        return {**filled, **way}

    async def _filled(self, ref: str, identifier: str) -> Mapping[str, Plain]:
        """The outputs, once it is filled. Raises HalfMadeError, so that the state knows it and how it is."""
        status = _STARTING

        async def look() -> str | None:
            nonlocal status
            row = await self._row(ref, identifier)
            if row is None:
                return None
            status = str(row["status"])
            return status if status == HEALTHY or status in _FAILED else None

        def now() -> dict[str, Plain]:
            return {"identifier": identifier, "status": status}

        what = f"read replica {identifier}"
        end = await half_made(
            self._supabase.patience.ready(look, what=what), identity=identifier, outputs=now, what=what
        )
        if end is None:
            waited = f"{self._supabase.patience.timings.ready_s:g} s"
            text = f"{what} is {status} after {waited}; run the update again, it goes on waiting"
            raise HalfMadeError(text, identity=identifier, outputs=now())
        if end in _FAILED:
            text = f"{what}: its setup failed ({end}); run the update again, it removes this one and sets up another"
            raise HalfMadeError(text, identity=identifier, outputs=now())
        return now()

    async def _row(self, ref: str, identifier: str) -> Node | None:
        rows = await self._supabase.views.databases(ref)
        return next((row for row in rows if row["identifier"] == identifier and row["type"] == _REPLICA), None)

    def _order(self, ref: str, region: str) -> Order:
        async def look() -> Sequence[str]:
            return _in_region(await self._supabase.views.databases(ref), region)

        return Order(f"read replica in {region} of project {ref}", f"unsettled:{ref}/{region}", self.token, look)

    def _order_of(self, known: Known) -> Order:
        """The order that the state tells of."""
        return self._order(str(known.outputs["projectRef"]), str(known.outputs["region"]))


def _in_region(databases: Sequence[Node], region: str) -> list[str]:
    return [str(row["identifier"]) for row in databases if row["type"] == _REPLICA and row["region"] == region]


def _place(known: Known) -> tuple[str, str]:
    """Project and identifier: from the state, in an import from the id."""
    ref = known.outputs.get("projectRef")
    if ref is not None:
        return str(ref), str(known.outputs.get("identifier") or known.identity)
    ref, slash, identifier = known.identity.partition("/")
    if not slash:
        raise PlatformError(f"{known.identity}: to import a read replica give REF/IDENTIFIER")
    return str(ref), identifier
