"""Whether the database insists on TLS."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from providers.kit.errors import HalfMadeError
from providers.kit.values import Plain
from providers.supabase.api.client import project
from providers.supabase.kinds.setting import Setting, SettingArgs, Told


class SslArgs(SettingArgs):
    """What a program may say of TLS."""

    database: Annotated[bool, Field(description="Whether connections without TLS are refused.")]


class SslEnforcement(Setting[SslArgs]):
    """Whether TLS is enforced."""

    token = "supabase:index:SslEnforcement"  # noqa: S105
    text = (
        "Whether the database and its pooler refuse connections without TLS; a change restarts the database for a few"
        " seconds. Deleting the resource leaves it as it is."
    )
    rights = "the project's SSL enforcement: read and write"
    arguments = SslArgs
    place = "ssl-enforcement"

    async def tell(self, ref: str) -> Told:
        """Whether it is enforced now."""
        return Told({"database": (await self._now(ref))["currentConfig"]["database"]})

    async def apply(self, given: SslArgs, before: Mapping[str, Plain]) -> Mapping[str, Plain]:  # noqa: ARG002
        """Enforce it, or not, and wait until that holds."""
        ref = given.project_ref
        if not _holds(await self._now(ref), given):
            body = {"requestedConfig": {"database": given.database}}
            await self._supabase.client.put(project("/ssl-enforcement", ref), body)

        async def look() -> bool | None:
            return _holds(await self._now(ref), given) or None

        if not await self._supabase.patience.appeared(look, what=f"SSL enforcement of project {ref}"):
            text = f"SSL enforcement of project {ref} is asked for, but not applied yet; run the update again"
            raise HalfMadeError(text, identity=self.identity(ref), outputs={})
        return {}

    async def _now(self, ref: str) -> Mapping[str, Any]:
        told: Mapping[str, Any] = await self._supabase.client.get(project("/ssl-enforcement", ref))
        return told


def _holds(told: Mapping[str, Any], given: SslArgs) -> bool:
    return bool(told["appliedSuccessfully"]) and told["currentConfig"]["database"] == given.database
