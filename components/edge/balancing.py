"""Load balancing: one load balancer a host, with a pool for each region and platform that serves it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_cloudflare as cloudflare

from components.base import Providers, SayarComponent
from components.edge.balancing_spec import BalancingSpec, MonitorSpec, PoolSpec
from components.edge.spec import EdgeSpec
from components.edge.steering import Steering, handled, steering
from components.edge.watch import HTTPS_PORT
from components.edge.words import OriginHost, Platform
from components.edge.zone import Zone
from components.origins import HostNames, Origins, RegionalOrigin


@dataclass(frozen=True, slots=True)
class BalancingResources:
    """Every resource that `Balancing` makes; pools by host, the platform's name of the region, and what runs there.

    `monitor` probes the pools of Railway, `monitors` those of our own load balancers by host; None and empty where
    there are no such pools.
    """

    monitor: cloudflare.LoadBalancerMonitor | None
    monitors: dict[OriginHost, cloudflare.LoadBalancerMonitor]
    pools: dict[tuple[OriginHost, str, Platform], cloudflare.LoadBalancerPool]
    balancers: dict[OriginHost, cloudflare.LoadBalancer]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where everything is made, the headers of probes, and what pools of our own load balancers wait for."""

    providers: Providers
    zone: Zone
    account_id: str
    headers: Mapping[str, pulumi.Input[str]]
    after: Sequence[pulumi.Resource]


@dataclass(frozen=True, slots=True)
class _Part:
    """One pool of a region, and its share of the region's requests."""

    id: pulumi.Output[str]
    part: float


