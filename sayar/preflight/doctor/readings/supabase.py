"""Supabase: what the token reaches, the organization's plan and entitlements, and the regions."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote

from providers.supabase.api.client import ADDRESS as ADDRESS
from sayar.preflight.doctor.read import Entitlement, NotRead, Supabase
from sayar.preflight.doctor.readings.asking import Access, Rest, told


async def supabase(to: Access | NotRead, organization: str) -> Supabase:
    """All of it at the same time."""
    if isinstance(to, NotRead):
        return Supabase(to, to, to, to)
    async with Rest(to) as rest:
        organizations, plan, entitlements, regions = await asyncio.gather(
            told(_organizations(rest), to),
            told(_plan(rest, organization), to),
            told(_entitlements(rest, organization), to),
            told(_regions(rest, organization), to),
        )
    return Supabase(organizations, plan, entitlements, regions)


async def _organizations(rest: Rest) -> tuple[str, ...]:
    return tuple(str(each["slug"]) for each in await rest.get("/v1/organizations"))


async def _plan(rest: Rest, organization: str) -> str | NotRead:
    plan = (await rest.get(f"/v1/organizations/{quote(organization, safe='')}")).get("plan")
    return str(plan) if plan else NotRead("Supabase does not tell the organization's plan")


async def _entitlements(rest: Rest, organization: str) -> dict[str, Entitlement]:
    answer = await rest.get(f"/v1/organizations/{quote(organization, safe='')}/entitlements")
    return {str(row["feature"]["key"]): _entitlement(row) for row in answer["entitlements"]}


def _entitlement(row: Any) -> Entitlement:
    config = row["config"]
    members, value = config.get("set"), config.get("value")
    if config.get("unlimited"):
        value = float("inf")
    return Entitlement(bool(row["hasAccess"]), None if members is None else tuple(map(str, members)), value)


async def _regions(rest: Rest, organization: str) -> tuple[str, ...]:
    """Regions by the names that the program uses; one that is out of capacity is not open."""
    answer = await rest.get("/v1/projects/available-regions", organization_slug=organization)
    return tuple(sorted(str(row["code"]) for row in answer["all"]["specific"] if not row.get("status")))
