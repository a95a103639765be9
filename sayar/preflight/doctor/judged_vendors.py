"""The needs that take a closer look at a vendor's words: tokens, plans, entitlements, delegation, certificates."""

from __future__ import annotations

from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.outcome import Outcome, missing, ok, unknown
from sayar.preflight.doctor.read import Cloudflare, Entitlement, NotRead, Readings, Zone
from sayar.preflight.doctor.wants import Certified, Entitled, PlanAtLeast, TokenGood, Vendor


def token(wanted: TokenGood, readings: Readings) -> Outcome:
    """Whether the vendor takes the token, and whether it reaches the account with the rights that are told."""
    found = _reached(wanted, readings)
    if isinstance(found, NotRead):
        return missing(found.reason) if found.refused else unknown(found)
    if wanted.vendor == "cloudflare":
        return _cloudflare_token(wanted, readings.cloudflare)
    if wanted.account is None or wanted.account in found:
        return ok("accepted")
    reach = f"it reaches {', '.join(found)}" if found else "it reaches none"
    return missing(f"the token is taken, but {reach}")


def _reached(wanted: TokenGood, readings: Readings) -> tuple[str, ...] | NotRead:
    """The accounts that a token was seen to reach, or why that is not known."""
    railway, supabase, vercel, cloudflare = readings.railway, readings.supabase, readings.vercel, readings.cloudflare
    if wanted.vendor == "railway" and railway:
        return railway.workspaces
    if wanted.vendor == "supabase" and supabase:
        return supabase.organizations
    if wanted.vendor == "cloudflare" and cloudflare:
        return cloudflare.token if isinstance(cloudflare.token, NotRead) else ()
    if wanted.vendor == "vercel" and vercel:
        if isinstance(vercel.user, NotRead):
            return vercel.user
        # A team is asked for by its id: one that answers is reached.
        return vercel.team if isinstance(vercel.team, NotRead) else (wanted.account or vercel.user,)
    return NotRead(f"{wanted.vendor.capitalize()} was not asked")


def _cloudflare_token(wanted: TokenGood, found: Cloudflare | None) -> Outcome:
    if found is None or found.token != "active":  # noqa: S105  # a state, not a token
        return missing(f"Cloudflare says that the token is {found.token if found else 'unknown'}")
    if isinstance(found.zone, Zone):
        if found.zone.account != wanted.account:
            return missing(f"the zone is in account {found.zone.account}")
        names = [name for row in facts().zone_rights for name in row.names]
        lacking = [name for name in names if name not in found.zone.permissions]
        if found.zone.permissions and lacking:
            return missing(f"it lacks {', '.join(lacking)}")
    elif isinstance(found.zone, NotRead):
        return Outcome("not_checked", f"it is active, but its zones were not told: {found.zone.reason}")
    return ok("active")


def plan(wanted: PlanAtLeast, readings: Readings) -> Outcome:
    """Whether every plan that the vendor's word may mean is high enough."""
    if wanted.vendor == "cloudflare" and _no_zone(readings):
        lowest = wanted.plan == facts().plans_of("cloudflare").order[0]
        if lowest or wanted.bought:
            return ok("the zone is made by the first `sayar up`" + ("" if lowest else ", which buys the plan"))
        return unknown(NotRead("there is no zone of that name yet, and the plan is its own"))
    told = _plan_of(wanted.vendor, readings)
    if isinstance(told, NotRead):
        return unknown(told)
    row = facts().plans_of(wanted.vendor)
    meant = row.says.get(told)
    if not meant:
        return unknown(NotRead(f"{wanted.vendor.capitalize()} says {told}, which this version does not know"))
    enough = [row.rank(each) >= row.rank(wanted.plan) for each in meant]
    said = " or ".join(meant)
    if all(enough):
        return ok(f"it is on {said}")
    if any(enough):
        return unknown(NotRead(f"it is on {said}, which the API does not tell apart"))
    return ok(f"it is on {said}; `sayar up` buys it") if wanted.bought else missing(f"it is on {said}")


