"""Redis as services on Railway, reached over the private network only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_random as random

from components.base import Providers, SayarComponent
from components.cache.railway_spec import RailwayStore
from components.cache.settings import DATA, REDIS_PORT, SENTINEL_PORT, Node, alone, entry, member
from components.cache.spec import CacheSpec
from components.cache.urls import redis_url
from components.cache.words import Use
from components.limits import limit
from components.network.regions import called
from components.security.spec import GeneratedSpec
from providers.railway import sdk as railway

# Railway starts an image's command without a shell, and a script in a variable needs no image of our own.
START = '/bin/sh -c "printenv START_SCRIPT > /tmp/start.sh && exec /bin/sh /tmp/start.sh"'
START_ENTRY = '/bin/sh -c "printenv HAPROXY_CONFIG > /tmp/haproxy.cfg && exec haproxy -W -db -f /tmp/haproxy.cfg"'


@dataclass(frozen=True, slots=True)
class Deployed:
    """One service of a store, how it runs, and its volume where it has one."""

    service: railway.Service
    instance: railway.ServiceInstance
    volume: railway.Volume | None


@dataclass(frozen=True, slots=True)
class StoreResources:
    """Everything of one store; `entry` is None where clients go to the only node."""

    password: random.RandomPassword
    nodes: tuple[Deployed, ...]
    entry: Deployed | None


@dataclass(frozen=True, slots=True)
class RedisResources:
    """Every resource that `RedisStores` makes, by use and the platform's name of the region."""

    stores: dict[tuple[Use, str], StoreResources]


@dataclass(frozen=True, slots=True)
class _Given:
    """What every service of a store is made with."""

    providers: Providers
    project_id: pulumi.Input[str]
    environment_id: pulumi.Input[str]
    store: RailwayStore
    image: str
    password: pulumi.Output[str]


