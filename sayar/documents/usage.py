"""The usage document, `format: sayar.usage/1`: what a month really used, where its tier is else assumed to."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sayar.documents.base import Part
from sayar.documents.plan import IsoDate

FORMAT: Literal["sayar.usage/1"] = "sayar.usage/1"


def _amount(of: str) -> object:
    return Field(default=None, ge=0, allow_inf_nan=False, description=of)


class UsageDocument(Part):
    """Amounts of one month. What is not given is what the tier is assumed to use, and its lines say so."""

    format: Literal["sayar.usage/1"]
    as_of: IsoDate | None = None
    source: str | None = None
    businesses: Annotated[float | None, _amount("active businesses")] = None
    api_requests: Annotated[float | None, _amount("requests of the API")] = None
    egress_gb: Annotated[float | None, _amount("GB that services sent out")] = None
    vcpu_month: Annotated[float | None, _amount("mean vCPU at Railway")] = None
    ram_gb_month: Annotated[float | None, _amount("mean GB of memory at Railway")] = None
    volume_gb: Annotated[float | None, _amount("GB on volumes at Railway")] = None
    db_size_gb: Annotated[float | None, _amount("GB of the database")] = None
    db_egress_gb: Annotated[float | None, _amount("GB that Supabase sent out")] = None
    files_gb: Annotated[float | None, _amount("GB of files at Supabase")] = None
    r2_gb: Annotated[float | None, _amount("GB in R2")] = None
    image_gb: Annotated[float | None, _amount("GB of container images in ECR")] = None
    edge_requests: Annotated[float | None, _amount("requests to the web at Vercel")] = None
    web_transfer_gb: Annotated[float | None, _amount("GB that Vercel sent")] = None
    web_cpu_h: Annotated[float | None, _amount("hours of active CPU at Vercel")] = None
    web_memory_gb_h: Annotated[float | None, _amount("GB-hours of memory at Vercel")] = None
    web_invocations: Annotated[float | None, _amount("calls of functions at Vercel")] = None
    metric_series: Annotated[float | None, _amount("series of metrics")] = None
    log_gb: Annotated[float | None, _amount("GB of logs")] = None
    seats: Annotated[float | None, _amount("developer seats at Vercel")] = None
    hostnames: Annotated[float | None, _amount("hostnames of clients")] = None
    argo_gb: Annotated[float | None, _amount("GB through Argo")] = None
    aws_support: Annotated[float | None, _amount("1 where AWS Business Support+ is bought, 0 where not")] = None
    replicas_share: Annotated[
        float | None, _amount("where autoscalers stand between the least (0) and the most (1) that they may have")
    ] = None
    node_fill: Annotated[float | None, _amount("share of the machines' processors that pods ask for")] = None
    node_disk_gb: Annotated[float | None, _amount("GB of disk of each machine")] = None
    secondary_share: Annotated[float | None, _amount("share of use outside of the primary region")] = None
    nat_gb: Annotated[float | None, _amount("GB through NAT gateways")] = None
    lcu: Annotated[float | None, _amount("mean capacity units of all load balancers together")] = None
    db_io_m: Annotated[float | None, _amount("million requests of Aurora to its storage")] = None
    db_backup_gb: Annotated[float | None, _amount("GB of backups of Aurora beyond its size, in each region")] = None
    db_replicated_writes_m: Annotated[float | None, _amount("million writes to other regions")] = None
    kafka_gb: Annotated[float | None, _amount("GB that Kafka keeps")] = None
    kafka_in_gb: Annotated[float | None, _amount("GB written to Kafka")] = None
    cross_zone_gb: Annotated[float | None, _amount("GB between zones, both ways")] = None
    inter_region_gb: Annotated[float | None, _amount("GB to other regions")] = None
    cloudwatch_metrics: Annotated[float | None, _amount("own metrics in CloudWatch")] = None
    alarms: Annotated[float | None, _amount("alarms in CloudWatch")] = None
    secrets: Annotated[float | None, _amount("secrets in Secrets Manager")] = None
    s3_gb: Annotated[float | None, _amount("GB in S3")] = None
    trail_events_m: Annotated[float | None, _amount("million events that GuardDuty reads of CloudTrail")] = None
    flow_gb: Annotated[float | None, _amount("GB that GuardDuty reads of flow logs and DNS")] = None
    audit_events_m: Annotated[float | None, _amount("million audit events that GuardDuty reads of EKS")] = None
    security_checks: Annotated[float | None, _amount("checks of Security Hub")] = None
    config_items: Annotated[float | None, _amount("items of AWS Config")] = None
    used: Annotated[
        dict[str, float],
        Field(description="shares from 0 to 1 of what was used of a part, by the path of its size in the stack file"),
    ] = {}
    cache_hit_ratio: Annotated[float | None, Field(default=None, ge=0, le=1, description="of feeds at the edge")] = None


OBSERVED = frozenset({"used", "cache_hit_ratio"})
"""Keys that price nothing: findings rest on them."""
