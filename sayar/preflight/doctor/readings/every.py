"""All readings at the same time: together they take as long as the slowest, and none longer than its bound."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from infra.config.platform import PlatformSpec
from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.needs import used
from sayar.preflight.doctor.read import Machine, NotRead, Readings
from sayar.preflight.doctor.readings import cloudflare, railway, supabase, vercel
from sayar.preflight.doctor.readings.asking import Access, access
from sayar.preflight.doctor.readings.names import names
from sayar.preflight.doctor.wants import Vendor

T = TypeVar("T")
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
    import stamina.instrumentation

    # Retries are not news to a person who waits for a list.
    stamina.instrumentation.set_on_retry_hooks([])
    tokens = {
        vendor: access(vendor, facts().token_of(vendor).variables, environment, _ADDRESSES[vendor], within_s)
        for vendor in used(platform)
    }
    return asyncio.run(_all(platform, look, tokens, environment, within_s))


async def _all(
    platform: PlatformSpec,
    look: Callable[[], Machine],
    tokens: Mapping[Vendor, Access | NotRead],
    environment: Mapping[str, str],
    within_s: float,
) -> Readings:
    accounts, identity = platform.accounts, platform.platform
    asked: dict[str, Any] = {"machine": asyncio.to_thread(look)}
    if not identity.is_example:
        asked["names"] = names(identity.domain, environment, within_s)
    if "cloudflare" in tokens:
        proxied = platform.edge.proxied
        asked["cloudflare"] = cloudflare.cloudflare(
            tokens["cloudflare"], accounts.cloudflare, identity.domain, proxied=proxied
        )
    if "railway" in tokens:
        asked["railway"] = railway.railway(tokens["railway"], accounts.railway_workspace)
    if "supabase" in tokens:
        asked["supabase"] = supabase.supabase(tokens["supabase"], accounts.supabase_organization)
    asked["vercel"] = vercel.vercel(tokens["vercel"], accounts.vercel_team)
    answers = await asyncio.gather(*asked.values())
    return Readings(**dict(zip(asked, answers, strict=True)))
