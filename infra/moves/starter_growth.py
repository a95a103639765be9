"""Starter to Growth: the edge in front of every host, one host after the other, then larger services and data."""

from __future__ import annotations

from typing import Final

from components.database.supabase_spec import SupabaseEngine
from components.edge.words import ORIGIN_HOSTS, OriginHost
from infra.config.platform import PlatformSpec
from infra.moves.mixing import setting
from infra.moves.phase import SETTLE, UPDATED, Adjust, Ends, Gate, Manual, Recipe, Stage
from infra.moves.waits import wait_s

SHIFTS: Final[tuple[OriginHost, ...]] = ("feed", "webhook", "api")
"""Whoever loses least goes first: feeds are fetched again, Meta repeats events, people see the API."""

_SHIFT_NAMES: Final = tuple(f"shift-{host}" for host in SHIFTS)


def _zone(now: PlatformSpec, ends: Ends) -> PlatformSpec:
    """The zone answers like the DNS of before, so that nobody notices which one was asked."""
    leaves = ends.lower.edge.mode == "external" and ends.upper.edge.mode != "external"
    return setting(now, "edge.mode", "dns_only") if leaves else now


def _accept(now: PlatformSpec, ends: Ends) -> PlatformSpec:
    """Services note the edge's header and refuse nobody yet."""
    was, becomes = ends.lower.security.origin_auth, ends.upper.security.origin_auth
    if was.mode != becomes.mode or becomes.stage == "off":
        return now
    return setting(now, "security.origin_auth.stage", "accept") if was.stage == "off" else now


def _through(host: OriginHost) -> Adjust:
    """The hosts up to this one pass the edge."""

    def shift(now: PlatformSpec, ends: Ends) -> PlatformSpec:
        if ends.lower.edge.proxied or not ends.upper.edge.proxied:
            return now
        left = [one for one in ORIGIN_HOSTS if one in SHIFTS[SHIFTS.index(host) + 1 :]]
        direct = tuple(dict.fromkeys((*left, *ends.upper.edge.direct)))
        return setting(setting(now, "edge.mode", "proxied"), "edge.direct", direct)

    return shift


def _access_later(now: PlatformSpec, ends: Ends) -> PlatformSpec:
    """Who may connect changes once services come from addresses that are known: added before it is narrowed."""
    engine, was = now.database.engine, ends.lower.database.engine
    if isinstance(engine, SupabaseEngine) and isinstance(was, SupabaseEngine):
        return setting(now, "database.engine.access", was.access)
    return now


def _shift(host: OriginHost, what: str) -> Stage:
    return Stage(
        name=f"shift-{host}",
        kind="config",
        title=f"Lead the {host} host through the edge",
        why=f"One host in one update, so that {what} would notice a mistake, and nobody else",
        gate=Gate(
            "metric",
            f"no more errors on {host} than an hour before",
            f"sayar probe --stack NAME, or rate of 5xx of {host} in the dashboard `edge`",
            wait_s("weight"),
        ),
        rollback="names answer with the origin again; resolvers have followed after the record's time to live",
        adjust=_through(host),
    )


