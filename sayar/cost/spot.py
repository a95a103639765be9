"""Machines on spot: which pools could be, and a month with them or without. The stack file decides, not a choice."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from sayar.cost.choices import of_config
from sayar.cost.estimate import Estimate, expected
from sayar.documents.cost import Optimisation, Saving

if TYPE_CHECKING:
    from infra.config.stack import StackConfig
    from sayar.cost.document import Asked


def savings(config: StackConfig, month: Estimate, asked: Asked) -> Iterator[Saving]:
    """What the pools that are on spot take off the expected month."""
    eks = config.on_aws.platform.cluster.eks
    on = [pool.name for pool in eks.pools if pool.spot == "on"] if eks is not None else []
    if not on:
        return
    row = of_config("spot")
    saves = _month(config, asked, on, spot=False) - month.expected
    if saves:
        yield Saving(id=row.id, title=row.title, saves=float(saves), taken=True, caution=row.caution, source=row.source)


def advice(config: StackConfig, asked: Asked, month: Estimate) -> Iterator[Optimisation]:
    """Pools that run nothing critical and are not on spot. The config alone says so, whatever was measured."""
    eks = config.on_aws.platform.cluster.eks
    for index, pool in enumerate(eks.pools if eks is not None else ()):
        runs = [one for one in eks.workloads if one.pool == pool.name] if eks is not None else []
        if pool.spot == "on" or not runs or any(one.critical == "on" for one in runs):
            continue
        saves = month.expected - _month(config, asked, [pool.name], spot=True)
        if saves > 0:
            yield Optimisation(
                id="spot",
                text=f"pool {pool.name} runs nothing critical and could be on spot",
                saves=float(saves),
                change=f"cluster.engine.pools[{index}].spot: on",
                source=f"sayar:cluster.engine.pools[{index}]",
            )


def _month(config: StackConfig, asked: Asked, names: Collection[str], *, spot: bool) -> Decimal:
    """What the month were expected to come to were some pools on spot, or not."""
    platform = config.on_aws.platform
    engine = platform.cluster.engine
    pools = tuple(
        pool.model_copy(update={"spot": "on" if spot else "off"}) if pool.name in names else pool
        for pool in getattr(engine, "pools", ())
    )
    cluster = platform.cluster.model_copy(update={"engine": engine.model_copy(update={"pools": pools})})
    other = platform.model_copy(update={"cluster": cluster})
    if config.beside is not None and config.platform.network.cloud.kind != "aws":
        changed = config.model_copy(update={"beside": config.beside.model_copy(update={"platform": other})})
    else:
        changed = config.model_copy(update={"platform": other})
    return expected(changed, asked.book, asked.given, asked.choices)
