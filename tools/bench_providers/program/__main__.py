"""Two hundred mixed resources: a hundred at Railway, a hundred at Supabase."""

import os

import pulumi

from providers.railway import sdk as railway
from providers.supabase import sdk as supabase

SERVICES, PROJECTS = 24, 10

at_railway = pulumi.ResourceOptions(provider=railway.Provider("railway"))
at_supabase = pulumi.ResourceOptions(provider=supabase.Provider("supabase"))
workspace, organization = os.environ["BENCH_WORKSPACE"], os.environ["BENCH_ORGANIZATION"]

project = railway.Project("project", name="bench", workspace_id=workspace, opts=at_railway)
environment = project.default_environment_id
railway.UsageLimit("limit", workspace_id=workspace, soft_limit_dollars=20, opts=at_railway)
for name in ("staging", "test"):
    railway.Environment(name, name=name, project_id=project.id, opts=at_railway)
for number in range(SERVICES):
    service = railway.Service(f"s{number}", name=f"s{number}", project_id=project.id, opts=at_railway)
    place = {"environment_id": environment, "service_id": service.id}
    railway.ServiceInstance(
        f"s{number}-instance",
        **place,
        regions={"us-east4-eqdc4a": railway.RegionArgs(num_replicas=2)},
        healthcheck_path="/up",
        variables={"NUMBER": str(number)},
        opts=at_railway,
    )
    railway.CustomDomain(
        f"s{number}-domain", project_id=project.id, domain=f"s{number}.sayar.example", **place, opts=at_railway
    )
    railway.StaticEgress(f"s{number}-egress", **place, opts=at_railway)

for number in range(PROJECTS):
    database = supabase.Project(
        f"p{number}",
        name=f"p{number}",
        organization_slug=organization,
        region="us-east-1",
        database_password="a-password",
        opts=at_supabase,
    )
    ref, name = database.ref, f"p{number}"
    compute = supabase.Addon(
        f"{name}-compute", project_ref=ref, type="compute_instance", variant="ci_small", opts=at_supabase
    )
    after = pulumi.ResourceOptions.merge(at_supabase, pulumi.ResourceOptions(depends_on=[compute]))
    supabase.Addon(f"{name}-pitr", project_ref=ref, type="pitr", variant="pitr_7", opts=after)
    supabase.Disk(f"{name}-disk", project_ref=ref, type="gp3", size_gb=20, iops=3000, opts=after)
    supabase.PoolerConfig(f"{name}-pooler", project_ref=ref, default_pool_size=15, opts=after)
    supabase.PostgresConfig(f"{name}-postgres", project_ref=ref, work_mem="32MB", opts=after)
    supabase.NetworkRestrictions(f"{name}-networks", project_ref=ref, allowed_cidrs=["192.0.2.1/32"], opts=after)
    supabase.SslEnforcement(f"{name}-tls", project_ref=ref, database=True, opts=after)
    supabase.ApiKeys(f"{name}-keys", project_ref=ref, opts=after)
    supabase.BackupSchedule(f"{name}-backups", project_ref=ref, schedule_for="04:00", opts=after)
