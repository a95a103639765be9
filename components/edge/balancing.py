"""Load balancing: one load balancer a host, with a pool for each region of the platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_cloudflare as cloudflare

from components.base import Providers, SayarComponent
from components.edge.balancing_spec import BalancingSpec, MonitorSpec, PoolSpec
from components.edge.spec import EdgeSpec
from components.edge.steering import Steering, handled, steering
from components.edge.watch import HTTPS_PORT
from components.edge.words import OriginHost
from components.edge.zone import Zone
from components.origins import HostNames, Origins, RegionalOrigin


@dataclass(frozen=True, slots=True)
class BalancingResources:
    """Every resource that `Balancing` makes; pools by host and by the platform's name of the region."""

    monitor: cloudflare.LoadBalancerMonitor
    pools: dict[tuple[OriginHost, str], cloudflare.LoadBalancerPool]
    balancers: dict[OriginHost, cloudflare.LoadBalancer]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where everything is made."""

    providers: Providers
    zone: Zone
    account_id: str


class Balancing(SayarComponent):
    """Monitor, pools and load balancers. Load balancing itself is bought by hand before.

    A load balancer answers for its host in front of the host's DNS record, which stays: without the balancer it counts
    again. Each host has pools of its own, as an endpoint sends one Host header.
    """

    def __init__(
        self,
        name: str,
        spec: EdgeSpec,
        providers: Providers,
        *,
        zone: Zone,
        account_id: str,
        hosts: HostNames,
        origins: Origins,
        probe_headers: Mapping[str, pulumi.Input[str]],
    ) -> None:
        """`origins` are the endpoints; `probe_headers` are those without which they refuse a request.

        Raises ValueError where nothing is balanced, without the proxy, and for a pool that has no endpoint.
        """
        balancing = spec.large.balancing
        if balancing is None or not spec.proxied:
            raise ValueError(f"nothing to balance: mode {spec.mode}, balancing {'set' if balancing else 'null'}")
        super().__init__(name)
        place = _Place(providers, zone, account_id)
        unchecked = any(spec.origins.of(host).ssl == "full" for host in balancing.hosts)
        monitor = self._monitor(balancing.monitor, place, probe_headers, insecure=unchecked)
        pools = {
            (host, row.region): self._pool(hosts.of(host), row, place, monitor, _endpoint(origins, host, row.region))
            for host in balancing.hosts
            for row in balancing.pools
        }
        self.resources = BalancingResources(
            monitor=monitor,
            pools=pools,
            balancers={
                host: self._balancer(
                    host,
                    hosts.of(host),
                    balancing,
                    place,
                    {region: pool for (owner, region), pool in pools.items() if owner == host},
                )
                for host in balancing.hosts
            },
        )
        self.pool_ids: tuple[pulumi.Output[str], ...] = tuple(pool.id for pool in pools.values())
        self.finish()

    def _monitor(
        self, row: MonitorSpec, place: _Place, headers: Mapping[str, pulumi.Input[str]], *, insecure: bool
    ) -> cloudflare.LoadBalancerMonitor:
        return cloudflare.LoadBalancerMonitor(
            "monitor",
            account_id=place.account_id,
            description="Regions of the platform",
            type="https",
            method="GET",
            path=row.path,
            port=HTTPS_PORT,
            expected_codes=row.codes,
            interval=row.interval_s,
            timeout=row.timeout_s,
            retries=row.retries,
            consecutive_down=row.down_after,
            consecutive_up=row.up_after,
            follow_redirects=False,
            # As users' requests: an origin of mode full may show a certificate of another name.
            allow_insecure=insecure,
            # No Host header here: that of each endpoint goes before it. Probes do not pass the rules of the edge, so
            # they must say by themselves what the edge says.
            header={header: [pulumi.Output.secret(value)] for header, value in headers.items()} or None,
            opts=self.child(place.providers.cloudflare),
        )

    def _pool(
        self,
        full_name: str,
        row: PoolSpec,
        place: _Place,
        monitor: cloudflare.LoadBalancerMonitor,
        endpoint: RegionalOrigin,
    ) -> cloudflare.LoadBalancerPool:
        return cloudflare.LoadBalancerPool(
            f"{endpoint.host}-{row.region}",
            account_id=place.account_id,
            # Once in an account, of letters, digits and hyphens.
            name=f"{full_name.replace('.', '-')}-{row.region}",
            description=f"{full_name} in {row.region}",
            enabled=True,
            minimum_origins=1,
            monitor=monitor.id,
            # Left out it would mean every data centre, which is for Enterprise.
            check_regions=list(row.check_regions),
            origins=[
                {
                    "name": row.region,
                    "address": endpoint.target.cname,
                    "enabled": True,
                    "weight": 1,
                    # The platform behind it finds the service by this name; without it every region would be one.
                    "header": {"hosts": [endpoint.name]},
                }
            ],
            opts=self.child(place.providers.cloudflare),
        )

    def _balancer(
        self,
        host: OriginHost,
        full_name: str,
        spec: BalancingSpec,
        place: _Place,
        pools: Mapping[str, cloudflare.LoadBalancerPool],
    ) -> cloudflare.LoadBalancer:
        asked = steering(spec)

        def identity(region: str) -> pulumi.Output[str]:
            return pools[region].id

        return cloudflare.LoadBalancer(
            host,
            zone_id=place.zone.zone_id,
            name=full_name,
            description=f"Regions of the {host} host",
            enabled=True,
            proxied=True,
            steering_policy=spec.steering,
            default_pools=[identity(region) for region in asked.default],
            fallback_pool=identity(spec.fallback),
            region_pools=handled(asked.regions, identity) or None,
            # Said where it is empty too: left out, the countries of before would stay.
            country_pools=handled(asked.countries, identity) if spec.steering == "geo" else None,
            random_steering=_weights(asked, pools),
            adaptive_routing={"failover_across_pools": spec.retry_elsewhere == "on"},
            session_affinity=spec.affinity,
            opts=self.child(place.providers.cloudflare),
        )


def _endpoint(origins: Origins, host: OriginHost, region: str) -> RegionalOrigin:
    endpoint = origins.within(host, region)
    if endpoint is None:
        raise ValueError(f"the pool of {host} in {region} has no endpoint: nothing serves it there")
    return endpoint


def _weights(
    asked: Steering, pools: Mapping[str, cloudflare.LoadBalancerPool]
) -> cloudflare.LoadBalancerRandomSteeringArgsDict | None:
    """The shares by the ids of the pools; a pool that is not listed gets nothing."""
    if not asked.shares:
        return None
    names = list(asked.shares)
    by_id = pulumi.Output.all(*(pools[name].id for name in names)).apply(
        lambda ids: {identity: asked.shares[name] for identity, name in zip(ids, names, strict=True)}
    )
    return {"default_weight": 0, "pool_weights": by_id}
