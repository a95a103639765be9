"""What one service needs so that its tier's promise holds at the peak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from infra.tiers.arithmetic import capacity, fitting, staffed, whole
from infra.tiers.assumptions import Assumptions
from infra.tiers.figures import Figure, ServiceNeeds
from infra.tiers.sizes import Served, ServiceSize

MILLI: Final = 1000
THERE: Final = "replicas there after the worst loss that the tier promises to survive"


@dataclass(frozen=True, slots=True)
class Demand:
    """What comes to a service at the peak: `rate` a second, of which each takes `cpu_s` seconds of one vCPU.

    `cpu_uses` are the assumptions behind `cpu_s`, `promised_s` the response in seconds and `promised_uses` what it
    rests on; `lead_s` of it pass without the CPU. `holds` is whether each keeps a connection of the database to its
    end, as a feed under way does.
    """

    role: Served
    noun: str
    rate: Figure
    cpu_s: float
    cpu_uses: tuple[str, ...]
    promised_s: float
    promised_uses: tuple[str, ...]
    lead_s: float
    lead_uses: tuple[str, ...]
    holds: bool


def needs_of(demand: Demand, size: ServiceSize, *, spare: bool, rests_on: Assumptions) -> ServiceNeeds:
    """The needs of a service of this size; with `spare` the figures of one replica are those after a loss."""
    role, noun, rate = demand.role, demand.noun, demand.rate
    planned = min(rests_on.value("planned_cpu"), size.scale_at or 1)
    one = capacity(size.vcpu, planned, demand.cpu_s)
    strained = capacity(size.vcpu, rests_on.value("planned_cpu_lost"), demand.cpu_s)
    base, left = whole(rate.value / one), whole(rate.value / strained)
    cpu = (*rate.uses, *demand.cpu_uses)
    there = max(1, min(size.total - 1, size.without_region or size.total) if spare else size.total)
    share = rate.value / there
    return ServiceNeeds(
        rate=rate,
        replicas=Figure(
            f"{role} replicas",
            base,
            "replicas",
            f"{noun} a second × CPU of one / (vCPU × planned share, or the autoscaler's if that is less), rounded up",
            (*cpu, "planned_cpu"),
        ),
        one_lost=Figure(
            f"{role} replicas, one may be lost",
            max(base, left + 1),
            "replicas",
            f"{noun} a second × CPU of one / (vCPU × share after a loss), rounded up, and one more",
            (*cpu, "planned_cpu_lost"),
        ),
        region_lost=Figure(
            f"{role} replicas, left without a region",
            left,
            "replicas",
            "the same without the one more: so many must be left when the region with most of them is lost",
            (*cpu, "planned_cpu_lost"),
        )
        if size.regions > 1
        else None,
        at_once=Figure(
            f"{role} at once, one replica",
            whole(share * demand.promised_s),
            noun,
            f"{noun} a second / {THERE} × promised response (Little's law), rounded up",
            (*rate.uses, *demand.promised_uses, "spare_from_percent"),
        ),
        at_once_most=Figure(
            f"{role} at once, at most",
            fitting(strained * (demand.promised_s - demand.lead_s)),
            noun,
            "vCPU × share after a loss / CPU of one × promised response, rounded down: what queues beyond it is late",
            (*demand.cpu_uses, "planned_cpu_lost", *demand.promised_uses, *demand.lead_uses),
        ),
        timeout_s=Figure(
            f"{role} given up after",
            rests_on.value("give_up_factor") * demand.promised_s,
            "seconds",
            "promised response × factor",
            ("give_up_factor", *demand.promised_uses),
        ),
        database_clients=_clients(demand, share, rests_on),
    )


def _clients(demand: Demand, share: float, rests_on: Assumptions) -> Figure:
    name = f"{demand.role} database clients, one replica"
    if demand.holds:
        formula = "as many as are at once: each reads its products through one connection from start to end"
        return Figure(name, whole(share * demand.promised_s), "clients", formula, demand.rate.uses)
    busy = share * rests_on.value("database_ms") / MILLI
    return Figure(
        name,
        staffed(busy, rests_on.value("burst_sigmas")),
        "clients",
        f"busy = {demand.noun} a second / {THERE} × time on a connection; busy + deviations × √busy, rounded up",
        (*demand.rate.uses, "database_ms", "burst_sigmas", "spare_from_percent"),
    )
