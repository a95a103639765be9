"""Vercel: whose token it is, and the team's plan and role."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from urllib.parse import quote

from sayar.preflight.doctor.read import NotRead, Team, Vercel
from sayar.preflight.doctor.readings.asking import Access, Rest, told

ADDRESS: Final = "https://api.vercel.com"
_LIMITED: Final = "the token may not see it: Vercel tells it to a member with access to the whole team"


async def vercel(to: Access | NotRead, team: str | None) -> Vercel:
    """Both at the same time. A stack without a team uses a personal account, of which there is nothing to ask."""
    if isinstance(to, NotRead):
        return Vercel(to, to if team else None)
    async with Rest(to) as rest:
        if team is None:
            return Vercel(await told(_user(rest), to), None)
        user, found = await asyncio.gather(told(_user(rest), to), told(_team(rest, team), to))
    return Vercel(user, found)


async def _user(rest: Rest) -> str:
    return str((await rest.get("/v2/user"))["user"]["id"])


async def _team(rest: Rest, team: str) -> Team:
    node = await rest.get(f"/v2/teams/{quote(team, safe='')}")
    # A token with too few rights is told no plan, which says nothing about the plan.
    plan = None if node.get("limited") else (node.get("billing") or {}).get("plan")
    return Team(str(plan) if plan else NotRead(_LIMITED), _role(node))


def _role(node: Any) -> str | NotRead:
    role = (node.get("membership") or {}).get("role")
    return str(role) if role else NotRead(_LIMITED)
