"""What the system sees of the checklist by itself: each predicate says yes, no, or that it cannot tell, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from infra.built import checked_only
from infra.config.platform import TIERS
from infra.tiers.promises import promises
from sayar.documents.triggers import State
from sayar.success.rows import table
from sayar.triggers.judge import judge
from sayar.triggers.rows import table as windows
from sayar.triggers.series import by_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from infra.config.platform import PlatformSpec
    from infra.config.stack import StackConfig
    from sayar.documents.history import HistoryLine
    from sayar.triggers.judge import Seen

_NO_METRICS: Final = "no metrics are given: --metrics FILE"
_SERVED_DAYS: Final = 3
"""How lately requests say that a platform runs: our own choice, for counters that come a day or two late."""
_DAY: Final = len("2026-11-26")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is looked at: a stack's files, its history, and what was measured.

    `platform` is that of the phase where a move is under way, to `heading`; `tier` is the one that the stack is in.
    """

    config: StackConfig
    platform: PlatformSpec
    tier: str
    heading: str | None
    moves: Sequence[HistoryLine]
    seen: Seen | None
    today: date


@dataclass(frozen=True, slots=True)
class Tick:
    """What a predicate says, and what that rests on."""

    state: State
    why: str


def live(of: Evidence) -> Tick:
    """A tier is deployed: an update that went through, or requests that were served."""
    for line in reversed(of.moves):
        days = (said[:_DAY] for said in (*line.applied.values(), line.finished) if said)
        past = [day for day in days if day <= of.today.isoformat()]
        if past:
            return Tick("true", f"an update of {line.move.origin} to {line.move.to} had gone through by {max(past)}")
    if of.seen is not None:
        served = by_day(of.seen.of("api_requests"), of.seen.at, _SERVED_DAYS)
        if any(value > 0 for values in served for value in values):
            return Tick("true", f"requests were served in the last {_SERVED_DAYS} days")
    if of.platform.platform.is_example:
        return Tick("false", f"the domain is the example, {of.platform.platform.domain}")
    return Tick("unknown", "the history notes no update, and no metrics say that requests are served")


def alerts_routed(of: Evidence) -> Tick:
    """Alerts with routes are selected and made, and telemetry has somewhere to go."""
    spec = of.platform.monitoring
    if not spec.alerts or not spec.routes:
        return Tick("false", "the stack's files select no alerts")
    severities = ", ".join(row.severity for row in spec.routes)
    said = f"{len(spec.alerts)} alerts are selected, with routes for {severities}"
    if of.config.telemetry_endpoint is None:
        return Tick("false", f"{said}; but telemetry goes nowhere: set sayar:telemetry.endpoint")
    return _made(of, said)


def secured(of: Evidence) -> Tick:
    """The switches of security that stand in the stack's files."""
    found = dict(_switches(of.platform))
    off = [name for name, on in found.items() if not on]
    return Tick("false", f"off: {', '.join(off)}") if off else Tick("true", f"on: {', '.join(found)}")


def _switches(platform: PlatformSpec) -> Iterator[tuple[str, bool]]:
    edge, engine, web = platform.edge, platform.database.engine, platform.hosting.vercel.firewall
    if edge.mode != "external":
        yield "signed answers (DNSSEC)", edge.dns.dnssec == "on"
    if edge.proxied:
        yield "HTTPS always", edge.settings.always_https == "on"
        yield "firewall rules", bool(edge.waf.custom)
        yield "rate limits", bool(edge.waf.rate_limits)
    if engine.kind == "supabase":
        yield "TLS to the database", engine.tls_only == "on"
    yield "firewall of the web", web.enabled == "on"
    yield "rate limits of the web", bool(web.rate_limits)


def baseline(of: Evidence) -> Tick:
    """Response times of two weeks."""
    if of.seen is None:
        return Tick("unknown", _NO_METRICS)
    row = next(one for one in table().metrics if one.id == "performance")
    name, days = row.series[0], row.window
    known = sum(1 for values in by_day(of.seen.of(name), of.seen.at, days) if values)
    said = f"{name} is known of {known} of the last {days} days"
    if known / days < row.enough:
        return Tick("false", f"{said}, {row.enough:.0%} are needed")
    return Tick("true", said)


