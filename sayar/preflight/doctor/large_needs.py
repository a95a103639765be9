"""What the edge of a platform on AWS needs beside its plan: parts of the contract, tokens of logs, names of clients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from components.clients.spec import Client, active
from components.limits import limit
from components.network.spec import AwsNetwork
from infra.config.platform import PlatformSpec
from infra.config.stack import StackConfig
from sayar.preflight.doctor.by_hand import by_hand
from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.wants import LogToken, Need, Vendor


def large_needs(config: StackConfig) -> Iterator[Need]:
    """Contract and tokens where DNS is Cloudflare's; what each client that is served does at its own DNS."""
    platform = config.platform
    if not isinstance(platform.network.cloud, AwsNetwork):
        return
    if platform.edge.mode != "external":
        yield from _contract(platform)
        yield from _tokens(config)
    for client in active(config.environment.clients):
        yield from _client(client, platform)


def _contract(platform: PlatformSpec) -> Iterator[Need]:
    large, domain = platform.edge.large, platform.platform.domain
    if large.custom_hostnames is not None:
        most = str(large.custom_hostnames.most)
        text = f"Cloudflare for SaaS for {domain}, with {most} hostnames of clients"
        where = "sayar:edge.large.custom_hostnames"
        yield by_hand("cloudflare.custom_hostnames", "cloudflare", text, where, domain=domain, most=most)
    if large.logpush:
        text = f"Logpush for {', '.join(row.dataset for row in large.logpush)}"
        yield by_hand("cloudflare.logpush", "cloudflare", text, "sayar:edge.large.logpush", domain=domain)


def _tokens(config: StackConfig) -> Iterator[Need]:
    """The proof, a dataset, that a bucket on AWS is ours. Whether one is set counts; its value is looked at nowhere."""
    for row in config.platform.edge.large.logpush:
        if row.destination != "s3":
            continue
        secret = row.token_name
        how = facts().step("cloudflare.logpush_token", stack=config.stack, dataset=row.dataset, secret=secret)
        yield Need(
            f"cloudflare.{secret}",
            "cloudflare",
            f"the token by which {row.dataset} may be written to the bucket of logs",
            f"sayar:secrets.{secret}",
            how,
            LogToken(secret in config.environment.secrets, secret),
        )


def _client(client: Client, platform: PlatformSpec) -> Iterator[Need]:
    asked = platform.edge.large.custom_hostnames
    if asked is not None and "api" in client.hosts:
        yield _cname(client, "api", "cloudflare", platform.platform.fqdn(asked.fallback))
    if "web" in client.hosts:
        yield _cname(client, "web", "vercel", str(limit("hosting", "vercel", "any", "cname").value))


def _cname(client: Client, role: Literal["api", "web"], vendor: Vendor, target: str) -> Need:
    host = client.hosts[role]
    text = f"{host}, of client {client.name}, as a CNAME of {target}"
    return by_hand(
        f"{vendor}.client.{client.name}",
        vendor,
        text,
        f"sayar:clients.{client.name}.hosts.{role}",
        step=f"{vendor}.client",
        look="dns.cname",
        host=host,
        target=target,
    )
