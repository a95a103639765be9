"""What the services of a store are told: settings as text, without any password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from components.cache.railway_spec import RailwayStore
from components.limits import limit

DATA = "/data"
"""Where the volume is in the container."""
REDIS_PORT = 6379
SENTINEL_PORT = 26379
SCRIPTS = Path(__file__).parent / "scripts"


@dataclass(frozen=True, slots=True)
class Node:
    """Where a node is reached: its host, and the ports of Redis and of the Sentinel beside it."""

    host: str
    redis: int
    sentinel: int


def script(name: str) -> str:
    """The text of a file in `scripts/`. Raises FileNotFoundError for another name."""
    return (SCRIPTS / name).read_text(encoding="utf-8")


def alone(store: RailwayStore, node: Node, *, data: str) -> dict[str, str]:
    """The variables of a store of one node; `data` is the folder that it keeps its files in."""
    return {"START_SCRIPT": script("store.sh"), "DATA_DIR": data, "REDIS_CONFIG": _lines(_redis(store, node, data))}


def member(store: RailwayStore, nodes: Sequence[Node], index: int, *, data: str) -> dict[str, str]:
    """The variables of one of several nodes; the first in `nodes` is the first master."""
    node, first = nodes[index], nodes[0]
    return {
        "START_SCRIPT": script("node.sh"),
        "DATA_DIR": data,
        "REDIS_CONFIG": _lines([*_redis(store, node, data), *_replication(node, len(nodes))]),
        "SENTINEL_CONFIG": _lines(_sentinel(node, len(nodes))),
        "SENTINEL_PORT": str(node.sentinel),
        "SELF": f"{node.host} {node.redis}",
        "FIRST": f"{first.host} {first.redis}",
        "PEERS": " ".join(f"{peer.host}:{peer.sentinel}" for peer in nodes if peer != node),
    }


def entry(nodes: Sequence[Node], *, port: int) -> dict[str, str]:
    """The variables of the proxy that listens on `port` and leads to the master among `nodes`."""
    servers = [f"    server node-{at} {node.host}:{node.redis}" for at, node in enumerate(nodes, start=1)]
    connections = limit("cache", "redis", "any", "entry_connections").value
    text = script("haproxy.cfg")
    for mark, value in (("PORT", port), ("CONNECTIONS", connections), ("SERVERS", "\n".join(servers))):
        text = text.replace(f"@{mark}@", str(value))
    return {"HAPROXY_CONFIG": text}


def majority(nodes: int) -> int:
    """The least number of nodes that is more than half of them."""
    return nodes // 2 + 1


def max_memory_bytes(store: RailwayStore) -> int:
    """Redis' own bound in bytes, in the gigabytes that Railway counts memory in."""
    return round(store.max_memory_gb * int(limit("cache", "railway", "any", "bytes_per_gb").value))


def _redis(store: RailwayStore, node: Node, data: str) -> list[str]:
    lines = [
        f"port {node.redis}",
        # Environments from before October 2025 have IPv6 only; the dash forgives a host without it.
        "bind * -::*",
        f"dir {data}",
        f"maxmemory {max_memory_bytes(store)}",
        f"maxmemory-policy {store.eviction}",
    ]
    if store.append_log == "on":
        # Snapshots beside the log would need room for a third copy on the volume.
        return [*lines, "appendonly yes", "appendfsync everysec", 'save ""']
    lines.append("appendonly no")
    # Without a volume nothing is kept; with one and no log, the snapshots that Redis takes by itself.
    return [*lines, 'save ""'] if store.volume_gb is None else lines


def _replication(node: Node, nodes: int) -> list[str]:
    return [
        # Addresses change with every deployment, names do not.
        f"replica-announce-ip {node.host}",
        f"replica-announce-port {node.redis}",
        # A master that is cut off from the majority refuses writes, as another is elected.
        f"min-replicas-to-write {majority(nodes) - 1}",
        f"min-replicas-max-lag {_sentinel_fact('most_lag_s')}",
        # Writes are refused until a replica follows, so it is not left waiting for a second one.
        "repl-diskless-sync-delay 0",
    ]


def _sentinel(node: Node, nodes: int) -> list[str]:
    return [
        f"port {node.sentinel}",
        "bind * -::*",
        "dir /tmp",
        "sentinel resolve-hostnames yes",
        "sentinel announce-hostnames yes",
        f"sentinel announce-ip {node.host}",
        f"sentinel announce-port {node.sentinel}",
        # node.sh puts the master that it has found here.
        f"sentinel monitor store MASTER {majority(nodes)}",
        f"sentinel down-after-milliseconds store {_sentinel_fact('down_after_ms')}",
        f"sentinel failover-timeout store {_sentinel_fact('failover_timeout_ms')}",
        "sentinel parallel-syncs store 1",
    ]


def _sentinel_fact(name: str) -> int:
    return int(limit("cache", "redis", "sentinel", name).value)


def _lines(lines: Sequence[str]) -> str:
    return "\n".join(lines)