class Balancing(SayarComponent):
    """Monitors, pools and load balancers. Load balancing itself is bought by hand before.

    A load balancer answers for its host in front of the host's DNS record, which stays: without the balancer it counts
    again. Each host has pools of its own, as its probes send one Host header. A region that two platforms serve has a
    pool for each: random steering gives them their parts, other steering goes to the second only while the first is
    down.
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
        after: Sequence[pulumi.Resource] = (),
    ) -> None:
        """`origins` are the endpoints; `probe_headers` are those without which they refuse a request. Pools of our own
        load balancers wait for `after`: without the edge's certificate these answer no probe.

        Raises ValueError where nothing is balanced, without the proxy, and for a pool that has no endpoint.
        """
        balancing = spec.large.balancing
        if balancing is None or not spec.proxied:
            raise ValueError(f"nothing to balance: mode {spec.mode}, balancing {'set' if balancing else 'null'}")
        super().__init__(name)
        place = _Place(providers, zone, account_id, probe_headers, after)
        endpoints = {
            (host, row.region): _endpoints(origins, host, row.region)
            for host in balancing.hosts
            for row in balancing.pools
        }
        monitor = self._shared(spec, balancing, endpoints.values(), place)
        monitors = {
            host: self._own(host, hosts.of(host), spec, balancing.monitor, place)
            for host in balancing.hosts
            if any(_is_own(one) for row in balancing.pools for one in endpoints[host, row.region])
        }
        pools: dict[tuple[OriginHost, str, Platform], cloudflare.LoadBalancerPool] = {}
        parts: dict[tuple[OriginHost, str], list[_Part]] = {key: [] for key in endpoints}
        for host in balancing.hosts:
            for row in balancing.pools:
                for endpoint in endpoints[host, row.region]:
                    probed = monitors[host] if _is_own(endpoint) else monitor
                    pool = self._pool(hosts.of(host), row, place, probed, endpoint)
                    pools[host, row.region, endpoint.platform] = pool
                    parts[host, row.region].append(_Part(pool.id, endpoint.part))
        self.resources = BalancingResources(
            monitor=monitor,
            monitors=monitors,
            pools=pools,
            balancers={
                host: self._balancer(
                    host,
                    hosts.of(host),
                    balancing,
                    place,
                    {region: rows for (owner, region), rows in parts.items() if owner == host},
                )
                for host in balancing.hosts
            },
        )
        self.pool_ids: tuple[pulumi.Output[str], ...] = tuple(pool.id for pool in pools.values())
        self.finish()

    def _shared(
        self,
        spec: EdgeSpec,
        balancing: BalancingSpec,
        endpoints: Iterable[tuple[RegionalOrigin, ...]],
        place: _Place,
    ) -> cloudflare.LoadBalancerMonitor | None:
        """The one monitor of all pools whose endpoints say their own Host header."""
        if all(_is_own(one) for some in endpoints for one in some):
            return None
        unchecked = any(spec.origins.of(host).ssl == "full" for host in balancing.hosts)
        # No Host header here: that of each endpoint goes before it.
        return self._monitor("monitor", "Regions of the platform", balancing.monitor, place, {}, insecure=unchecked)

    def _own(
        self, host: OriginHost, full_name: str, spec: EdgeSpec, row: MonitorSpec, place: _Place
    ) -> cloudflare.LoadBalancerMonitor:
        """The monitor of our own load balancers of a host: they find the service by the name that is asked for."""
        shown = host in spec.large.client_certificates
        return self._monitor(
            f"monitor-{host}",
            f"Our own load balancers of the {host} host",
            row,
            place,
            {"Host": full_name},
            insecure=spec.origins.of(host).ssl == "full",
            # Probes show the certificate of the zone that they are made in the name of; without it they are refused.
            zone=place.zone.resources.zone.name if shown else None,
        )

    def _monitor(
        self,
        name: str,
        description: str,
        row: MonitorSpec,
        place: _Place,
        headers: Mapping[str, str],
        *,
        insecure: bool,
        zone: pulumi.Output[str] | None = None,
    ) -> cloudflare.LoadBalancerMonitor:
        # Probes do not pass the rules of the edge, so they must say by themselves what the edge says.
        sent: dict[str, list[pulumi.Input[str]]] = {header: [value] for header, value in headers.items()}
        sent |= {header: [pulumi.Output.secret(value)] for header, value in place.headers.items()}
        return cloudflare.LoadBalancerMonitor(
            name,
            account_id=place.account_id,
            description=description,
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
            probe_zone=zone,
            header=sent or None,
            opts=self.child(place.providers.cloudflare),
        )

    def _pool(
        self,
        full_name: str,
        row: PoolSpec,
        place: _Place,
        monitor: cloudflare.LoadBalancerMonitor | None,
        endpoint: RegionalOrigin,
    ) -> cloudflare.LoadBalancerPool:
        own = _is_own(endpoint)
        # The first platform that was there has no suffix: its pools keep their names.
        suffix = f"{row.region}-{endpoint.platform}" if own else row.region
        origin: cloudflare.LoadBalancerPoolOriginArgsDict = {
            "name": row.region,
            "address": endpoint.target.cname,
            "enabled": True,
            "weight": 1,
        }
        if not own:
            # The platform behind it finds the service by this name; without it every region would be one. A load
            # balancer of our own is left what the user asked for, as that may be a client's name.
            origin["header"] = {"hosts": [endpoint.name]}
        return cloudflare.LoadBalancerPool(
            f"{endpoint.host}-{suffix}",
            account_id=place.account_id,
            # Once in an account, of letters, digits and hyphens.
            name=f"{full_name.replace('.', '-')}-{suffix}",
            description=f"{full_name} in {row.region}" + (f" on {endpoint.platform}" if own else ""),
            enabled=True,
            minimum_origins=1,
            monitor=monitor.id if monitor is not None else None,
            # Left out it would mean every data centre, which is for Enterprise.
            check_regions=list(row.check_regions),
            origins=[origin],
            opts=self.child(place.providers.cloudflare, depends_on=place.after if own else None),
        )

    def _balancer(
        self,
        host: OriginHost,
        full_name: str,
        spec: BalancingSpec,
        place: _Place,
        regions: Mapping[str, Sequence[_Part]],
    ) -> cloudflare.LoadBalancer:
        asked = steering(spec)

        def identities(region: str) -> list[pulumi.Output[str]]:
            return [row.id for row in regions[region]]

        return cloudflare.LoadBalancer(
            host,
            zone_id=place.zone.zone_id,
            name=full_name,
            description=f"Regions of the {host} host",
            enabled=True,
            proxied=True,
            steering_policy=spec.steering,
            default_pools=[identity for region in asked.default for identity in identities(region)],
            fallback_pool=identities(spec.fallback)[0],
            region_pools=handled(asked.regions, identities) or None,
            # Said where it is empty too: left out, the countries of before would stay.
            country_pools=handled(asked.countries, identities) if spec.steering == "geo" else None,
            random_steering=_weights(asked, regions),
            adaptive_routing={"failover_across_pools": spec.retry_elsewhere == "on"},
            session_affinity=spec.affinity,
            opts=self.child(place.providers.cloudflare),
        )


def _is_own(endpoint: RegionalOrigin) -> bool:
    return endpoint.platform == "aws"


def _endpoints(origins: Origins, host: OriginHost, region: str) -> tuple[RegionalOrigin, ...]:
    endpoints = origins.within(host, region)
    if not endpoints:
        raise ValueError(f"the pool of {host} in {region} has no endpoint: nothing serves it there")
    return endpoints


def _weights(
    asked: Steering, regions: Mapping[str, Sequence[_Part]]
) -> cloudflare.LoadBalancerRandomSteeringArgsDict | None:
    """The shares by the ids of the pools; a pool that is not listed gets nothing."""
    if not asked.shares:
        return None
    rows = [(row.id, share * row.part) for name, share in asked.shares.items() for row in regions[name]]
    shares = [share for _, share in rows]
    by_id = pulumi.Output.all(*(identity for identity, _ in rows)).apply(
        lambda ids: dict(zip(ids, shares, strict=True))
    )
    return {"default_weight": 0, "pool_weights": by_id}
