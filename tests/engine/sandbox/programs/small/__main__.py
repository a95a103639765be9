"""A program with one resource of each way to change: in place, replaced create-first, replaced delete-first."""

import pulumi
import pulumi_cloudflare as cloudflare
import pulumi_random as random

config = pulumi.Config()
edge = pulumi.ResourceOptions(provider=cloudflare.Provider("cloudflare"))
kind = config.require("kind")

secret = random.RandomPassword(
    "secret",
    length=24,
    keepers={"turn": config.require("keeper")},
    opts=pulumi.ResourceOptions(provider=random.Provider("random")),
)
zone = cloudflare.Zone("zone", name="sayar.example", account={"id": "0" * 32}, opts=edge)
cloudflare.DnsRecord(
    "api",
    zone_id=zone.id,
    name="api.sayar.example",
    type=kind,
    content="192.0.2.1" if kind == "A" else "up.example",
    ttl=300,
    comment=config.require("comment"),
    opts=pulumi.ResourceOptions.merge(edge, pulumi.ResourceOptions(delete_before_replace=True)),
)
cloudflare.NotificationPolicyWebhooks(
    "hook", account_id="0" * 32, name="hook", url="https://hook.example", secret=secret.result, opts=edge
)
pulumi.export("secret", secret.result)
pulumi.export("nameServers", zone.name_servers)
