"""The needs that only a purchase for the whole Cloudflare account meets: load balancing and R2."""

from __future__ import annotations

from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.outcome import Outcome, missing, ok, unknown
from sayar.preflight.doctor.read import Cloudflare, NotRead, Readings, Subscription
from sayar.preflight.doctor.wants import Subscribed


def subscribed(wanted: Subscribed, readings: Readings) -> Outcome:
    """Whether a subscription that names the product is paid. What is sold for another zone alone decides nothing."""
    cloudflare = readings.cloudflare
    found = cloudflare.subscriptions if cloudflare else NotRead("Cloudflare was not asked")
    if isinstance(found, NotRead):
        return unknown(_with_right(found, "cloudflare.subscriptions", cloudflare))
    row = facts().sold_as(wanted.product)
    named = [each for each in found if row.named(each.plan, each.name)]
    here = [each for each in named if each.zone.lower() in ("", wanted.domain)]
    if paid := [each for each in here if each.state in row.good]:
        return ok(_said(paid))
    if odd := [each for each in here if each.state not in row.bad]:
        return unknown(NotRead(f"{_said(odd)}, which this version does not know"))
    if here:
        return missing(_said(here))
    if named:
        zones = ", ".join(sorted({each.zone for each in named}))
        return unknown(NotRead(f"it is sold for {zones}, and whether it counts for {wanted.domain} is not documented"))
    none = f"no subscription of the account speaks of {' or '.join(row.words)}"
    return unknown(NotRead(f"{none}, but a contract may hold it")) if wanted.contract else missing(none)


def buckets_open(readings: Readings) -> Outcome:
    """Whether the account has R2."""
    cloudflare = readings.cloudflare
    found = cloudflare.buckets if cloudflare else NotRead("Cloudflare was not asked")
    if isinstance(found, NotRead):
        return unknown(_with_right(found, "cloudflare.r2", cloudflare))
    return ok() if found else missing("the account has none")


def _said(found: list[Subscription]) -> str:
    return ", ".join(f"{each.name or each.plan} is {each.state}" for each in found)


def _with_right(found: NotRead, reading: str, cloudflare: Cloudflare | None) -> NotRead:
    """With the right that would allow the reading, where it may be that right alone that lacks."""
    if not found.refused or cloudflare is None or isinstance(cloudflare.token, NotRead):
        return found
    return NotRead(f"{found.reason}: it takes {facts().right_to_read(reading)}", found.variable, found.refused)
