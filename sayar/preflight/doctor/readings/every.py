"""All readings at the same time: together they take as long as the slowest, and none longer than its bound."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

from infra.config.platform import PlatformSpec
from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.needs import used
from sayar.preflight.doctor.read import Machine, Readings
from sayar.preflight.doctor.readings import cloudflare, railway, supabase, vercel
from sayar.preflight.doctor.readings.asking import access
from sayar.preflight.doctor.readings.names import names
from sayar.preflight.doctor.wants import Vendor

_ADDRESSES: Final[Mapping[Vendor, str]] = {
    "cloudflare": cloudflare.ADDRESS,
    "railway": railway.ADDRESS,
    "supabase": supabase.ADDRESS,
    "vercel": vercel.ADDRESS,
}


def read_all(
    platform: PlatformSpec, look: Callable[[], Machine], environment: Mapping[str, str], within_s: float
) -> Readings:
    """Ask everybody whom the stack uses; `look` asks this machine. Raises InputError for an address that is unsafe."""
    asked = _vendors(platform, environment, within_s)
    asked["machine"] = asyncio.to_thread(look)
    if not platform.platform.is_example:
        asked["names"] = names(platform.platform.domain, environment, within_s)
    return _told(asked)


def read_vendors(platform: PlatformSpec, environment: Mapping[str, str], within_s: float) -> Readings:
    """Ask the vendors alone. Raises InputError for an address that is unsafe."""
    return _told(_vendors(platform, environment, within_s))


def _vendors(platform: PlatformSpec, environment: Mapping[str, str], within_s: float) -> dict[str, Any]:
    """What each vendor is asked, by the name of its reading."""
    tokens = {
        vendor: access(vendor, facts().token_of(vendor).variables, environment, _ADDRESSES[vendor], within_s)
        for vendor in used(platform)
    }
    accounts, domain, asked = platform.accounts, platform.platform.domain, dict[str, Any]()
    if "cloudflare" in tokens:
        asked["cloudflare"] = cloudflare.cloudflare(
            tokens["cloudflare"], accounts.cloudflare, domain, _of_cloudflare(platform)
        )
    if "railway" in tokens:
        asked["railway"] = railway.railway(tokens["railway"], accounts.railway_workspace)
    if "supabase" in tokens:
        asked["supabase"] = supabase.supabase(tokens["supabase"], accounts.supabase_organization)
    asked["vercel"] = vercel.vercel(tokens["vercel"], accounts.vercel_team)
    return asked


def _of_cloudflare(platform: PlatformSpec) -> cloudflare.Questions:
    edge = platform.edge
    zone = edge.mode != "external"
    return cloudflare.Questions(
        zone=zone,
        proxied=edge.proxied,
        subscriptions=zone and edge.large.balancing is not None,
        buckets=platform.backup.dumps.kind == "r2",
    )


def _told(asked: Mapping[str, Any]) -> Readings:
    answers = asyncio.run(_together(tuple(asked.values())))
    return Readings(**dict(zip(asked, answers, strict=True)))


async def _together(asked: tuple[Any, ...]) -> list[Any]:
    return await asyncio.gather(*asked)
