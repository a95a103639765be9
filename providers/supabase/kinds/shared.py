"""What the kinds are made with, and the ways of waiting and making that several of them share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import StringConstraints

from providers.kit.errors import HalfMadeError, PlatformError
from providers.kit.kind import Known
from providers.kit.model import Mark
from providers.kit.values import Plain
from providers.kit.waiting import Patience
from providers.supabase.api.client import Client
from providers.supabase.api.views import PASSING, Node, Views

Identity = Annotated[str, StringConstraints(min_length=1), Mark.REPLACES]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Supabase:
    """The client, and what is read through it."""

    client: Client
    views: Views

    @property
    def patience(self) -> Patience:
        """How long is waited for what."""
        return self.client.patience

    async def project(self, ref: str) -> Node:
        """The project that something is to be set in. Raises PlatformError when it is gone."""
        node = await self.views.project(ref)
        if node is None:
            raise PlatformError(f"project {ref} is not there any more; run `pulumi refresh`")
        return node

    async def changeable(self, ref: str) -> Node:
        """The project, once it is in no state that passes by itself. Raises PlatformError when that takes too long.

        Another state is no reason to stop: the platform decides, and a setting may be what helps.
        """

        async def look() -> Node | None:
            node = await self.project(ref)
            return None if node["status"] in PASSING else node

        found = await self.patience.ready(look, what=f"project {ref}")
        if found is None:
            node = await self.project(ref)
            raise PlatformError(
                f"project {ref} is {node['status']} and cannot be changed meanwhile; run the update again later"
            )
        return found


async def half_made(
    waiting: Awaitable[T], *, identity: str, outputs: Callable[[], Mapping[str, Plain]], what: str
) -> T:
    """What is waited for. Whatever ends the wait, the state keeps what is made. Raises HalfMadeError."""
    try:
        return await waiting
    except HalfMadeError:
        raise
    except PlatformError as error:
        raise HalfMadeError(f"{what} is made, but: {error}", identity=identity, outputs=outputs()) from None


def ref_of(known: Known) -> str:
    """The project of a setting: from the state, in an import from the id, which is `REF` or `REF/SETTING`."""
    return str(known.outputs.get("projectRef") or known.identity.partition("/")[0])
