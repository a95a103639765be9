"""Which pools answer whom, in the order in which they are asked. Pure: pools are named by their region."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from components.edge.balancing_spec import BalancingSpec, PoolSpec

Handle = TypeVar("Handle")


@dataclass(frozen=True, slots=True)
class Steering:
    """Pools by name: for everybody else, by region of the world, by country, and shares of random steering."""

    default: tuple[str, ...]
    regions: Mapping[str, tuple[str, ...]]
    countries: Mapping[str, tuple[str, ...]]
    shares: Mapping[str, float]


def steering(spec: BalancingSpec) -> Steering:
    """Who is asked. The vendor looks no further than the list that it found, so every list ends with the others."""

    def first(pool: PoolSpec) -> tuple[str, ...]:
        return (pool.region, *(name for name in spec.order if name != pool.region))

    geo = spec.pools if spec.steering == "geo" else ()
    return Steering(
        default=spec.order,
        regions=dict(sorted((region, first(pool)) for pool in geo for region in pool.regions)),
        countries=dict(sorted((country, first(pool)) for pool in geo for country in pool.countries)),
        shares={pool.region: pool.share for pool in spec.pools} if spec.steering == "random" else {},
    )


def handled(
    lists: Mapping[str, tuple[str, ...]], handles: Callable[[str], Sequence[Handle]]
) -> dict[str, list[Handle]]:
    """The same lists with something else for each pool's name: the ids of its region's pools, one after the other."""
    return {key: [handle for name in names for handle in handles(name)] for key, names in lists.items()}
