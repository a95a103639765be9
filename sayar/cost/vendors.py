"""What the vendors of the smaller tiers charge: plans, seats, use beyond what a plan includes, credits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from sayar.cost.bill import NOTHING, Bill, beyond
from sayar.cost.terms import term

_EXTRA: Final = "over what the plan includes"


@dataclass(frozen=True, slots=True)
class Railway:
    """Averages over a month: vCPU, GB of memory, GB of volumes; and GB that left."""

    plan: Literal["free", "hobby", "pro"]
    vcpu: Decimal = NOTHING
    ram_gb: Decimal = NOTHING
    egress_gb: Decimal = NOTHING
    volume_gb: Decimal = NOTHING


def railway(bill: Bill, what: Railway, *, assumed: bool = False) -> None:
    """The fee counts toward usage, so a bill is the larger of the two."""
    bill.add("Railway CPU", "railway", "usage.cpu.month", what.vcpu, assumed=assumed)
    bill.add("Railway memory", "railway", "usage.ram.month", what.ram_gb, assumed=assumed)
    bill.add("Railway egress", "railway", "usage.egress", what.egress_gb, assumed=assumed)
    bill.add("Railway volumes", "railway", "usage.volume", what.volume_gb, assumed=assumed)
    used = bill.of("railway", ("usage",))
    bill.add(f"Railway {what.plan.capitalize()}", "railway", f"plan.{what.plan}", kind="plan")
    fee = bill.of("railway", ("plan",)) * term("railway", "fee_counts_toward_usage")
    bill.credit("Railway: the fee counts toward usage", "railway", min(fee, used))


@dataclass(frozen=True, slots=True)
class Vercel:
    """Developer seats, and a month's use: millions of edge requests, GB, hours of active CPU, GB-hours of memory."""

    plan: Literal["hobby", "pro"]
    seats: int = 1
    edge_requests_m: Decimal = NOTHING
    transfer_gb: Decimal = NOTHING
    active_cpu_h: Decimal = NOTHING
    memory_gb_h: Decimal = NOTHING
    invocations_m: Decimal = NOTHING


def vercel(bill: Bill, what: Vercel, *, assumed: bool = False) -> None:
    """Pro has one developer seat, and a credit of use for the whole team."""
    bill.add(f"Vercel {what.plan.capitalize()}", "vercel", f"plan.{what.plan}", kind="plan")
    if what.plan == "hobby":
        return
    extra = beyond(what.seats, term("vercel", "seats_of_pro"))
    if extra:
        bill.add("Vercel further seats", "vercel", "seat.developer", extra, kind="plan")
    requests = beyond(what.edge_requests_m, term("vercel", "edge_requests_of_pro_m"))
    transfer = beyond(what.transfer_gb, term("vercel", "transfer_of_pro_gb"))
    bill.add(f"Vercel edge requests {_EXTRA}", "vercel", "usage.edge_requests", requests, assumed=assumed)
    bill.add(f"Vercel transfer {_EXTRA}", "vercel", "usage.fast_data_transfer", transfer, assumed=assumed)
    bill.add("Vercel invocations", "vercel", "usage.function_invocations", what.invocations_m, assumed=assumed)
    home = "iad1"
    bill.add("Vercel active CPU", "vercel", "usage.active_cpu", what.active_cpu_h, region=home, assumed=assumed)
    bill.add("Vercel memory", "vercel", "usage.provisioned_memory", what.memory_gb_h, region=home, assumed=assumed)
    used = bill.of("vercel", ("usage",))
    bill.credit("Vercel: credit of the team", "vercel", min(term("vercel", "credit_of_pro_usd"), used))


@dataclass(frozen=True, slots=True)
class Supabase:
    """A database with its replicas: sizes of compute, GB of disk of the primary, add-ons, GB that left."""

    plan: Literal["free", "pro", "team"]
    compute: str = "micro"
    replicas: int = 0
    disk_gb: Decimal = NOTHING
    pitr_days: int = 0
    ipv4: bool = False
    egress_gb: Decimal = NOTHING


