"""What the vendors of the smaller tiers charge: plans, seats, use beyond what a plan includes, credits.

`assumed` names the fields of which nobody measured the amount.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final, Literal

from sayar.cost.bill import NOTHING, Bill, beyond
from sayar.cost.terms import term

_EXTRA: Final = "over what the plan includes"
Assumed = Collection[str]


@dataclass(frozen=True, slots=True)
class Railway:
    """Averages over a month: vCPU, GB of memory, GB of volumes; and GB that left.

    `copies`: every pull request gets a copy of all services.
    """

    plan: Literal["free", "hobby", "pro", "enterprise"]
    vcpu: Decimal = NOTHING
    ram_gb: Decimal = NOTHING
    egress_gb: Decimal = NOTHING
    volume_gb: Decimal = NOTHING
    copies: bool = False


def railway(bill: Bill, what: Railway, *, assumed: Assumed = ()) -> None:
    """The fee counts toward usage, so a bill is the larger of the two. Enterprise is a contract."""
    for label, sku, field in (
        ("CPU", "usage.cpu.month", "vcpu"),
        ("memory", "usage.ram.month", "ram_gb"),
        ("egress", "usage.egress", "egress_gb"),
        ("volumes", "usage.volume", "volume_gb"),
    ):
        bill.add(f"Railway {label}", "railway", sku, getattr(what, field), assumed=field in assumed)
    used = bill.of("railway", ("usage",))
    bill.add(f"Railway {what.plan.capitalize()}", "railway", f"plan.{what.plan}", kind="plan")
    if what.copies:
        bill.add("Railway environments of pull requests", "railway", "pr_environments", kind="addon")
    fee = bill.of("railway", ("plan",)) * term("railway", "fee_counts_toward_usage")
    bill.credit("Railway: the fee counts toward usage", "railway", min(fee, used))


@dataclass(frozen=True, slots=True)
class Vercel:
    """Developer seats, and a month's use: millions of edge requests, GB, hours of active CPU, GB-hours of memory.

    `build_machine` is what builds run on; the standard one is part of the plan. `analytics` and `speed_insights` are
    sold beside it.
    """

    plan: Literal["hobby", "pro", "enterprise"]
    seats: Decimal | int = 1
    edge_requests_m: Decimal = NOTHING
    transfer_gb: Decimal = NOTHING
    active_cpu_h: Decimal = NOTHING
    memory_gb_h: Decimal = NOTHING
    invocations_m: Decimal = NOTHING
    build_machine: str = "standard"
    analytics: bool = False
    speed_insights: bool = False


def vercel(bill: Bill, what: Vercel, *, assumed: Assumed = ()) -> None:
    """Pro has one developer seat, and a credit of use for the whole team. Enterprise is a contract."""
    bill.add(f"Vercel {what.plan.capitalize()}", "vercel", f"plan.{what.plan}", kind="plan")
    if what.plan != "pro":
        return
    extra = beyond(what.seats, term("vercel", "seats_of_pro"))
    if extra:
        bill.add("Vercel further seats", "vercel", "seat.developer", extra, kind="plan")
    requests = beyond(what.edge_requests_m, term("vercel", "edge_requests_of_pro_m"))
    transfer = beyond(what.transfer_gb, term("vercel", "transfer_of_pro_gb"))
    home = "iad1"
    for label, sku, quantity, field, region in (
        (f"edge requests {_EXTRA}", "usage.edge_requests", requests, "edge_requests_m", "base"),
        (f"transfer {_EXTRA}", "usage.fast_data_transfer", transfer, "transfer_gb", "base"),
        ("invocations", "usage.function_invocations", what.invocations_m, "invocations_m", "base"),
        ("active CPU", "usage.active_cpu", what.active_cpu_h, "active_cpu_h", home),
        ("memory", "usage.provisioned_memory", what.memory_gb_h, "memory_gb_h", home),
    ):
        bill.add(f"Vercel {label}", "vercel", sku, quantity, region=region, assumed=field in assumed)
    used = bill.of("vercel", ("usage",))
    bill.credit("Vercel: credit of the team", "vercel", min(term("vercel", "credit_of_pro_usd"), used))
    if what.build_machine != "standard":
        bill.add(f"Vercel builds on {what.build_machine} machines", "vercel", "usage.build_minutes", kind="addon")
    if what.analytics:
        bill.add("Vercel Web Analytics", "vercel", "usage.web_analytics_events", kind="addon")
    if what.speed_insights:
        bill.add("Vercel Speed Insights", "vercel", "usage.speed_insights", kind="addon")


@dataclass(frozen=True, slots=True)
class Supabase:
    """A database with its replicas: sizes of compute, the primary's disk, add-ons, GB that left.

    `iops` and `throughput_mibps` of the disk, 0 for what is included.
    """

    plan: Literal["free", "pro", "team", "enterprise"]
    compute: str = "micro"
    replicas: int = 0
    disk_gb: Decimal = NOTHING
    pitr_days: int = 0
    ipv4: bool = False
    egress_gb: Decimal = NOTHING
    disk_type: Literal["gp3", "io2"] = "gp3"
    iops: int = 0
    throughput_mibps: int = 0
    files_gb: Decimal = NOTHING


def supabase(bill: Bill, what: Supabase, *, assumed: Assumed = ()) -> None:
    """A replica has the compute of the primary and more disk than it; the credit is not for replicas."""
    bill.add(f"Supabase {what.plan.capitalize()}", "supabase", f"plan.{what.plan}", kind="plan")
    if what.plan in ("free", "enterprise"):
        return
    size = what.compute.replace("xlarge", "xl")
    sku = f"compute.{size}.month"
    bill.add(f"Supabase compute {size}", "supabase", sku, kind="addon")
    bill.credit("Supabase: credit for compute", "supabase", term("supabase", "compute_credit_usd"))
    if what.replicas:
        bill.add(f"Supabase replicas, compute {size}", "supabase", sku, what.replicas, kind="addon")
    _disks(bill, what, assumed="disk_gb" in assumed)
    if what.pitr_days:
        label = f"Supabase recovery to any point of {what.pitr_days} days"
        bill.add(label, "supabase", f"pitr.{what.pitr_days}d", kind="addon")
    if what.ipv4:
        bill.add("Supabase IPv4 addresses", "supabase", "ipv4", 1 + what.replicas, kind="addon")
    egress = beyond(what.egress_gb, term("supabase", "free_egress_gb"))
    bill.add(f"Supabase egress {_EXTRA}", "supabase", "egress.uncached", egress, assumed="egress_gb" in assumed)
    files = beyond(what.files_gb, term("supabase", "free_files_gb"))
    bill.add(f"Supabase files {_EXTRA}", "supabase", "usage.storage", files, assumed="files_gb" in assumed)


def _disks(bill: Bill, what: Supabase, *, assumed: bool) -> None:
    """io2 includes nothing; of gp3 the first GB, operations and MiB a second of the primary are free."""
    disk, plain = f"disk.{what.disk_type}", what.disk_type == "gp3"
    extra = beyond(what.disk_gb, term("supabase", "free_disk_gb") if plain else NOTHING)
    copies = what.disk_gb * term("supabase", "replica_disk_factor") * what.replicas
    bill.add(f"Supabase disk {_EXTRA}", "supabase", disk, extra, assumed=assumed)
    bill.add("Supabase disk of replicas", "supabase", disk, copies, assumed=assumed)
    each = 1 + what.replicas
    iops = beyond(what.iops, term("supabase", "free_iops") if plain else NOTHING) * each
    bill.add(f"Supabase disk operations {_EXTRA}", "supabase", f"{disk}.iops", iops)
    speed = beyond(what.throughput_mibps, term("supabase", "free_throughput_mibps")) * each
    bill.add(f"Supabase disk throughput {_EXTRA}", "supabase", f"{disk}.throughput", speed)


@dataclass(frozen=True, slots=True)
class Cloudflare:
    """A zone with what is sold beside its plan. `endpoints` of load balancing: 0 for none. `r2_gb` in all buckets.

    `further_queries`: there may be more queries of balanced names than are included.

    `plan` None where the zone is elsewhere. `argo_gb` None where Argo is off.
    """

    plan: Literal["free", "pro", "business", "enterprise"] | None
    annual: bool = True
    endpoints: int = 0
    geo_steering: bool = False
    further_queries: bool = False
    hostnames: Decimal | int = 0
    r2_gb: Decimal = NOTHING
    argo_gb: Decimal | None = None
    certificates: bool = False


def cloudflare(bill: Bill, what: Cloudflare, *, assumed: Assumed = ()) -> None:
    """Plans paid for a year ahead are cheaper, and are lost where a zone goes to a smaller one.

    What an Enterprise zone uses is part of its contract.
    """
    pays = f".{'annual' if what.annual else 'monthly'}" if what.plan in ("pro", "business") else ""
    if what.plan is not None:
        bill.add(f"Cloudflare {what.plan.capitalize()}", "cloudflare", f"zone.{what.plan}{pays}", kind="plan")
    if what.plan not in (None, "enterprise"):
        _zone_addons(bill, what, assumed)
    kept = beyond(what.r2_gb, term("cloudflare", "free_r2_gb"))
    bill.add(f"Cloudflare R2 {_EXTRA}", "cloudflare", "r2.storage", kept, assumed="r2_gb" in assumed)


def _zone_addons(bill: Bill, what: Cloudflare, assumed: Assumed) -> None:
    if what.endpoints:
        bill.add("Cloudflare load balancing", "cloudflare", "lb.base", kind="addon")
        extra = beyond(what.endpoints, term("cloudflare", "endpoints_of_balancing"))
        if extra:
            bill.add("Cloudflare further endpoints", "cloudflare", "lb.endpoint", extra, kind="addon")
        if what.further_queries:
            bill.add("Cloudflare load balancing, further queries", "cloudflare", "lb.further_queries", kind="addon")
    if what.geo_steering:
        bill.add("Cloudflare geographic steering", "cloudflare", "lb.geo_steering", kind="addon")
    if what.certificates:
        bill.add("Cloudflare advanced certificates", "cloudflare", "acm", kind="addon")
    if what.argo_gb is not None:
        bill.add("Cloudflare Argo", "cloudflare", "argo.base", kind="addon")
        sent = beyond(what.argo_gb, term("cloudflare", "free_argo_gb"))
        bill.add("Cloudflare Argo, traffic", "cloudflare", "argo.data", sent, assumed="argo_gb" in assumed)
    names = beyond(what.hostnames, term("cloudflare", "free_hostnames"))
    label = f"Cloudflare hostnames of clients {_EXTRA}"
    bill.add(label, "cloudflare", "saas.hostname", names, assumed="hostnames" in assumed)


@dataclass(frozen=True, slots=True)
class Grafana:
    """Thousands of series, GB of logs that were written and processed, and for how many days they are kept.

    `traces`: requests are traced there too.
    """

    plan: Literal["free", "pro"]
    series_k: Decimal = NOTHING
    logs_gb: Decimal = NOTHING
    kept_days: int = 0
    traces: bool = False


def grafana(bill: Bill, what: Grafana, *, assumed: Assumed = ()) -> None:
    """Pro has what Free includes. Logs that are kept for longer are billed by every 30 days that have begun."""
    bill.add(f"Grafana Cloud {what.plan.capitalize()}", "grafana", f"cloud.{what.plan}", kind="plan")
    if what.traces:
        bill.add("Grafana traces", "grafana", "cloud.traces", kind="addon")
    if what.plan == "free":
        return
    kept = term("grafana", "kept_days_of_pro")
    series = beyond(what.series_k, term("grafana", "free_series_k"))
    logs = beyond(what.logs_gb, term("grafana", "free_logs_gb"))
    guessed = "logs_gb" in assumed
    bill.add(f"Grafana series {_EXTRA}", "grafana", "cloud.metrics", series, assumed="series_k" in assumed)
    bill.add(f"Grafana logs written {_EXTRA}", "grafana", "cloud.logs.write", logs, assumed=guessed)
    bill.add("Grafana logs processed", "grafana", "cloud.logs.process", what.logs_gb if logs else 0, assumed=guessed)
    months = (beyond(what.kept_days, kept) / kept).to_integral_value(ROUND_CEILING)
    longer = what.logs_gb * months
    bill.add("Grafana logs kept for longer", "grafana", "cloud.logs.retain", longer, assumed=guessed)
