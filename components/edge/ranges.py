"""The addresses that the edge connects from, as a dated list: asking for it would need the network at every preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Network
from pathlib import Path

import yaml

WIDEST = 12
"""The shortest prefix that is believed; the vendor's widest is 13."""


@dataclass(frozen=True, slots=True)
class EdgeRanges:
    """The published ranges in order, where they come from and when they were read."""

    ipv4: tuple[str, ...]
    source: str
    date: str
    confidence: str


@cache
def edge_ranges() -> EdgeRanges:
    """The ranges of `cloudflare_ranges.yaml`. Raises ValueError for what would admit whom it should not."""
    path = Path(__file__).parent / "cloudflare_ranges.yaml"
    with path.open(encoding="utf-8") as file:
        document = yaml.load(file, Loader=yaml.CSafeLoader)
    return EdgeRanges(
        ipv4=public_networks(document["ipv4"]),
        source=document["source"],
        date=document["date"],
        confidence=document["confidence"],
    )


def public_networks(texts: Sequence[str]) -> tuple[str, ...]:
    """Networks in their order. Raises ValueError for one that is none, is not public, or lies in another."""
    networks = sorted(IPv4Network(text) for text in texts)
    for at, network in enumerate(networks):
        # The whole of the internet counts as global, so what is far wider than the vendor's own is refused too.
        if not network.is_global or network.prefixlen < WIDEST:
            raise ValueError(f"{network} is no public network")
        # Sorted, so whatever overlaps stands beside it.
        if at and networks[at - 1].overlaps(network):
            raise ValueError(f"{network} lies in {networks[at - 1]}")
    return tuple(str(network) for network in networks)