def supabase(bill: Bill, what: Supabase, *, assumed: bool = False) -> None:
    """A replica has the compute of the primary and more disk than it; the credit is not for replicas."""
    bill.add(f"Supabase {what.plan.capitalize()}", "supabase", f"plan.{what.plan}", kind="plan")
    if what.plan == "free":
        return
    sku = f"compute.{what.compute}.month"
    bill.add(f"Supabase compute {what.compute}", "supabase", sku, kind="addon")
    bill.credit("Supabase: credit for compute", "supabase", term("supabase", "compute_credit_usd"))
    if what.replicas:
        bill.add(f"Supabase replicas, compute {what.compute}", "supabase", sku, what.replicas, kind="addon")
    extra = beyond(what.disk_gb, term("supabase", "free_disk_gb"))
    copies = what.disk_gb * term("supabase", "replica_disk_factor") * what.replicas
    bill.add(f"Supabase disk {_EXTRA}", "supabase", "disk.gp3", extra, assumed=assumed)
    bill.add("Supabase disk of replicas", "supabase", "disk.gp3", copies, assumed=assumed)
    if what.pitr_days:
        bill.add(
            f"Supabase recovery to any point of {what.pitr_days} days",
            "supabase",
            f"pitr.{what.pitr_days}d",
            kind="addon",
        )
    if what.ipv4:
        bill.add("Supabase IPv4 addresses", "supabase", "ipv4", 1 + what.replicas, kind="addon")
    egress = beyond(what.egress_gb, term("supabase", "free_egress_gb"))
    bill.add(f"Supabase egress {_EXTRA}", "supabase", "egress.uncached", egress, assumed=assumed)


@dataclass(frozen=True, slots=True)
class Cloudflare:
    """A zone with what is sold beside its plan. `endpoints` of load balancing: 0 for none. `r2_gb` in all buckets."""

    plan: Literal["free", "pro", "business", "enterprise"]
    annual: bool = True
    endpoints: int = 0
    geo_steering: bool = False
    hostnames: int = 0
    r2_gb: Decimal = NOTHING
    certificates: bool = False


def cloudflare(bill: Bill, what: Cloudflare, *, assumed: bool = False) -> None:
    """Plans paid for a year ahead are cheaper, and are lost where a zone goes to a smaller one."""
    pays = f".{'annual' if what.annual else 'monthly'}" if what.plan in ("pro", "business") else ""
    bill.add(f"Cloudflare {what.plan.capitalize()}", "cloudflare", f"zone.{what.plan}{pays}", kind="plan")
    if what.endpoints:
        bill.add("Cloudflare load balancing", "cloudflare", "lb.base", kind="addon")
        extra = beyond(what.endpoints, term("cloudflare", "endpoints_of_balancing"))
        if extra:
            bill.add("Cloudflare further endpoints", "cloudflare", "lb.endpoint", extra, kind="addon")
    if what.geo_steering:
        bill.add("Cloudflare geographic steering", "cloudflare", "lb.geo_steering", kind="addon")
    if what.certificates:
        bill.add("Cloudflare advanced certificates", "cloudflare", "acm", kind="addon")
    names = beyond(what.hostnames, term("cloudflare", "free_hostnames"))
    bill.add(f"Cloudflare hostnames of clients {_EXTRA}", "cloudflare", "saas.hostname", names)
    kept = beyond(what.r2_gb, term("cloudflare", "free_r2_gb"))
    bill.add(f"Cloudflare R2 {_EXTRA}", "cloudflare", "r2.storage", kept, assumed=assumed)


@dataclass(frozen=True, slots=True)
class Grafana:
    """Thousands of series, and GB of logs that were written and processed."""

    plan: Literal["free", "pro"]
    series_k: Decimal = NOTHING
    logs_gb: Decimal = NOTHING


def grafana(bill: Bill, what: Grafana, *, assumed: bool = False) -> None:
    """Pro keeps what Free includes."""
    bill.add(f"Grafana Cloud {what.plan.capitalize()}", "grafana", f"cloud.{what.plan}", kind="plan")
    if what.plan == "free":
        return
    series = beyond(what.series_k, term("grafana", "free_series_k"))
    logs = beyond(what.logs_gb, term("grafana", "free_logs_gb"))
    bill.add(f"Grafana series {_EXTRA}", "grafana", "cloud.metrics", series, assumed=assumed)
    bill.add(f"Grafana logs written {_EXTRA}", "grafana", "cloud.logs.write", logs, assumed=assumed)
    bill.add("Grafana logs processed", "grafana", "cloud.logs.process", what.logs_gb if logs else 0, assumed=assumed)