def usage_watched(of: Evidence) -> Tick:
    """Every trigger of the tier can be judged."""
    if of.seen is None:
        return Tick("unknown", _NO_METRICS)
    tiers = promises().tiers
    # The last tier has no triggers; it is watched as the one below it is.
    tier = of.tier if tiers[of.tier].triggers else list(tiers)[-2]
    triggers = tiers[tier].triggers
    unknown = [one.id for one in triggers if judge(one, windows().window(one.id), of.seen).state == "unknown"]
    if unknown:
        return Tick("false", f"too little is known of {', '.join(unknown)}")
    return Tick("true", f"every trigger of {tier} can be judged")


def cdn_planned(of: Evidence) -> Tick:
    """The edge passes traffic on, or will."""
    if of.platform.edge.proxied:
        return Tick("true", "traffic passes the edge")
    return _heading(of, "growth") or Tick("false", "traffic goes straight to the origins")


def advanced_monitoring(of: Evidence) -> Tick:
    """More than the basic figures is selected, and made."""
    spec = of.platform.monitoring
    options = {"figures of the edge": spec.metrics.edge_exporter == "on", "traces": spec.tracing.store != "none"}
    chosen = [name for name, on in options.items() if on]
    if not chosen:
        return Tick("false", "the stack's files select neither figures of the edge nor traces")
    said = f"selected: {', '.join(chosen)}"
    return _made(of, said)


def _made(of: Evidence, said: str) -> Tick:
    """What monitoring selects is there only if a component of this version makes it."""
    unmade = next((one for one in checked_only(of.platform) if one.source == "sayar:monitoring"), None)
    return Tick("true", said) if unmade is None else Tick("unknown", f"{said}; but: {unmade.text}")


def two_regions(of: Evidence) -> Tick:
    """More than one region."""
    regions = [row.name for row in of.platform.network.regions]
    if len(regions) > 1:
        return Tick("true", f"the stack's files name {', '.join(regions)}")
    return _heading(of, "scale") or Tick("false", f"the stack's files name {regions[0]} alone")


def stores_and_replicas(of: Evidence) -> Tick:
    """A cache, and replicas to read from."""
    engine = of.platform.database.engine
    replicas = engine.kind == "aurora" or bool(engine.read_replicas)
    options = {"no cache": of.platform.cache.store.kind != "none", "no read replicas": replicas}
    lacks = [name for name, on in options.items() if not on]
    if lacks:
        return _heading(of, "scale") or Tick("false", f"the stack's files have {' and '.join(lacks)}")
    return Tick("true", "the stack's files have a cache and read replicas")


def dedicated(of: Evidence) -> Tick:
    """A cluster of one's own."""
    if of.platform.cluster.eks is not None:
        return Tick("true", "the stack's files have a cluster of their own")
    return _heading(of, "enterprise") or Tick("false", "the stack's files have no cluster")


def _heading(of: Evidence, tier: str) -> Tick | None:
    """Yes where a move to a tier or past it is under way: its runbook is the plan."""
    if of.heading is None or TIERS.index(of.heading) < TIERS.index(tier):
        return None
    return Tick("true", f"a move to {of.heading} is under way")


PREDICATES: Final[Mapping[str, Callable[[Evidence], Tick]]] = MappingProxyType(
    {
        "live": live,
        "alerts_routed": alerts_routed,
        "secured": secured,
        "baseline": baseline,
        "usage_watched": usage_watched,
        "cdn_planned": cdn_planned,
        "advanced_monitoring": advanced_monitoring,
        "two_regions": two_regions,
        "stores_and_replicas": stores_and_replicas,
        "dedicated": dedicated,
    }
)
"""What can tick an item, by the name that `timeline.yaml` gives it."""
