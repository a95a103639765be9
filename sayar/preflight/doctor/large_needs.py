"""What the edge of a platform on AWS needs beside its plan: parts of the contract, tokens of logs, names of clients."""

from __future__ import annotations

from collections.abc import Iterator

from components.clients.spec import Client, active
from components.limits import limit
from components.network.spec import AwsNetwork
from infra.config.platform import PlatformSpec
from infra.config.stack import StackConfig
from sayar.preflight.doctor.facts import facts
from sayar.preflight.doctor.wants import ByHand, LogToken, Need


def token_name(dataset: str) -> str:
    """The secret that holds the token of a dataset. `infra.large` says the same, and loads the engine's SDK."""
    return f"logpush-{dataset.replace('_', '-')}"


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
    large, domain, rows = platform.edge.large, platform.platform.domain, facts()
    if large.custom_hostnames is not None:
        most = str(large.custom_hostnames.most)
        text = f"Cloudflare for SaaS for {domain}, with {most} hostnames of clients"
        how = rows.step("cloudflare.custom_hostnames", domain=domain, most=most)
        look = rows.look("cloudflare.custom_hostnames", domain=domain)
        where = "sayar:edge.large.custom_hostnames"
        yield Need("cloudflare.custom_hostnames", "cloudflare", text, where, how, ByHand(look))
    if large.logpush:
        text = f"Logpush for {', '.join(row.dataset for row in large.logpush)}"
        how, look = rows.step("cloudflare.logpush", domain=domain), rows.look("cloudflare.logpush", domain=domain)
        yield Need("cloudflare.logpush", "cloudflare", text, "sayar:edge.large.logpush", how, ByHand(look))


def _tokens(config: StackConfig) -> Iterator[Need]:
    """The proof, a dataset, that a bucket on AWS is ours. Whether one is set counts; its value is looked at nowhere."""
    for row in config.platform.edge.large.logpush:
        if row.destination != "s3":
            continue
        secret = token_name(row.dataset)
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
    rows, asked = facts(), platform.edge.large.custom_hostnames
    if asked is not None and (host := client.hosts.get("api")):
        target = platform.platform.fqdn(asked.fallback)
        how, look = rows.step("cloudflare.client", host=host, target=target), rows.look("dns.cname", host=host)
        text = f"{host}, of client {client.name}, as a CNAME of {target}"
        source = f"sayar:clients.{client.name}.hosts.api"
        yield Need(f"cloudflare.client.{client.name}", "cloudflare", text, source, how, ByHand(look))
    if host := client.hosts.get("web"):
        target = str(limit("hosting", "vercel", "any", "cname").value)
        how, look = rows.step("vercel.client", host=host, target=target), rows.look("dns.cname", host=host)
        text = f"{host}, of client {client.name}, as a CNAME of {target}"
        source = f"sayar:clients.{client.name}.hosts.web"
        yield Need(f"vercel.client.{client.name}", "vercel", text, source, how, ByHand(look))
