"""Cloudflare: whether the token is active, and the domain's zone with its plan, name servers and certificates."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from providers.kit.errors import RefusedError
from sayar.preflight.doctor.read import Certificate, Cloudflare, NotRead, Zone
from sayar.preflight.doctor.readings.asking import Access, Rest, told

ADDRESS: Final = "https://api.cloudflare.com/client/v4"


async def cloudflare(to: Access | NotRead, account: str, domain: str, *, proxied: bool) -> Cloudflare:
    """The token and the zone at the same time; what belongs to the zone after it, and only where traffic is proxied."""
    if isinstance(to, NotRead):
        return Cloudflare(to, to, to, to)
    end = asyncio.get_running_loop().time() + to.within_s
    async with Rest(to) as rest:
        status, found = await asyncio.gather(
            told(_status(rest, account), to, until=end), told(_zone(rest, domain), to, until=end)
        )
        if found is None or isinstance(found, NotRead):
            return Cloudflare(status, found, found, found)
        zone_id, zone = found
        if not proxied:
            not_asked = NotRead("nothing is proxied")
            return Cloudflare(status, zone, not_asked, not_asked)
        packs, ssl = await asyncio.gather(
            told(_certificates(rest, zone_id), to, until=end), told(_ssl(rest, zone_id), to, until=end)
        )
    return Cloudflare(status, zone, packs, ssl)


async def _status(rest: Rest, account: str) -> str:
    """Of a user's token, else of an account's own, which has its own place to be verified."""
    try:
        return str((await rest.get("/user/tokens/verify"))["result"]["status"])
    except RefusedError:
        return str((await rest.get(f"/accounts/{account}/tokens/verify"))["result"]["status"])


async def _zone(rest: Rest, domain: str) -> tuple[str, Zone] | None:
    rows = (await rest.get("/zones", name=domain))["result"]
    if not rows:
        return None
    row = rows[0]
    return str(row["id"]), Zone(
        status=str(row["status"]),
        plan=str(row["plan"]["legacy_id"]),
        account=str(row["account"]["id"]),
        name_servers=tuple(map(str, row.get("name_servers") or ())),
        permissions=tuple(map(str, row.get("permissions") or ())),
    )


async def _certificates(rest: Rest, zone_id: str) -> tuple[Certificate, ...]:
    answer = await rest.get(f"/zones/{zone_id}/ssl/certificate_packs", status="all")
    return tuple(_pack(row) for row in answer["result"])


def _pack(row: Any) -> Certificate:
    return Certificate(tuple(map(str, row["hosts"])), str(row["status"]))


async def _ssl(rest: Rest, zone_id: str) -> str:
    return str((await rest.get(f"/zones/{zone_id}/settings/ssl"))["result"]["value"])
