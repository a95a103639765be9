"""Cloudflare: the token, the domain's zone with what belongs to it, and what the account pays for."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final

from providers.kit.errors import RefusedError
from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.read import Certificate, Cloudflare, NotRead, Subscription, Zone
from sayar.preflight.doctor.readings.asking import Access, Rest, told

ADDRESS: Final = "https://api.cloudflare.com/client/v4"
_NOT_ASKED: Final = NotRead("the stack has nothing of it")


@dataclass(frozen=True, slots=True)
class Questions:
    """What a stack has at Cloudflare, and so what is worth asking: nothing else is asked for."""

    zone: bool
    proxied: bool
    subscriptions: bool
    buckets: bool


async def cloudflare(to: Access | NotRead, account: str, domain: str, ask: Questions) -> Cloudflare:
    """Everything at the same time, but for what belongs to the zone, which comes after it."""
    if isinstance(to, NotRead):
        return Cloudflare(to, to, to, to, to, to)
    end = asyncio.get_running_loop().time() + to.within_s
    async with Rest(to) as rest:
        status, (zone, packs, ssl), subscriptions, buckets = await asyncio.gather(
            told(_status(rest, account), to, until=end),
            _of_zone(rest, to, domain, ask, end),
            told(_subscriptions(rest, account if ask.subscriptions else None), to, until=end),
            told(_buckets(rest, account if ask.buckets else None), to, until=end),
        )
    return Cloudflare(status, zone, packs, ssl, subscriptions, buckets)


_OfZone = tuple[Zone | NotRead | None, tuple[Certificate, ...] | NotRead | None, str | NotRead | None]


async def _of_zone(rest: Rest, to: Access, domain: str, ask: Questions, end: float) -> _OfZone:
    """The zone, its certificates and its mode: the latter two only where traffic is proxied."""
    found = await told(_zone(rest, domain), to, until=end) if ask.zone else None
    if found is None or isinstance(found, NotRead):
        return found, found, found
    zone_id, zone = found
    if not ask.proxied:
        return zone, _NOT_ASKED, _NOT_ASKED
    packs, ssl = await asyncio.gather(
        told(_certificates(rest, zone_id), to, until=end), told(_ssl(rest, zone_id), to, until=end)
    )
    return zone, packs, ssl


async def _status(rest: Rest, account: str) -> str:
    """Of a user's token, else of an account's own, which has its own place to be verified."""
    try:
        return str((await rest.get("/user/tokens/verify"))["result"]["status"])
    except RefusedError:
        return str((await rest.get(f"/accounts/{account}/tokens/verify"))["result"]["status"])


async def _subscriptions(rest: Rest, account: str | None) -> tuple[Subscription, ...] | NotRead:
    """All of them. A list that goes on, which is not documented, would make what is bought look missing."""
    if account is None:
        return _NOT_ASKED
    answer = await rest.get(f"/accounts/{account}/subscriptions")
    rows = answer["result"] or []
    if (answer.get("result_info") or {}).get("total_count", 0) > len(rows):
        return NotRead("Cloudflare tells only a part of the account's subscriptions")
    return tuple(map(_subscription, rows))


def _subscription(row: Any) -> Subscription:
    plan = row["rate_plan"]
    name = str(plan.get("public_name") or "")
    zone = str((row.get("zone") or {}).get("name") or "")
    return Subscription(str(plan["id"]), name, str(row["state"]), zone)


async def _buckets(rest: Rest, account: str | None) -> bool | NotRead:
    if account is None:
        return _NOT_ASKED
    try:
        await rest.get(f"/accounts/{account}/r2/buckets")
    except RefusedError as error:
        # The status is that of a token without the right: the words alone tell them apart.
        if facts().refusal("r2").said(str(error)):
            return False
        raise
    return True


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
