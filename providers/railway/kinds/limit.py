"""Bounds of a workspace's bill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field

from providers.kit.errors import MissingError
from providers.kit.kind import Found, Known, Made
from providers.kit.model import Args
from providers.kit.values import Plain
from providers.railway.api import documents
from providers.railway.facts import facts
from providers.railway.kinds.shared import Identity, RailwayKind, given_only


class LimitArgs(Args):
    """What a program may say of a bill."""

    workspace_id: Annotated[Identity, Field(description="The workspace.")]
    soft_limit_dollars: Annotated[int, Field(description="Whole USD a month at which Railway sends mail.")]
    hard_limit_dollars: Annotated[
        int | None, Field(description="Whole USD a month at which Railway **stops every workload**.")
    ] = None

    def rules(self) -> Iterator[tuple[str, str]]:
        """What Railway takes; and a warning that comes after the stop is none."""
        given = {"softLimitDollars": self.soft_limit_dollars, "hardLimitDollars": self.hard_limit_dollars}
        for name, dollars in given.items():
            least = facts().least(name)
            if dollars is not None and dollars < least:
                yield name, f"at least {least}, not {dollars}"
        if self.hard_limit_dollars is not None and self.hard_limit_dollars < self.soft_limit_dollars:
            yield "hardLimitDollars", f"at least softLimitDollars ({self.soft_limit_dollars})"


class UsageLimit(RailwayKind[LimitArgs]):
    """The usage limit of a workspace."""

    token = "railway:index:UsageLimit"  # noqa: S105
    text = "Bounds of a workspace's monthly bill. Without `hardLimitDollars` nothing is ever stopped."
    rights = "a workspace's or account's token whose person may see the bill"
    bounds = "A workspace has one: a second resource for it would write over the first."
    arguments = LimitArgs

    async def create(self, given: LimitArgs, owner: str) -> Made:  # noqa: ARG002  # a workspace has one
        """Set it."""
        await self._set(given)
        return Made(f"{given.workspace_id}/usage", {})

    async def read(self, known: Known) -> Found | None:
        """The limit now. The id is `WORKSPACE/usage`."""
        workspace_id = known.identity.partition("/")[0]
        try:
            customer = await self._customer(workspace_id)
        except MissingError:
            return None
        limit = customer["usageLimit"]
        if limit is None:
            return None
        inputs = {
            "workspaceId": workspace_id,
            "softLimitDollars": limit["softLimit"],
            "hardLimitDollars": limit["hardLimit"],
        }
        return Found(known.identity, given_only(inputs), {})

    async def update(self, known: Known, given: LimitArgs) -> Mapping[str, Plain]:  # noqa: ARG002
        """Set it anew; a hard limit that is no longer declared is taken away."""
        await self._set(given)
        return {}

    async def delete(self, known: Known) -> None:
        """Take both bounds away."""
        try:
            customer = await self._customer(known.identity.partition("/")[0])
            await self._railway.client.ask(documents.USAGE_LIMIT_REMOVE, input={"customerId": customer["id"]})
        except MissingError:
            return

    async def _set(self, given: LimitArgs) -> None:
        customer = await self._customer(given.workspace_id)
        wanted = {
            "customerId": customer["id"],
            "softLimitDollars": given.soft_limit_dollars,
            "hardLimitDollars": given.hard_limit_dollars,
        }
        await self._railway.client.ask(documents.USAGE_LIMIT_SET, input=wanted)

    async def _customer(self, workspace_id: str) -> Mapping[str, Plain]:
        workspace = await self._railway.client.ask(documents.WORKSPACE, workspaceId=workspace_id)
        customer: Mapping[str, Plain] = workspace["customer"]
        return customer
