"""The pooler in front of the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import Field

from providers.kit.errors import HalfMadeError
from providers.kit.kind import Output
from providers.kit.model import Mark
from providers.kit.values import Plain
from providers.supabase.api.client import project
from providers.supabase.kinds.setting import Setting, SettingArgs, Told

_NAMES: Final[Mapping[str, str]] = {"poolMode": "pool_mode", "defaultPoolSize": "default_pool_size"}


class PoolerArgs(SettingArgs):
    """What a program may say of the pooler."""

    pool_mode: Annotated[
        Literal["session", "transaction"] | None, Mark.KEPT, Field(description="How long a client keeps a connection.")
    ] = None
    default_pool_size: Annotated[
        int | None, Mark.KEPT, Field(ge=0, le=3000, description="Connections to the database for each user.")
    ] = None


class PoolerConfig(Setting[PoolerArgs]):
    """The pooler."""

    token = "supabase:index:PoolerConfig"  # noqa: S105
    text = (
        "The shared pooler in front of the primary, and how to connect through it. What is not declared is not sent."
        " Deleting the resource leaves the pooler as it is."
    )
    rights = "the project's pooler: read and write"
    bounds = "How many clients there may be follows from the compute size."
    arguments = PoolerArgs
    place = "pooler"
    outputs: ClassVar[Mapping[str, Output]] = {
        "host": Output("string", "The pooler's host name."),
        "port": Output("integer", "The pooler's port."),
        "connectionString": Output("string", "How to connect; a placeholder stands for the password.", secret=True),
    }

    async def tell(self, ref: str) -> Told | None:
        """The pooler of the primary."""
        row = await self._primary(ref)
        return None if row is None else Told({wire: row[name] for wire, name in _NAMES.items()}, _outputs(row))

    async def apply(self, given: PoolerArgs, before: Mapping[str, Plain]) -> Mapping[str, Plain]:  # noqa: ARG002
        """Change what is declared."""
        ref, wire = given.project_ref, given.wire()
        wanted = {name: wire[each] for each, name in _NAMES.items() if wire.get(each) is not None}
        if wanted:
            await self._supabase.client.patch(project("/config/database/pooler", ref), wanted)
        row = await self._supabase.patience.appeared(lambda: self._primary(ref), what=f"the pooler of project {ref}")
        if row is None:
            text = f"the pooler of project {ref} is not to be seen yet; run the update again"
            raise HalfMadeError(text, identity=self.identity(ref), outputs={})
        return _outputs(row)

    async def _primary(self, ref: str) -> Mapping[str, Any] | None:
        rows = await self._supabase.views.poolers(ref)
        return next((row for row in rows if row["database_type"] == "PRIMARY"), None)


def _outputs(row: Mapping[str, Any]) -> dict[str, Plain]:
    return {"host": row["db_host"], "port": row["db_port"], "connectionString": row["connection_string"]}
