"""Stores of the cache and the broker: what is read from memory, kept once, or waits there to be worked on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from components.hosting.variables import STORES
from sayar.services.draft import SERVED, Draft, Host, Stand, inside, joined, named
from sayar.services.origins import Layer, stands
from sayar.services.places import Place, Places, places_of
from sayar.services.users import consumers, kept_s, users_of

if TYPE_CHECKING:
    from components.cache.words import Use
    from infra.config.platform import PlatformSpec
    from sayar.services.users import Users

_MADE: Final[Mapping[str, tuple[str, str]]] = {
    "railway": ("redis", "cache:RedisStores"),
    "elasticache": ("valkey", "cache:ValkeyGroups"),
}
"""What a kind of store is called, and the component that makes it."""


def stores(spec: PlatformSpec) -> Draft:
    """The stores of a platform; none where somebody else runs them, as no resource is made then.

    A cache can be cold, so it is soft. Idempotency keys are looked up before every write, so writes stand on them. The
    webhook intake puts every event into the queue before it answers; for the others a job that waits is only late.
    """
    kind = spec.cache.store.kind
    if kind not in _MADE:
        return Draft()
    users = users_of(spec, "cache")
    parts = [store(use, region, users, kind) for use, region in spec.cache.uses]
    if kind == "elasticache":
        nodes = {"valkey-keys": named("aws:kms/key:Key", "cache-keys-*")}
        parts.append(Draft(nodes, stands=tuple(users.stand(host, "valkey-keys", soft=True) for host in users.hosts)))
    return joined(parts)


def store(use: Use, region: str, users: Users, kind: str) -> Draft:
    """One store with all of its nodes: that some of them stand in for others no pattern of one node says."""
    called, component = _MADE[kind]
    node = f"{called}-{use}-{region}"
    rows = tuple(row for host in users.hosts if (row := _of_store(use, host, node, users)) is not None)
    return Draft({node: inside(component, f"{use}-{region}*")}, stands=rows)


def _of_store(use: Use, host: Host, node: str, users: Users) -> Stand | None:
    if host == "web" or use not in STORES[host]:
        return None
    if use == "idempotency":
        return users.stand(host, node, capability="write")
    return users.stand(host, node, soft=not (use == "queue" and host == "webhook"))


def broker(spec: PlatformSpec) -> Draft:
    """Kafka, and the workloads that take events from it. The webhook intake answers once an event is on its topic."""
    if spec.messaging.kafka is None:
        return Draft()
    return joined([kafka(users_of(spec, "kafka").hosts), *_workers(spec)])


def kafka(hosts: Sequence[Host]) -> Draft:
    """The broker and its keys."""
    nodes = {"kafka": inside("messaging:Kafka"), "kafka-keys": named("aws:kms/key:Key", "messaging-keys-*")}
    return Draft(nodes, stands=tuple(Stand(host, node, soft=host != "webhook") for node in nodes for host in hosts))


def _workers(spec: PlatformSpec) -> Iterator[Draft]:
    """Consumers of events in every region: any of them works on what waits, for as long as the topic keeps it."""
    eks, kept = spec.cluster.eks, kept_s(spec)
    if eks is None or kept is None or not any(one.platform == "aws" for one in places_of(spec, "webhook").origins):
        return
    for row in consumers(spec):
        if row.surface in SERVED:
            continue
        nodes = {
            Place("webhook", "aws", region, first=False, runs=row.name, weight=1): (
                f"{row.name}-aws-{region}",
                inside("cluster:Workload", f"{row.name}-{region}"),
            )
            for region in eks.regions
        }
        found = Places(tuple(nodes), balanced=False, steered=False)
        for part in stands("webhook", found, Layer(f"{row.name}-consumers", nodes)):
            rows = tuple(Stand(one.host, one.on, one.soft, window_s=kept) for one in part.stands)
            yield Draft(part.nodes, part.groups, rows)
