"""What a platform costs a month: its specs as what each vendor counts, priced in one bill. Pure.

While a move leads from one vendor's machines to another's two platforms stand beside each other: then whatever is at
vendors is billed for the one, what is on AWS for the other, and what is in front of both once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sayar.cost.aws import regions, support
from sayar.cost.bill import NOTHING, Bill
from sayar.cost.on_aws import OnAws, guessed, regions_of
from sayar.cost.vendors import (
    Cloudflare,
    Grafana,
    Railway,
    Supabase,
    Vercel,
    cloudflare,
    grafana,
    railway,
    supabase,
    vercel,
)

if TYPE_CHECKING:
    from infra.config.platform import PlatformSpec
    from infra.config.stack import StackConfig
    from sayar.cost.book import Book
    from sayar.cost.usage import Usage

THOUSAND: Final = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Month:
    """How a month is used in a tier, and what was decided to be bought ahead."""

    usage: Callable[[str], Usage]
    choices: Collection[str] = ()


def bill_of(config: StackConfig, book: Book, month: Month) -> Bill:
    """The bill of a stack as it stands, in the phase of its move if it is in one."""
    bill = Bill(book)
    vendors, on_aws, front = config.at_vendors.platform, config.on_aws.platform, config.platform
    _hosting(bill, vendors, month.usage(vendors.tier))
    _database(bill, vendors, month.usage(vendors.tier))
    _cache(bill, vendors)
    _aws(bill, config, on_aws, month)
    usage = month.usage(front.tier)
    _web(bill, front, usage)
    _edge(bill, front, vendors, month)
    _watching(bill, front, usage)
    return bill


def _hosting(bill: Bill, spec: PlatformSpec, usage: Usage) -> None:
    rows = spec.hosting.railway
    if rows is None:
        return
    store = spec.cache.store
    kept = store.kind == "railway" and any(row.volume_gb is not None for row in store.stores)
    railway(
        bill,
        Railway(
            plan=rows.plan,
            vcpu=usage.of("vcpu_month"),
            ram_gb=usage.of("ram_gb_month"),
            egress_gb=usage.of("egress_gb"),
            volume_gb=usage.of("volume_gb") if kept else NOTHING,
            copies=rows.pr_environments == "on",
        ),
        assumed=usage.guessed(vcpu="vcpu_month", ram_gb="ram_gb_month", egress_gb="egress_gb", volume_gb="volume_gb"),
    )


def _database(bill: Bill, spec: PlatformSpec, usage: Usage) -> None:
    engine = spec.database.engine
    if engine.kind != "supabase":
        return
    disk = engine.disk
    guessed = usage.guessed(disk_gb="db_size_gb", egress_gb="db_egress_gb", files_gb="files_gb")
    supabase(
        bill,
        Supabase(
            plan=engine.plan,
            compute=engine.compute,
            replicas=sum(row.count for row in engine.read_replicas),
            disk_gb=usage.of("db_size_gb") if disk is None else Decimal(disk.size_gb),
            disk_type="gp3" if disk is None else disk.type,
            iops=0 if disk is None else disk.iops,
            throughput_mibps=0 if disk is None else disk.throughput_mibps or 0,
            pitr_days=engine.pitr_days or 0,
            ipv4=engine.ipv4 == "on",
            egress_gb=usage.of("db_egress_gb"),
            files_gb=usage.of("files_gb"),
        ),
        assumed=guessed if disk is None else guessed - {"disk_gb"},
    )


def _cache(bill: Bill, spec: PlatformSpec) -> None:
    """Stores at Railway are part of its processors, memory and volumes."""
    if spec.cache.store.kind == "external":
        bill.lacks("external", "store", "stores that somebody else runs: what they cost is on that bill")


def _aws(bill: Bill, config: StackConfig, spec: PlatformSpec, month: Month) -> None:
    cloud = spec.network.cloud
    if cloud.kind != "aws":
        return
    usage = month.usage(spec.tier)
    what = OnAws(spec, cloud, config.environment.clients, usage, month.choices)
    regions(bill, regions_of(what, bill.book), assumed=guessed(what))
    if usage.of("aws_support"):
        support(bill)


def _web(bill: Bill, spec: PlatformSpec, usage: Usage) -> None:
    rows = spec.hosting.vercel
    if rows is None:
        return
    vercel(
        bill,
        Vercel(
            plan=rows.plan,
            seats=usage.said("seats", rows.seats),
            edge_requests_m=usage.millions("edge_requests"),
            transfer_gb=usage.of("web_transfer_gb"),
            active_cpu_h=usage.of("web_cpu_h"),
            memory_gb_h=usage.of("web_memory_gb_h"),
            invocations_m=usage.millions("web_invocations"),
            build_machine=rows.build_machine,
            analytics=rows.analytics == "on",
            speed_insights=rows.speed_insights == "on",
        ),
        assumed=usage.guessed(
            edge_requests_m="edge_requests",
            transfer_gb="web_transfer_gb",
            active_cpu_h="web_cpu_h",
            memory_gb_h="web_memory_gb_h",
            invocations_m="web_invocations",
        ),
    )


def _edge(bill: Bill, spec: PlatformSpec, vendors: PlatformSpec, month: Month) -> None:
    """The zone of the platform in front, and the buckets of whoever takes dumps, which may be the one at vendors."""
    edge, usage, dumps = spec.edge, month.usage(spec.tier), month.usage(vendors.tier)
    if vendors.backup.dumps.kind == "r2":
        kept = dumps.of("r2_gb")
    else:
        logs = any(row.destination == "r2" for row in edge.large.logpush)
        kept = usage.of("r2_gb") if logs else NOTHING
    guessed = usage.guessed(hostnames="hostnames", r2_gb="r2_gb", argo_gb="argo_gb")
    if edge.mode == "external":
        cloudflare(bill, Cloudflare(None, r2_gb=kept), assumed=guessed)
        return
    balancing = edge.large.balancing
    cloudflare(
        bill,
        Cloudflare(
            plan=edge.plan,
            annual="cloudflare_annual" in month.choices,
            endpoints=len(balancing.hosts) * len(balancing.pools) if balancing else 0,
            further_queries=balancing is not None,
            geo_steering=balancing is not None and balancing.steering == "geo",
            hostnames=usage.of("hostnames") if edge.large.custom_hostnames else 0,
            r2_gb=kept,
            argo_gb=usage.of("argo_gb") if edge.caching.argo == "on" else None,
        ),
        assumed=guessed,
    )


def _watching(bill: Bill, spec: PlatformSpec, usage: Usage) -> None:
    store = spec.monitoring.metrics.store
    if store not in ("grafana_free", "grafana_pro"):
        return
    grafana(
        bill,
        Grafana(
            plan="pro" if store == "grafana_pro" else "free",
            series_k=usage.said("metric_series", spec.monitoring.metrics.series) / THOUSAND,
            logs_gb=usage.said("log_gb", spec.monitoring.logs.gb_month),
            kept_days=spec.monitoring.logs.retention_days,
            traces=spec.monitoring.tracing.store == "tempo",
        ),
        assumed=usage.guessed(series_k="metric_series", logs_gb="log_gb"),
    )
