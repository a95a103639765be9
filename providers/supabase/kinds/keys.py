"""The keys of a project's APIs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from providers.kit.errors import PlatformError, RefusedError
from providers.kit.kind import Output
from providers.kit.once import there_or_made
from providers.kit.values import Plain
from providers.supabase.api.client import project
from providers.supabase.kinds.setting import Setting, SettingArgs, Told

_NAME: Final = "default"
_TYPES: Final[Mapping[str, str]] = {"publishableKey": "publishable", "secretKey": "secret"}
_REVEALED: Final = {"reveal": "true"}


class KeysArgs(SettingArgs):
    """What a program may say of the keys."""


class ApiKeys(Setting[KeysArgs]):
    """The keys of the APIs."""

    token = "supabase:index:ApiKeys"  # noqa: S105
    text = (
        "The keys named `default`: the publishable one may be in a browser, the secret one passes every row policy. A"
        " new project gets them by itself; where one does not come, it is made. Deleting the resource leaves them."
    )
    rights = "API keys: read (with their secrets) and write"
    arguments = KeysArgs
    place = "api-keys"
    outputs: ClassVar[Mapping[str, Output]] = {
        "publishableKey": Output("string", "For browsers and apps; row policies hold."),
        "secretKey": Output("string", "For servers only; no row policy holds.", secret=True),
    }

    def unfinished(self, outputs: Mapping[str, Plain]) -> tuple[str, ...]:
        """A key that a person has deleted is made again."""
        return tuple(name for name in _TYPES if name not in outputs)

    async def tell(self, ref: str) -> Told:
        """The keys now."""
        return Told({}, await self._found(ref))

    async def apply(self, given: KeysArgs, before: Mapping[str, Plain]) -> Mapping[str, Plain]:  # noqa: ARG002
        """Wait for the keys, as they come some time after the project, and make those that do not come."""
        ref = given.project_ref

        async def look() -> Mapping[str, Plain] | None:
            found = await self._found(ref)
            return found if len(found) == len(_TYPES) else None

        found = await self._supabase.patience.appeared(look, what=f"the API keys of project {ref}")
        if found is not None:
            return found
        return {name: await self._made(ref, name, kind) for name, kind in _TYPES.items()}

    async def _made(self, ref: str, name: str, kind: str) -> Plain:
        what = f"the {kind} API key of project {ref}"

        async def look() -> Plain | None:
            return (await self._found(ref)).get(name)

        async def make() -> Plain:
            try:
                await self._supabase.client.post(project("/api-keys", ref), {"type": kind, "name": _NAME}, again=False)
            except RefusedError:
                # It has come meanwhile, and names are unique; or the refusal is one.
                if (late := await self._supabase.patience.appeared(look, what=what)) is None:
                    raise
                return late
            made = await self._supabase.patience.appeared(look, what=what)
            if made is None:
                raise PlatformError(f"{what} is made, but not to be seen yet; run the update again")
            return made

        return await there_or_made(look, make, what=what, patience=self._supabase.patience)

    async def _found(self, ref: str) -> dict[str, Plain]:
        rows: list[Mapping[str, Any]] = await self._supabase.client.get(project("/api-keys", ref), _REVEALED)
        keys = {str(row["type"]): row.get("api_key") for row in rows if row["name"] == _NAME}
        return {name: keys[kind] for name, kind in _TYPES.items() if keys.get(kind)}