RECIPE: Final = Recipe(
    "starter",
    "growth",
    False,
    (
        Stage(
            name="plans",
            kind="human",
            title="Buy the plans",
            why="No API buys them, and what comes next is refused without them",
            gate=Gate("plan", "every plan of the next phases is bought", "sayar doctor --stack NAME"),
            rollback="a plan that was bought too early costs money and changes nothing",
            manual=(
                Manual(
                    "Railway: plan pro",
                    "more than one replica and fixed addresses",
                    "railway.com, workspace settings, plans",
                    "sayar doctor --stack NAME",
                ),
                Manual(
                    "Vercel: plan pro",
                    "commercial use, skew protection",
                    "vercel.com, team settings, billing",
                    "sayar doctor --stack NAME",
                ),
                Manual(
                    "Supabase: plan pro",
                    "never paused, add-ons, point-in-time recovery",
                    "supabase.com, organization, billing",
                    "sayar doctor --stack NAME",
                ),
                Manual(
                    "Cloudflare: a payment method",
                    "the zone's plan is ordered by the program and paid by the account",
                    "dash.cloudflare.com, billing",
                    "sayar doctor --stack NAME",
                ),
            ),
            with_=("prepare", "upgrade", "expand"),
        ),
        Stage(
            name="zone",
            kind="config",
            title="Make the zone beside the DNS of today",
            why="Both answer alike before anybody is sent to the new one",
            gate=Gate("done", "every name answers alike at both", "dig @NAMESERVER of each name, both sides compared"),
            rollback="delete the zone: nobody asks it yet",
            adjust=_zone,
        ),
        Stage(
            name="name-servers",
            kind="human",
            title="Change the name servers at the registrar",
            why="Only the registrar can",
            gate=Gate(
                "done",
                "the zone is active, and parents have forgotten the old name servers",
                "sayar doctor --stack NAME",
                wait_s("name_servers"),
            ),
            rollback="put the old name servers back: the old zone still answers",
            manual=(
                Manual(
                    "Enter the zone's name servers",
                    "they are the stack's output `zone`",
                    "at the registrar of the domain; DNSSEC off before, on again after",
                    "sayar doctor --stack NAME",
                ),
            ),
            with_=("zone",),
        ),
        Stage(
            name="prepare",
            kind="config",
            title="The zone's plan, its settings, and the header that proves the edge",
            why="Plans and settings come before the rules that need them; services note the header before it counts",
            gate=UPDATED,
            rollback="the former values come back; nothing passes the edge yet",
            takes=tuple(
                f"edge.{part}"
                for part in (
                    "plan",
                    "origins",
                    "dns",
                    "settings",
                    "paths",
                    "waf",
                    "bots",
                    "delivery",
                    "caching",
                    "health_checks",
                    "alerts",
                )
            ),
            adjust=_accept,
        ),
        Stage(
            name="certificate",
            kind="wait",
            title="Wait for the edge's certificate",
            why="A host that is led through the edge before it is there answers nobody, for up to a day",
            gate=Gate("done", "the certificate pack is active", "sayar doctor --stack NAME", wait_s("certificate")),
            rollback="nothing to take back",
            with_=_SHIFT_NAMES,
        ),
        _shift("feed", "fetchers of feeds"),
        _shift("webhook", "Meta, which repeats,"),
        _shift("api", "everybody"),
        Stage(
            name="verify",
            kind="wait",
            title="Watch a day",
            why="A day has every kind of traffic in it",
            gate=Gate(
                "soak",
                "the error budget of the day is not spent, and signed webhooks pass the firewall",
                "sayar status --stack NAME",
                wait_s("soak"),
            ),
            rollback="as the phase before",
            with_=_SHIFT_NAMES,
        ),
        Stage(
            name="require",
            kind="config",
            title="Services refuse what does not come through the edge",
            why="Every host is led through it now, so nobody who is refused is a user",
            gate=Gate("metric", "no service refuses a user", "rate of 403 of all services"),
            rollback="services accept everybody again",
            takes=("security.origin_auth",),
        ),
        Stage(
            name="upgrade",
            kind="config",
            title="A larger database, with recovery to a point in time",
            why="In one window: two would be two restarts",
            gate=Gate("metric", "the database answers as before", "sayar probe --stack NAME"),
            rollback="the smaller size again, which is one more restart",
            takes=("database", "backup.database", "backup.targets"),
            adjust=_access_later,
        ),
        Stage(
            name="expand",
            kind="config",
            title="Larger services, from fixed addresses",
            why="The database has the connections that more replicas open",
            gate=Gate(
                "update", UPDATED.text + ", and every service answers its health check", "sayar probe --stack NAME"
            ),
            rollback="the former sizes; the deploys of before are kept by the platform",
            takes=("hosting",),
        ),
        Stage(
            name="restrict",
            kind="config",
            title="The database lets in the services alone",
            why="Their addresses are known and in use by now",
            gate=Gate("metric", "no connection is refused", "logs of the pooler"),
            rollback="everybody may connect again",
            takes=("database",),
        ),
        SETTLE,
    ),
)
