"""What a reader should know about the choices of a platform, from the concerns that it is made of."""

from __future__ import annotations

from collections.abc import Iterator

from components.backup.findings import findings as of_backup
from components.cache.findings import findings as of_cache
from components.database.findings import findings as of_database
from components.database.supabase_spec import SupabaseEngine
from components.edge.findings import findings as of_edge
from components.findings import Finding, said_by
from components.hosting.findings import findings as of_hosting
from components.limits import limit
from infra.built import checked_only
from infra.config.platform import PlatformSpec, TierName
from infra.config.stack import StackConfig
from infra.tiers.performance import findings as of_performance
from infra.tiers.promises import promises


def findings(config: StackConfig) -> tuple[Finding, ...]:
    """All remarks, in the order of the concerns. No Pulumi SDK is imported."""
    platform = config.platform
    return (
        *of_edge(platform.edge),
        *of_hosting(platform.hosting),
        *plans_not_sold(platform.tier),
        *of_database(platform.database),
        *of_cache(platform.cache),
        *of_backup(platform.backup),
        *regions_apart(platform),
        *of_performance(platform),
        *of_telemetry(config),
        *of_keys(config),
        *of_cloud(config),
        *checked_only(platform),
    )


def regions_apart(platform: PlatformSpec) -> Iterator[Finding]:
    """Regions that are there and do not work together yet."""
    served = platform.hosting.service_regions
    if len(served) > 1 and platform.edge.large.balancing is None:
        text = f"Services run in {', '.join(served)}, and nothing sends users to any but the first."
        yield Finding("edge-regions-without-balancing", "warning", text, "sayar:edge.large.balancing")
    engine = platform.database.engine
    if isinstance(engine, SupabaseEngine):
        near = {platform.network.primary, *(row.region for row in engine.read_replicas)}
        far = [region for region in platform.hosting.vercel.function_regions if region not in near]
        if far:
            text = f"Functions of the web run in {', '.join(far)}, where there is no database: every query crosses."
            yield Finding("hosting-functions-far-from-data", "warning", text, "sayar:hosting.vercel.function_regions")


def of_telemetry(config: StackConfig) -> Iterator[Finding]:
    """Where telemetry cannot go yet."""
    platform = config.platform
    if platform.monitoring.metrics.store == "none" or platform.platform.is_example:
        return
    if config.telemetry_endpoint is None:
        text = "Services measure and trace, but send it nowhere: set sayar:telemetry.endpoint."
        yield Finding("telemetry-nowhere", "warning", text, "sayar:telemetry")
    elif "telemetry" not in config.environment.secrets:
        how = "pulumi config set --secret --path sayar:secrets.telemetry"
        text = f"Services send telemetry without a credential; where one is needed: {how}"
        yield Finding("telemetry-without-credential", "info", text, "sayar:secrets.telemetry")
    eks = platform.cluster.eks
    closed = [row.name for row in eks.workloads if "internet" not in row.talks_to] if eks else []
    if config.telemetry_endpoint is not None and closed:
        # By name alone nobody can tell: an endpoint inside the network is reached as one of AWS is.
        text = f"{', '.join(closed)} may not talk to the internet: an endpoint for telemetry out there hears nothing."
        yield Finding("telemetry-not-allowed", "warning", text, "sayar:cluster.engine.workloads")


def of_cloud(config: StackConfig) -> Iterator[Finding]:
    """What a platform on AWS lacks before it can be there, and what is done once by hand."""
    platform = config.platform
    if platform.network.cloud.kind != "aws":
        return
    if config.lacks_aws_account:
        text = "The account is the shipped example, which is nobody's: set sayar:aws.account before `sayar up`."
        yield Finding("aws-example-account", "warning", text, "sayar:aws.account")
    vaults = platform.backup.vaults
    if vaults.kind == "none":
        return
    primary = platform.network.primary
    elsewhere = [row.name for row in config.environment.clients if (row.region or primary) != vaults.region]
    if elsewhere:
        text = f"Vaults are in {vaults.region}: data of {', '.join(elsewhere)} is kept by its own store alone."
        yield Finding("backup-clients-elsewhere", "warning", text, "sayar:backup.vaults.region")


def plans_not_sold(tier: TierName) -> Iterator[Finding]:
    """Plans by which the strategy calls a tier and which their vendors do not sell."""
    plans = promises().tiers[tier].plans
    for vendor, said in (("railway", plans.backend), ("vercel", plans.frontend)):
        name = vendor.capitalize()
        if said == f"{name} Team":
            row = limit("hosting", vendor, "team", "sold_as")
            text = f"{name} sells no plan Team: what the strategy calls so is plan {row.value} and what is used of it."
            yield Finding(f"hosting-{vendor}-no-team", "info", text, said_by(row))


def of_keys(config: StackConfig) -> Iterator[Finding]:
    """Dumps that nobody could read are not taken."""
    if config.platform.backup.dumps.kind != "none" and config.recipient is None:
        text = "Buckets for dumps are made, but no job fills them: set sayar:keys.dumps, the public age key."
        yield Finding("backup-no-recipient", "warning", text, "sayar:keys.dumps")
