"""What a reader of a forecast should know about the chosen hosting."""

from __future__ import annotations

from collections.abc import Iterator

from components.findings import Finding, gravest_first, said_by
from components.hosting.railway_spec import RailwaySpec
from components.hosting.spec import HostingSpec
from components.hosting.vercel_spec import VercelSpec
from components.hosting.words import ROLES
from components.limits import limit


def findings(spec: HostingSpec) -> tuple[Finding, ...]:
    """All remarks on a spec, the gravest first."""
    found = [*(_railway(spec.railway) if spec.railway else ()), *_vercel(spec.vercel)]
    return gravest_first(found)


def flat_out_usd(spec: RailwaySpec) -> float:
    """USD a month for processors and memory of all services, were every replica at its limits all the time."""
    cpu, memory = (limit("hosting", "railway", "any", name).value for name in ("vcpu_usd", "memory_usd"))
    rows = [spec.services.of(role) for role in ROLES]
    return float(sum(row.total * (row.vcpu * cpu + row.memory_gb * memory) for row in rows))


def _railway(spec: RailwaySpec) -> Iterator[Finding]:
    fee = limit("hosting", "railway", spec.plan, "fee_usd")
    most = flat_out_usd(spec)
    if fee.value is not None and most > fee.value:
        text = (
            f"Railway bills use: at their limits all the time the services cost {most:g} USD a month, "
            f"the fee of plan {spec.plan} includes {fee.value}."
        )
        yield Finding("hosting-railway-use-above-fee", "warning", text, said_by(fee))
    promise = limit("hosting", "railway", spec.plan, "uptime_promise")
    if not promise.value:
        text = f"Railway promises no availability by contract on plan {spec.plan}; only Enterprise has such a contract."
        yield Finding("hosting-railway-no-sla", "info", text, said_by(promise))
    if spec.usage_limit is not None and spec.usage_limit.hard_usd is not None:
        text = f"Every workload on Railway stops when the bill reaches {spec.usage_limit.hard_usd} USD."
        yield Finding("hosting-railway-hard-limit", "critical", text, "sayar:hosting.railway.usage_limit.hard_usd")


def _vercel(spec: VercelSpec) -> Iterator[Finding]:
    commercial = limit("hosting", "vercel", spec.plan, "commercial_use")
    if not commercial.value:
        text = f"Vercel's plan {spec.plan} forbids commercial use, and taking payments is commercial."
        yield Finding("hosting-vercel-commercial-use", "critical", text, said_by(commercial))
    promise = limit("hosting", "vercel", spec.plan, "uptime_promise")
    if not promise.value:
        text = f"Vercel promises no availability by contract on plan {spec.plan}."
        yield Finding("hosting-vercel-no-sla", "info", text, said_by(promise))
    by_hand = [name for name in ("analytics", "speed_insights") if getattr(spec, name) == "on"]
    if by_hand:
        text = "Vercel's analytics are switched on in its dashboard once: no API does it."
        yield Finding("hosting-vercel-analytics-by-hand", "info", text, f"sayar:hosting.vercel.{by_hand[0]}")
