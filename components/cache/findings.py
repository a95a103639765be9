"""What a reader of a forecast should know about the chosen stores."""

from __future__ import annotations

from collections.abc import Iterator

from components.cache.railway_spec import RailwayRedis, RailwayStore
from components.cache.spec import CacheSpec, ExternalRedis
from components.findings import Finding, gravest_first, said_by
from components.limits import limit


def findings(spec: CacheSpec) -> tuple[Finding, ...]:
    """All remarks on a spec, the gravest first."""
    return gravest_first(_findings(spec))


def _findings(spec: CacheSpec) -> Iterator[Finding]:
    store = spec.store
    if isinstance(store, ExternalRedis):
        text = "Redis is run by somebody else: its size, eviction, copies and outages are not in this forecast."
        yield Finding("cache-external", "warning", text, "sayar:cache.store.kind")
    if isinstance(store, RailwayRedis):
        yield from _railway(store)


def _railway(redis: RailwayRedis) -> Iterator[Finding]:
    single = [row for row in redis.stores if row.stateful and row.nodes == "single"]
    outage = limit("cache", "railway", "volume", "redeploy_outage")
    if single and outage.value:
        text = f"Every deploy of {_named(single)} is a short outage, as a volume has one node and one deployment."
        yield Finding("cache-outage-at-deploy", "warning", text, said_by(outage))
    several = [row for row in redis.stores if row.nodes == "sentinel"]
    beta = limit("cache", "railway", "sentinel", "ha_beta")
    if several and beta.value:
        text = f"High availability of Redis is a beta at Railway; {_named(several)} is built the same way, and is ours."
        yield Finding("cache-ha-beta", "warning", text, said_by(beta))
    for row in several:
        text = f"Store {_named([row])} takes {row.node_count} nodes and {row.entry_count} proxies: "
        text += f"{row.total_memory_gb:g} GB of memory in all. A change of its settings restarts all nodes at once."
        yield Finding("cache-ha-size", "info", text, "sayar:cache.store.stores")


def _named(rows: list[RailwayStore]) -> str:
    return ", ".join(f"{row.use} in {row.region}" for row in rows)
