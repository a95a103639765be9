"""One of each of Railway's resources; the variable WANT changes what is asked for."""

from __future__ import annotations

import json
import os

import pulumi

from providers.railway import sdk as railway

want = json.loads(os.environ["WANT"])
provider = railway.Provider("railway")


def options(name: str) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(provider=provider, import_=want.get("imports", {}).get(name))


project = railway.Project(
    "project",
    name="sayar",
    workspace_id=want["workspace"],
    default_environment_name="production",
    opts=options("project"),
)
environment = project.default_environment_id
api = railway.Service("api", name=want.get("service", "api"), project_id=project.id, opts=options("api"))
railway.ServiceInstance(
    "api-instance",
    environment_id=environment,
    service_id=api.id,
    regions={"us-east4-eqdc4a": railway.RegionArgs(num_replicas=want.get("replicas", 1))},
    limits=railway.LimitsArgs(vcpu=1, memory_gb=0.5),
    healthcheck_path=want.get("health", "/healthz"),
    restart_policy_type="ON_FAILURE",
    variables={"ROLE": "api"} if want.get("variables", True) else None,
    sealed_variables={"KEY": "canary-sealed-value"} if want.get("variables", True) else None,
    opts=options("api-instance"),
)
if want.get("everything", True):
    domain = railway.CustomDomain(
        "api-domain",
        project_id=project.id,
        environment_id=environment,
        service_id=api.id,
        domain="api.sayar.example",
        opts=options("api-domain"),
    )
    egress = railway.StaticEgress("egress", environment_id=environment, service_id=api.id, opts=options("egress"))
    railway.UsageLimit("limit", workspace_id=want["workspace"], soft_limit_dollars=20, opts=options("limit"))
    queue = railway.Service("queue", name="queue", project_id=project.id, opts=options("queue"))
    railway.ServiceInstance(
        "queue-instance",
        environment_id=environment,
        service_id=queue.id,
        image=want.get("image", "redis:8"),
        opts=options("queue-instance"),
    )
    railway.Volume(
        "queue-data",
        project_id=project.id,
        environment_id=environment,
        service_id=queue.id,
        mount_path="/data",
        name="queue-data",
        size_mb=want.get("size_mb", 60_000),
        opts=options("queue-data"),
    )
    pulumi.export("addresses", egress.addresses)
    pulumi.export("target", domain.cname_target)
