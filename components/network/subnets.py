"""The subnets of a network: which range every zone has, for all the zones it may ever have. Pure.

Ranges are laid out by kind, the widest first, and each kind has room for all zones from the beginning. A block so
starts at a multiple of its own size and nothing is left between two of them, and a zone that is added later takes a
range that was kept for it: no other subnet moves, and none would be replaced.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Final, Literal

from components.network.spec import VpcSpec

Kind = Literal["public", "private", "intra"]
"""Public: load balancers and NAT. Private: nodes and pods, with a way out. Intra: data stores, with none."""

KINDS: Final[tuple[Kind, ...]] = ("public", "private", "intra")


@dataclass(frozen=True)
class Subnet:
    """One subnet: its kind, the place of its zone in the region's list (from 0), and its IPv4 range."""

    kind: Kind
    zone: int
    cidr: str


def planned(vpc: VpcSpec) -> tuple[Subnet, ...]:
    """The subnets of the zones in use, by zone and then kind. `vpc` has passed its rules, so all of them fit."""
    return tuple(subnet for zone in range(vpc.zones) for subnet in _of_zone(vpc, zone))


def _of_zone(vpc: VpcSpec, zone: int) -> tuple[Subnet, ...]:
    starts, prefixes = _starts(vpc), _prefixes(vpc)
    return tuple(
        Subnet(kind, zone, f"{IPv4Address(starts[kind] + zone * _size(prefixes[kind]))}/{prefixes[kind]}")
        for kind in KINDS
    )


def _starts(vpc: VpcSpec) -> Mapping[Kind, int]:
    """The first address of each kind's block, as a number."""
    prefixes = _prefixes(vpc)
    starts: dict[Kind, int] = {}
    free = int(IPv4Network(vpc.cidr).network_address)
    for kind in sorted(KINDS, key=lambda kind: prefixes[kind]):
        starts[kind] = free
        free += _size(prefixes[kind]) * vpc.room_for_zones
    return starts


def _prefixes(vpc: VpcSpec) -> Mapping[Kind, int]:
    return {"public": vpc.public_prefix, "private": vpc.private_prefix, "intra": vpc.intra_prefix}


def _size(prefix: int) -> int:
    return 1 << (32 - prefix)
