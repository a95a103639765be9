"""A database with what a tier sets on it; the variable WANT changes what is asked for."""

from __future__ import annotations

import json
import os

import pulumi

from providers.supabase import sdk as supabase

want = json.loads(os.environ["WANT"])
provider = supabase.Provider("supabase")


def options(name: str, *after: pulumi.Resource) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(
        provider=provider, import_=want.get("imports", {}).get(name), depends_on=list(after) or None
    )


project = supabase.Project(
    "project",
    name="sayar",
    organization_slug=want["organization"],
    region="us-east-1",
    database_password=want["password"],
    opts=options("project"),
)
ref = project.ref
pooler = supabase.PoolerConfig(
    "pooler", project_ref=ref, pool_mode="transaction", default_pool_size=want.get("pool", 15), opts=options("pooler")
)
supabase.SslEnforcement("tls", project_ref=ref, database=True, opts=options("tls"))
if want.get("everything", True):
    compute = supabase.Addon(
        "compute", project_ref=ref, type="compute_instance", variant="ci_small", opts=options("compute")
    )
    pitr = supabase.Addon("pitr", project_ref=ref, type="pitr", variant="pitr_7", opts=options("pitr", compute))
    replica = supabase.ReadReplica(
        "replica", project_ref=ref, region="eu-west-1", opts=options("replica", compute, pitr)
    )
    supabase.NetworkRestrictions(
        "networks", project_ref=ref, allowed_cidrs=["198.51.100.0/24"], allowed_cidrs_v6=[], opts=options("networks")
    )
    keys = supabase.ApiKeys("keys", project_ref=ref, opts=options("keys"))
    domain = supabase.Addon(
        "domain", project_ref=ref, type="custom_domain", variant="cd_default", opts=options("domain")
    )
    supabase.CustomHostname("hostname", project_ref=ref, hostname="db.sayar.example", opts=options("hostname", domain))
    pulumi.export("replica", pulumi.Output.format("{0}@{1}:{2}", replica.user, replica.host, replica.port))
    pulumi.export("publishable", keys.publishable_key)
    pulumi.export("secret", keys.secret_key)
pulumi.export("connection", pooler.connection_string)
