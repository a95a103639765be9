"""How many machines a cluster runs in the mean: what pods ask for, packed into machines that have a price. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Final

from sayar.cost.aws import Machines, Saves
from sayar.cost.book import Book, Price
from sayar.cost.terms import has_term, term

if TYPE_CHECKING:
    from components.cluster.nodes_spec import PoolSpec
    from components.cluster.spec import EksCluster
    from sayar.cost.usage import Usage

SIZE: Final = "xlarge"
_MILLI: Final = 1000
_MIB: Final = Decimal(1024)
_WHOLE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the pods of a pool ask for in the mean: vCPU, GB of memory, and zones that they must be spread over."""

    vcpu: Decimal
    memory_gb: Decimal
    zones: int


def nodes_of(
    eks: EksCluster, region: str, *, zones: int, book: Book, usage: Usage, committed: bool
) -> tuple[Machines, ...]:
    """The machines of one cluster. `committed`: those that are not on spot are bought ahead for a year."""
    return tuple(_machines(eks, region, zones, book, usage, "compute_sp" if committed else "none"))


def _machines(eks: EksCluster, region: str, zones: int, book: Book, usage: Usage, saves: Saves) -> Iterator[Machines]:
    if eks.nodes.mode == "standard":
        yield Machines(eks.nodes.system_type, eks.nodes.system_min, saves)
    for pool in eks.pools:
        asked = asked_of(eks, pool.name, zones=zones, share=usage.of("replicas_share"))
        if asked.vcpu:
            yield packed(asked, pool, region, book, fill=usage.of("node_fill"), saves=saves)


def asked_of(eks: EksCluster, pool: str, *, zones: int, share: Decimal) -> Asked:
    """What the workloads of a pool ask for, with autoscalers `share` of the way from the least to the most replicas."""
    vcpu = memory = Decimal(0)
    spread = 1
    for workload in eks.workloads:
        if workload.pool != pool:
            continue
        least, most = workload.replicas.least, workload.replicas.most
        part = share if workload.scale.by != "none" else Decimal(0)
        count = least + (most - least) * part
        vcpu += count * workload.cpu_m / _MILLI
        memory += count * workload.memory_mb / _MIB
        if workload.spread == "zones":
            spread = max(spread, min(zones, workload.replicas.least))
    return Asked(vcpu, memory, spread)


def packed(asked: Asked, pool: PoolSpec, region: str, book: Book, *, fill: Decimal, saves: Saves) -> Machines:
    """Whole machines of the first family of a pool that has a price there, at least one in each zone of the spread.

    Spot looks for a family of which the discount is known too. Where none has a price, it is the first one.
    """
    type_ = priced_type(pool, region, book)
    by_cpu = asked.vcpu / (term("aws", "node_size") * fill)
    # Of a family whose memory has no row the price has none either, so that the bill says what it lacks.
    memory = f"memory_gb.{type_[0]}"
    by_memory = asked.memory_gb / (term("aws", memory) * fill) if has_term("aws", memory) else Decimal(0)
    count = max(by_cpu, by_memory, Decimal(asked.zones)).quantize(_WHOLE, ROUND_CEILING)
    return Machines(type_, count, "spot" if pool.spot == "on" else saves)


def priced_type(pool: PoolSpec, region: str, book: Book) -> str:
    """The type by which a pool is priced."""
    types = [f"{family}.{SIZE}" for family in pool.families]

    def known(sku: str) -> bool:
        return isinstance(book.find("aws", sku, region), Price)

    priced = [type_ for type_ in types if known(f"ec2.{type_}.linux")]
    with_spot = [type_ for type_ in priced if known(f"discount.spot.{type_}")]
    ordered = [*with_spot, *priced] if pool.spot == "on" else priced
    return (*ordered, *types)[0]


def vcpu_of(nodes: tuple[Machines, ...]) -> Decimal:
    """Processors of all machines together, but of those of a size that has neither a row nor a price."""
    sizes = [(one.count, f"vcpu.{one.type.split('.')[1]}") for one in nodes]
    return sum((count * term("aws", size) for count, size in sizes if has_term("aws", size)), Decimal(0))
