"""What is bought for a project: compute, point-in-time recovery, IPv4, a domain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal

from pydantic import Field

from providers.kit.errors import HalfMadeError, MissingError, PlatformError
from providers.kit.kind import Found, Kind, Known, Made
from providers.kit.model import Args, Mark
from providers.kit.once import there_or_made
from providers.kit.values import Plain
from providers.supabase.api.client import project
from providers.supabase.api.views import HEALTHY
from providers.supabase.facts import facts
from providers.supabase.kinds.shared import Identity, Supabase

_COMPUTE: Final = "compute_instance"
AddonType = Literal[
    "auth_mfa_phone", "auth_mfa_web_authn", "compute_instance", "custom_domain", "ipv4", "log_drain", "pitr"
]


class AddonArgs(Args):
    """What a program may say of an add-on."""

    project_ref: Annotated[Identity, Field(description="The project.")]
    type: Annotated[AddonType, Mark.REPLACES, Field(description="The type; a project has one variant of each.")]
    variant: Annotated[str, Field(description="The variant, as ci_small or pitr_7; changes in place.")]

    def rules(self) -> Iterator[tuple[str, str]]:
        """A variant is one of its type's."""
        allowed = facts().variants(self.type)
        if not allowed:
            yield "type", f"the Management API cannot select {self.type}; it is bought in the dashboard"
        elif self.variant not in allowed:
            yield "variant", f"must be one of {self.type}'s: {', '.join(allowed)}; not {self.variant!r}"


class Addon(Kind[AddonArgs]):
    """An add-on."""

    token = "supabase:index:Addon"  # noqa: S105
    text = (
        "One add-on in one variant. Changing a compute variant restarts the database, usually for less than two"
        " minutes; the update waits until it is healthy again. Deleting compute returns to the smallest size."
    )
    rights = "add-ons and projects: read and write"
    bounds = "Not on the plan Free. pitr needs compute of Small or larger."
    arguments = AddonArgs

    def __init__(self, supabase: Supabase) -> None:
        self._supabase = supabase

    async def create(self, given: AddonArgs, owner: str) -> Made:  # noqa: ARG002  # a project has one of a type
        """Select it, unless it is selected."""
        await self._select(given)
        identity = f"{given.project_ref}/{given.type}"
        try:
            await self._steady(given)
        except PlatformError as error:
            raise HalfMadeError(f"the add-on is selected, but: {error}", identity=identity, outputs={}) from None
        return Made(identity, {})

    async def read(self, known: Known) -> Found | None:
        """The variant that is selected. The id is `REF/TYPE`."""
        ref, kind = _place(known)
        try:
            variant = (await self._supabase.views.addons(ref)).get(kind)
        except MissingError:
            return None
        if variant is None:
            return None
        return Found(f"{ref}/{kind}", {"projectRef": ref, "type": kind, "variant": variant}, {})

    async def update(self, known: Known, given: AddonArgs) -> Mapping[str, Plain]:  # noqa: ARG002
        """Select the other variant."""
        await self._select(given)
        await self._steady(given)
        return {}

    async def delete(self, known: Known) -> None:
        """Take the add-on back, in whatever variant it is selected now."""
        ref, kind = _place(known)
        try:
            variant = (await self._supabase.views.addons(ref)).get(kind)
            if variant is None:
                return
            await self._supabase.changeable(ref)
            at = project("/billing/addons/{addon_variant}", ref, addon_variant=variant)
            await self._supabase.client.delete(at)
        except MissingError:
            return

    async def _select(self, given: AddonArgs) -> None:
        ref = given.project_ref
        await self._supabase.changeable(ref)

        async def selected() -> bool | None:
            return (await self._supabase.views.addons(ref)).get(given.type) == given.variant or None

        async def select() -> bool:
            body = {"addon_type": given.type, "addon_variant": given.variant}
            await self._supabase.client.patch(project("/billing/addons", ref), body, again=False)
            return True

        await there_or_made(
            selected, select, what=f"add-on {given.variant} of project {ref}", patience=self._supabase.patience
        )

    async def _steady(self, given: AddonArgs) -> None:
        """Return once the database runs in its new size; every other add-on disturbs nothing."""
        if given.type != _COMPUTE:
            return
        ref, size = given.project_ref, given.variant.removeprefix("ci_")

        async def look() -> bool | None:
            # The size first: until the change has begun, the project is as healthy as before.
            rows = await self._supabase.views.databases(ref)
            primary = next((row for row in rows if row["type"] == "PRIMARY"), {})
            resized = primary.get("infra_compute_size", size) == size
            node = await self._supabase.project(ref)
            return (resized and node["status"] == HEALTHY) or None

        if not await self._supabase.patience.ready(look, what=f"compute {size} of project {ref}"):
            waited = f"{self._supabase.patience.timings.ready_s:g} s"
            raise PlatformError(
                f"project {ref} does not run healthily in compute {size} after {waited}; run the update again, it goes"
                " on waiting"
            )


def _place(known: Known) -> tuple[str, str]:
    """Project and type: from the state, in an import from the id."""
    if "projectRef" in known.outputs:
        return str(known.outputs["projectRef"]), str(known.outputs["type"])
    ref, slash, kind = known.identity.partition("/")
    if not slash:
        raise PlatformError(f"{known.identity}: to import an add-on give REF/TYPE")
    return ref, kind
