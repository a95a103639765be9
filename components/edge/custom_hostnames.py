"""Names of white-label clients in front of the platform (Cloudflare for SaaS, bought by hand before)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_cloudflare as cloudflare

from components.base import Providers, SayarComponent
from components.edge.large_spec import CustomHostnamesSpec
from components.edge.spec import EdgeSpec
from components.edge.zone import Zone
from components.origins import HostNames


@dataclass(frozen=True, slots=True)
class CustomHostnamesResources:
    """Every resource that `CustomHostnames` makes, hostnames by client."""

    fallback: cloudflare.CustomHostnameFallbackOrigin
    hostnames: dict[str, cloudflare.CustomHostname]


class CustomHostnames(SayarComponent):
    """One hostname a client, answered by the host that the spec names as fallback.

    A client points its name to `target` by CNAME. Its DNS is not ours, so a hostname stays pending until the client
    has done so, and no update waits for that. Services see the client's own name as Host.
    """

    def __init__(
        self,
        name: str,
        spec: EdgeSpec,
        providers: Providers,
        *,
        zone: Zone,
        hosts: HostNames,
        client_hosts: Mapping[str, str],
        after: Sequence[pulumi.Resource] = (),
    ) -> None:
        """`client_hosts` are full names by client; `after` is the record of the fallback, which must be there.

        Raises ValueError without a spec or the proxy, for more clients than it allows, and for a name of two clients.
        """
        rows = spec.large.custom_hostnames
        if rows is None or not spec.proxied:
            raise ValueError(f"no hostnames of clients: mode {spec.mode}, custom_hostnames {'set' if rows else 'null'}")
        if len(client_hosts) > rows.most:
            raise ValueError(f"{len(client_hosts)} hostnames of clients: at most {rows.most}, as custom_hostnames says")
        if len(set(client_hosts.values())) < len(client_hosts):
            raise ValueError("a hostname belongs to one client")
        super().__init__(name)
        self.target = hosts.of(rows.fallback)
        """What clients point their names to."""
        fallback = cloudflare.CustomHostnameFallbackOrigin(
            "fallback-origin",
            zone_id=zone.zone_id,
            origin=self.target,
            opts=self.child(providers.cloudflare, depends_on=after),
        )
        options = self.child(
            providers.cloudflare,
            depends_on=[fallback],
            # The vendor goes on writing there until a certificate is issued, and ever after it differs from what was
            # asked for (cloudflare/terraform-provider-cloudflare#5521).
            ignore_changes=["ssl"],
        )
        hostnames = {
            client: cloudflare.CustomHostname(
                f"client-{client}",
                zone_id=zone.zone_id,
                hostname=full,
                custom_origin_server=self.target,
                # The origin's certificate is for our own name: asked for the client's it would fail a strict check.
                # Wildcards have no choice here, and get the name of the origin server anyway.
                custom_origin_sni=None if rows.wildcard == "on" else self.target,
                ssl=_ssl(rows),
                opts=options,
            )
            for client, full in client_hosts.items()
        }
        self.resources = CustomHostnamesResources(fallback=fallback, hostnames=hostnames)
        self.ownership: dict[str, pulumi.Output[cloudflare.outputs.CustomHostnameOwnershipVerification]] = {
            client: hostname.ownership_verification for client, hostname in hostnames.items()
        }
        """The TXT record by which each client shows that its name is its own: name, type and value."""
        self.finish(target=self.target)


def _ssl(rows: CustomHostnamesSpec) -> cloudflare.CustomHostnameSslArgsDict:
    ssl: cloudflare.CustomHostnameSslArgsDict = {
        "method": rows.validation,
        "type": "dv",
        "wildcard": rows.wildcard == "on",
        "settings": {"min_tls_version": rows.min_tls},
    }
    if rows.authority is not None:
        ssl["certificate_authority"] = rows.authority
    return ssl
