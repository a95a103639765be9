"""Railway: what the token reaches, the workspace's plan and bills, and the regions."""

from __future__ import annotations

import asyncio
from typing import Any

from providers.kit.waiting import Patience
from providers.railway.api import documents
from providers.railway.api.client import ADDRESS as ADDRESS
from providers.railway.api.client import TOKENS, Client
from sayar.preflight.doctor.read import NotRead, Railway, Workspace
from sayar.preflight.doctor.readings.asking import AGENT, Access, told


async def railway(to: Access | NotRead, workspace_id: str) -> Railway:
    """All of it at the same time."""
    if isinstance(to, NotRead):
        return Railway(to, to, to)
    client = Client(agent=AGENT, patience=Patience(to.timings()))
    sent = next(each for each in TOKENS if each.variable == to.variable)
    client.connect(to.address, sent.headers(to.token))
    try:
        reach, workspace, regions = await asyncio.gather(
            told(_reach(client), to), told(_workspace(client, workspace_id), to), told(_regions(client), to)
        )
    finally:
        await client.close()
    return Railway(reach, workspace, regions)


async def _reach(client: Client) -> tuple[str, ...]:
    return tuple(str(each["id"]) for each in (await client.ask(documents.API_TOKEN))["workspaces"])


async def _workspace(client: Client, workspace_id: str) -> Workspace:
    node = await client.ask(documents.WORKSPACE, workspaceId=workspace_id)
    customer = node["customer"]
    return Workspace(str(node["plan"]), str(customer["state"]), bool(customer["isTrialing"]))


async def _regions(client: Client) -> tuple[str, ...]:
    return tuple(sorted(str(each["name"]) for each in await client.ask(documents.REGIONS) if not _deprecated(each)))


def _deprecated(region: Any) -> bool:
    constraints = region["deploymentConstraints"] or {}
    return bool((constraints.get("deprecationInfo") or {}).get("isDeprecated"))
