"""Railway: what the token reaches, the workspace's plan and bills, and the regions."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from providers.kit.waiting import Patience
from providers.railway.api.client import ADDRESS as ADDRESS
from providers.railway.api.client import Client
from providers.railway.api.documents import Document
from sayar.preflight.doctor.read import NotRead, Railway, Workspace
from sayar.preflight.doctor.readings.asking import AGENT, Access, told

REACH: Final = Document("apiToken", "query Reach { apiToken { workspaces { id } } }", again=True)
WORKSPACE: Final = Document(
    "workspace",
    "query Workspace($id: String!) { workspace(workspaceId: $id) { plan customer { state isTrialing } } }",
    again=True,
)
REGIONS: Final = Document(
    "regions",
    "query Regions { regions { name deploymentConstraints { deprecationInfo { isDeprecated } } } }",
    again=True,
)
_PROJECT_TOKEN: Final = "RAILWAY_TOKEN"  # noqa: S105  # the variable's name


async def railway(to: Access | NotRead, workspace_id: str) -> Railway:
    """All of it at the same time."""
    if isinstance(to, NotRead):
        return Railway(to, to, to)
    client = Client(agent=AGENT, patience=Patience(to.timings()))
    project_only = to.variable == _PROJECT_TOKEN
    client.connect(
        to.address, {"Project-Access-Token": to.token} if project_only else {"Authorization": f"Bearer {to.token}"}
    )
    try:
        reach, workspace, regions = await asyncio.gather(
            told(_reach(client), to), told(_workspace(client, workspace_id), to), told(_regions(client), to)
        )
    finally:
        await client.close()
    return Railway(reach, workspace, regions)


async def _reach(client: Client) -> tuple[str, ...]:
    return tuple(str(each["id"]) for each in (await client.ask(REACH))["workspaces"])


async def _workspace(client: Client, workspace_id: str) -> Workspace:
    node = await client.ask(WORKSPACE, id=workspace_id)
    customer = node["customer"]
    return Workspace(str(node["plan"]), str(customer["state"]), bool(customer["isTrialing"]))


async def _regions(client: Client) -> tuple[str, ...]:
    return tuple(sorted(str(each["name"]) for each in await client.ask(REGIONS) if not _deprecated(each)))


def _deprecated(region: Any) -> bool:
    constraints = region["deploymentConstraints"] or {}
    return bool((constraints.get("deprecationInfo") or {}).get("isDeprecated"))