def _plan_of(vendor: Vendor, readings: Readings) -> str | NotRead:
    """The vendor's own word for the plan."""
    railway, supabase, vercel, cloudflare = readings.railway, readings.supabase, readings.vercel, readings.cloudflare
    if vendor == "railway" and railway:
        return railway.workspace if isinstance(railway.workspace, NotRead) else railway.workspace.plan
    if vendor == "supabase" and supabase:
        return supabase.plan
    if vendor == "vercel" and vercel and vercel.team is not None:
        return vercel.team if isinstance(vercel.team, NotRead) else vercel.team.plan
    if vendor == "cloudflare" and cloudflare and cloudflare.zone is not None:
        return cloudflare.zone if isinstance(cloudflare.zone, NotRead) else cloudflare.zone.plan
    return NotRead(f"{vendor.capitalize()} was not asked")


def _no_zone(readings: Readings) -> bool:
    return readings.cloudflare is not None and readings.cloudflare.zone is None


def entitled(wanted: Entitled, readings: Readings) -> Outcome:
    """Whether Supabase gives access; a feature that its list does not name is not known."""
    told = readings.supabase.entitlements if readings.supabase else NotRead("Supabase was not asked")
    if isinstance(told, NotRead):
        return unknown(told)
    found: Entitlement | None = told.get(wanted.feature)
    if found is None:
        return unknown(NotRead(f"the organization's entitlements do not name {wanted.feature}"))
    if not found.has:
        return missing(f"the organization has no access to {wanted.feature}")
    if wanted.member is not None:
        if found.members is None:
            return unknown(NotRead(f"{wanted.feature} is told without its members"))
        there = wanted.member in found.members
        return ok() if there else missing(f"{wanted.feature} has {', '.join(found.members) or 'nothing'}")
    least = wanted.least if wanted.count is None or found.value is None else wanted.count
    if least is not None:
        if found.value is None:
            return unknown(NotRead(f"{wanted.feature} is told without its amount"))
        return ok() if found.value >= least else missing(f"{wanted.feature} is {found.value:g}")
    return ok()


def delegated(readings: Readings) -> Outcome:
    """Whether the world asks Cloudflare for the domain; before there is a zone, that cannot be yet and is not due."""
    zone = readings.cloudflare.zone if readings.cloudflare else NotRead("Cloudflare was not asked")
    if isinstance(zone, NotRead):
        return unknown(zone)
    if zone is None:
        return ok("not due before the zone is there: `pulumi stack output zone` then names its name servers")
    wanted = {_bare(name) for name in zone.name_servers}
    names = readings.names.name_servers if readings.names else NotRead("DNS was not asked")
    if isinstance(names, NotRead):
        # Cloudflare looks too, and says what it found.
        return ok("Cloudflare found it delegated") if zone.status == "active" else unknown(names)
    there = {_bare(name) for name in names}
    if there and there == wanted:
        return ok(", ".join(sorted(there)))
    now = ", ".join(sorted(there)) or "nobody"
    return missing(f"now {now}; the zone's are {', '.join(sorted(wanted))}")


def _bare(name: str) -> str:
    return name.rstrip(".").lower()


def certified(wanted: Certified, readings: Readings) -> Outcome:
    """Whether an active certificate covers every host, by name or by a wildcard of one label."""
    found = readings.cloudflare.certificates if readings.cloudflare else NotRead("Cloudflare was not asked")
    if isinstance(found, NotRead):
        return unknown(found)
    if found is None:
        return ok("not due before the zone is there: Cloudflare orders it once the domain is delegated")
    active = {host.lower() for pack in found if pack.status == "active" for host in pack.hosts}
    bare = [host for host in wanted.hosts if host not in active and f"*.{host.partition('.')[2]}" not in active]
    if not bare:
        return ok()
    states = sorted({pack.status for pack in found if pack.status != "active"})
    return missing(f"none that is active for {', '.join(bare)}" + (f" ({', '.join(states)})" if states else ""))
