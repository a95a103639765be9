"""What the guard of a stack is told: where it is in its move, and the few values that a wrong step breaks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from components.database.supabase_spec import SupabaseEngine
from components.edge.entitlements import platform_fact
from components.edge.words import ORIGIN_HOSTS, Platform
from components.guard.guard import PoolShare, UnderWay, Waived, Watched, WatchedDatabase
from infra.config.platform import TIERS, PlatformSpec
from infra.config.stack import Beside, StackConfig
from infra.moves.current import DIRECT, in_phase, phases_in, spec_hash
from infra.moves.phase import Phase
from infra.moves.waits import wait_s

K = TypeVar("K")
_WHOLE: Final = 100
_VENDORS: Final = "chosen by the vendor"
"""The version of a database whose program does not say one."""


def watched(config: StackConfig) -> Watched:
    """What the guard looks at, from a config whose platform is that of its tier. Raises ConfigError as `in_phase`."""
    there = in_phase(config)
    spec = there.platform
    transition = config.environment.transition
    return Watched(
        tier=config.platform.tier,
        tiers=TIERS,
        spec_hash=spec_hash(spec),
        under_way=_under_way(config),
        pools=pools(spec, there.beside),
        drain_s=wait_s("drain"),
        origin_tls=spec.edge.origins.zone_ssl,
        database=_database(there.at_vendors.platform),
        waived=tuple(
            Waived(row.gate, row.by, row.reason, row.until) for row in (transition.waivers if transition else ())
        ),
    )


def pools(spec: PlatformSpec, beside: Beside | None = None) -> Mapping[str, PoolShare]:
    """The groups of origins by platform and region, in percent of all requests; they add up to 100."""
    regions = _regions(spec)
    shares: dict[tuple[Platform, str], float] = {}
    for platform, part in _parts(spec, beside).items():
        shares |= {(platform, region): share * part for region, share in regions.items()}
    return {
        f"{platform}-{region}": PoolShare(percent, "strict" in platform_fact("origin_ssl", platform).value)
        for (platform, region), percent in in_percent(shares).items()
    }


def _regions(spec: PlatformSpec) -> dict[str, float]:
    """The share of each region. By geography each has users of its own, whatever share of all they are."""
    balancing = spec.edge.large.balancing
    if balancing is None:
        return {spec.network.primary: 1.0}
    if balancing.steering == "random":
        return {pool.region: pool.share for pool in balancing.pools}
    if balancing.steering == "off":
        return {pool.region: float(pool.region == balancing.order[0]) for pool in balancing.pools}
    return dict.fromkeys(balancing.names, 1.0)


def _parts(spec: PlatformSpec, beside: Beside | None) -> dict[Platform, float]:
    """What each platform that the edge knows gets of every region's requests."""
    share = beside.aws_part if beside is not None else None
    if share is None:
        return {spec.edge.origins.of(ORIGIN_HOSTS[0]).platform: 1.0}
    return {"railway": 1 - share, "aws": share}


def in_percent(shares: Mapping[K, float]) -> dict[K, int]:
    """Whole percents that add up to 100 (0 where nothing has a share); what rounding leaves goes to the largest."""
    total = sum(shares.values())
    if not total:
        return dict.fromkeys(shares, 0)
    # A share that is there is not nothing: a pool that gets requests must not look drained.
    found = {name: max(int(_WHOLE * share / total), 1) if share else 0 for name, share in shares.items()}
    largest = max(shares, key=lambda name: shares[name])  # the first of equal ones
    found[largest] += _WHOLE - sum(found.values())
    return found


def _under_way(config: StackConfig) -> UnderWay | None:
    transition, origin = config.environment.transition, config.origin
    # A jump has no phases: the guard sees a tier that changes, and asks for a waiver that says so.
    if transition is None or origin is None or transition.phase == DIRECT:
        return None
    phases = phases_in(config)
    updates = tuple(phase.name for phase in phases if phase.kind == "config")
    return UnderWay(
        origin=transition.origin,
        phase=_last_update(phases, transition.phase, updates),
        phases=updates,
        one_way=tuple(phase.name for phase in phases if phase.one_way),
        base=transition.base,
        base_now=spec_hash(origin),
        started=transition.started,
    )


def _last_update(phases: Sequence[Phase], name: str, updates: Sequence[str]) -> str:
    """The phase whose update is the last one: nobody runs one where people act or wait, so the guard sees none.

    Before the first it is that one already, as nothing is there to be skipped.
    """
    begun = [phase.name for phase in phases]
    begun = begun[: begun.index(name) + 1]
    return next((one for one in reversed(begun) if one in updates), updates[0])


def _database(spec: PlatformSpec) -> WatchedDatabase:
    engine = spec.database.engine
    if isinstance(engine, SupabaseEngine):
        return WatchedDatabase(engine.kind, _VENDORS, sum(row.count for row in engine.read_replicas))
    # Readers of a cluster are upgraded with it: nobody has to remove them first.
    return WatchedDatabase(engine.kind, engine.version, 0)