class RedisStores(SayarComponent):
    """A service for each node of each store, in a project that is there. No store has a domain or an open port.

    A store is `<use>-<region>`, its first node too; further nodes are `<use>-<region>-2` and so on, the proxy in front
    of several is `<use>-<region>-entry`. So a store that becomes highly available keeps its first node and its data,
    while its URL becomes the proxy's. A service is called `redis-` and that name, and is reached as
    `<service>.railway.internal`: renaming a service in the dashboard cuts its clients off.
    """

    def __init__(
        self,
        name: str,
        spec: CacheSpec,
        providers: Providers,
        *,
        project_id: pulumi.Input[str],
        environment_id: pulumi.Input[str],
    ) -> None:
        """Identifiers are Railway's, of the project and environment of the services that use the stores.

        Raises ValueError for stores that are not on Railway.
        """
        rows = spec.store
        if rows.kind != "railway":
            raise ValueError(f"this component makes stores on Railway, not {rows.kind}")
        super().__init__(name)
        image = str(limit("cache", "redis", rows.version, "image").value)
        self.urls: dict[tuple[Use, str], pulumi.Output[str]] = {}
        """How clients reach a store, by use and the platform's name of the region; secret."""
        stores: dict[tuple[Use, str], StoreResources] = {}
        hosts: dict[str, str] = {}
        for store in rows.stores:
            password = self._password(store, rows.password, providers)
            given = _Given(providers, project_id, environment_id, store, image, pulumi.Output.secret(password.result))
            made = self._store(given, password)
            label, place = _label(store), (store.use, store.region)
            host = _host(label if made.entry is None else f"{label}-entry")
            stores[place], hosts[label] = made, host
            self.urls[place] = _url(host, given.password, made)
        self.resources = RedisResources(stores=stores)
        self.finish(hosts=hosts)

    def _password(self, store: RailwayStore, row: GeneratedSpec, providers: Providers) -> random.RandomPassword:
        return random.RandomPassword(
            f"{_label(store)}-password",
            length=row.length,
            # Letters and digits only: the value stands in URLs and in the settings of Redis.
            special=False,
            keepers={"generation": str(row.generation)},
            # Clients hold the value, and it cannot be had back.
            opts=self.child(providers.random, protect=True),
        )

    def _store(self, given: _Given, password: random.RandomPassword) -> StoreResources:
        store, label = given.store, _label(given.store)
        labels = [label if at == 1 else f"{label}-{at}" for at in range(1, store.node_count + 1)]
        nodes = [Node(_host(each), REDIS_PORT, SENTINEL_PORT) for each in labels]
        if store.nodes == "single":
            told = [alone(store, nodes[0], data=DATA)]
        else:
            told = [member(store, nodes, index, data=DATA) for index in range(len(nodes))]
        made = tuple(self._node(each, given, variables) for each, variables in zip(labels, told, strict=True))
        return StoreResources(
            password=password,
            nodes=made,
            entry=None if store.nodes == "single" else self._entry(f"{label}-entry", given, nodes),
        )

    def _node(self, label: str, given: _Given, variables: Mapping[str, str]) -> Deployed:
        store, service = given.store, self._service(label, given)
        volume = None
        if store.volume_gb is not None:
            volume = railway.Volume(
                f"{label}-volume",
                project_id=given.project_id,
                environment_id=given.environment_id,
                service_id=service.id,
                mount_path=DATA,
                region=called("railway", store.region),
                size_mb=round(store.volume_gb * int(limit("cache", "railway", "any", "mb_per_gb").value)),
                opts=self.child(given.providers.railway, protect=True if store.stateful else None),
            )
        instance = railway.ServiceInstance(
            f"{label}-instance",
            environment_id=given.environment_id,
            service_id=service.id,
            image=given.image,
            regions={called("railway", store.region): railway.RegionArgs(num_replicas=1)},
            limits=railway.LimitsArgs(vcpu=store.vcpu, memory_gb=store.memory_gb),
            draining_seconds=int(limit("cache", "redis", store.nodes, "stop_seconds").value),
            start_command=START,
            # However often it ends, a store is wanted.
            restart_policy_type="ALWAYS",
            sleep_application=False,
            variables=variables,
            sealed_variables={"REDIS_PASSWORD": given.password},
            # A first start without the volume would write into the container.
            opts=self.child(given.providers.railway, depends_on=[] if volume is None else [volume]),
        )
        return Deployed(service=service, instance=instance, volume=volume)

    def _entry(self, label: str, given: _Given, nodes: Sequence[Node]) -> Deployed:
        store, service = given.store, self._service(label, given)
        instance = railway.ServiceInstance(
            f"{label}-instance",
            environment_id=given.environment_id,
            service_id=service.id,
            image=str(limit("cache", "haproxy", "any", "image").value),
            regions={called("railway", store.region): railway.RegionArgs(num_replicas=store.entry_count)},
            limits=railway.LimitsArgs(
                vcpu=float(limit("cache", "railway", "any", "entry_vcpu").value),
                memory_gb=float(limit("cache", "railway", "any", "entry_memory_gb").value),
            ),
            start_command=START_ENTRY,
            restart_policy_type="ALWAYS",
            sleep_application=False,
            variables=entry(nodes, port=REDIS_PORT),
            sealed_variables={"REDIS_PASSWORD": given.password},
            opts=self.child(given.providers.railway),
        )
        return Deployed(service=service, instance=instance, volume=None)

    def _service(self, label: str, given: _Given) -> railway.Service:
        return railway.Service(
            label, name=_service(label), project_id=given.project_id, opts=self.child(given.providers.railway)
        )


def _label(store: RailwayStore) -> str:
    return f"{store.use}-{store.region}"


def _service(label: str) -> str:
    return f"redis-{label}"


def _host(label: str) -> str:
    return f"{_service(label)}.railway.internal"


def _url(host: str, password: pulumi.Output[str], made: StoreResources) -> pulumi.Output[str]:
    """Known once all services of the store are there: a client is not told of a store before."""
    parts = [*made.nodes, *([] if made.entry is None else [made.entry])]
    given = pulumi.Output.all(password, *(part.instance.id for part in parts))
    return pulumi.Output.secret(given.apply(lambda values: redis_url(host, REDIS_PORT, str(values[0]))))
