"""What the amounts of a month say: how far plans reach, what caches could answer, what regions and machines carry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from components.network.regions import called
from sayar.cost import spot
from sayar.cost.bill import NOTHING
from sayar.cost.estimate import Estimate, expected
from sayar.cost.optimise_rows import Looked, looked, value_at
from sayar.cost.terms import term
from sayar.cost.usage import Given, Usage
from sayar.documents.cost import Optimisation

if TYPE_CHECKING:
    from infra.config.stack import StackConfig
    from sayar.cost.document import Asked

KB_OF_GB: Final = Decimal(1_000_000)
_WHOLE: Final = Decimal(1)
_FILES: Final = ("files_gb", "r2_gb", "s3_gb")
_REPLICAS: Final = ("Supabase replicas", "Supabase disk of replicas")


def of_use(config: StackConfig, asked: Asked, month: Estimate) -> Iterator[Optimisation]:
    """Everything that the given amounts say."""
    rows = looked()
    yield from _headroom(config, asked, rows)
    yield from _hits(config, asked, month, rows)
    yield from _files(asked, month)
    yield from _regions(config, asked, month, rows)
    yield from _packing(config, asked, month)
    yield from spot.advice(config, asked, month)


def _headroom(config: StackConfig, asked: Asked, rows: Looked) -> Iterator[Optimisation]:
    """How much of what a plan includes is left."""
    for row in rows.included:
        used = asked.given.amounts.get(row.key)
        if used is None or str(value_at(config, row.path)) != row.value:
            continue
        most = term(row.vendor, row.term) * row.times
        share = used / most
        close = share > rows.figures["warn_above"]
        text = f"{row.key}: {used:,f} of {most:,f} that {row.vendor} includes, {share:.0%}"
        yield Optimisation(
            id="headroom",
            text=text,
            saves=None,
            change=row.change if close else "",
            source=asked.given.source,
        )


def _hits(config: StackConfig, asked: Asked, month: Estimate, rows: Looked) -> Iterator[Optimisation]:
    """What the origin would not have to send if the edge answered as many feeds as it could."""
    ratio, good = asked.observed.cache_hit_ratio, rows.figures["good_hit_ratio"]
    if ratio is None or Decimal(str(ratio)) >= good:
        return
    usage = Usage(config.platform.tier, "expected", asked.given)
    feeds = max(usage.of("egress_gb") - usage.of("api_requests") * rows.figures["response_kb"] / KB_OF_GB, NOTHING)
    less = feeds * (_WHOLE - (_WHOLE - good) / (_WHOLE - Decimal(str(ratio))))
    saves = _with(config, asked, month, "egress_gb", usage.of("egress_gb") - less)
    direct = config.platform.edge.mode == "dns_only"
    yield Optimisation(
        id="cache-hits",
        text=f"the edge answers {ratio:.0%} of feeds and could {good:.0%}: {less:,.1f} GB less from the origin",
        saves=float(saves),
        change="edge.mode=proxied" if direct else "s-maxage and ETag of feeds, as edge.delivery.cache expects them",
        source=asked.given.source,
    )


def _files(asked: Asked, month: Estimate) -> Iterator[Optimisation]:
    """What files and pictures cost."""
    given = [key for key in _FILES if key in asked.given.amounts]
    if not given:
        return
    lines = [one for one in month.bill.lines if one.sku in ("usage.storage", "r2.storage", "s3.standard")]
    paid = sum((one.amount for one in lines), NOTHING)
    sizes = ", ".join(f"{key} {asked.given.amounts[key]:,f}" for key in given)
    yield Optimisation(
        id="file-storage",
        text=f"{sizes}: {paid:,.2f} USD a month for files, pictures and dumps",
        saves=None,
        change="backup.dumps.buckets[].keep_days, and smaller pictures (edge.settings.polish)" if paid else "",
        source=asked.given.source,
    )


def _regions(config: StackConfig, asked: Asked, month: Estimate, rows: Looked) -> Iterator[Optimisation]:
    """What the regions beside the primary one cost, and how much of the use they carry."""
    share, names = asked.given.amounts.get("secondary_share"), config.platform.network.names[1:]
    if share is None or not names:
        return
    places = {called("aws", name) for name in names}
    paid = sum(
        (one.amount for one in month.bill.lines if one.region in places or one.label.startswith(_REPLICAS)), NOTHING
    )
    if not paid:
        return
    small = share < rows.figures["small_share"]
    yield Optimisation(
        id="regions",
        text=f"{', '.join(names)}: {paid:,.2f} USD a month carry {share:.0%} of the use",
        saves=float(paid) if small else None,
        change="network.regions without it, unless somebody declared the need" if small else "",
        source=asked.given.source,
    )


def _packing(config: StackConfig, asked: Asked, month: Estimate) -> Iterator[Optimisation]:
    """Machines that pods leave empty."""
    fill = asked.given.amounts.get("node_fill")
    usual = Usage(config.platform.tier, "expected").of("node_fill")
    if fill is None or fill >= usual or config.platform.cluster.eks is None:
        return
    saves = _with(config, asked, month, "node_fill", usual)
    if saves > 0:
        yield Optimisation(
            id="packing",
            text=f"pods ask for {fill:.0%} of the machines, {usual:.0%} is usual",
            saves=float(saves),
            change="cluster.engine.pools[].consolidate_after_s, and cpu_m of workloads as they use it",
            source=asked.given.source,
        )


def _with(config: StackConfig, asked: Asked, month: Estimate, key: str, amount: Decimal) -> Decimal:
    """What a month would be less if one amount were another one."""
    given: Given = replace(asked.given, amounts={**asked.given.amounts, key: amount})
    return month.expected - expected(config, asked.book, given, asked.choices)
