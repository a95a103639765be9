"""What a concern says about the surfaces: its nodes, their groups, and how the hosts stand on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from sayar.documents.services import KOfN, Match

if TYPE_CHECKING:
    from sayar.documents.services import Capability, Failover, ProxyMask

Host = Literal["api", "webhook", "feed", "web"]
"""What answers a surface; `feed` is that of csv."""

SERVED: Final[tuple[Literal["api", "webhook", "feed"], ...]] = ("api", "webhook", "feed")
"""The hosts that services of the platform answer; web has a platform of its own."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How a host stands on a node or group.

    `soft`: without it the host answers worse. `weight`: the share of its requests. `in_front`: it comes before the
    cache of the edge, so no cached answer replaces it. `window_s`: for how long something of ours keeps what comes in
    while this is away, in seconds; None where nothing but the sender does.
    """

    host: Host
    on: str
    soft: bool = False
    weight: float = 1
    capability: Capability = "any"
    mask: ProxyMask | None = None
    in_front: bool = False
    window_s: float | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A part of a service map, in the order in which it is written."""

    nodes: Mapping[str, Match] = field(default_factory=dict)
    groups: Mapping[str, Failover | KOfN] = field(default_factory=dict)
    stands: tuple[Stand, ...] = ()


def joined(drafts: Iterable[Draft]) -> Draft:
    """All of them as one. Raises ValueError where two mean different things by one name."""
    nodes: dict[str, Match] = {}
    groups: dict[str, Failover | KOfN] = {}
    stands: dict[Stand, None] = {}
    for draft in drafts:
        for name, match in draft.nodes.items():
            if nodes.setdefault(name, match) != match:
                raise ValueError(f"two nodes are called {name}")
        for name, group in draft.groups.items():
            if groups.setdefault(name, group) != group:
                raise ValueError(f"two groups are called {name}")
        stands.update(dict.fromkeys(draft.stands))
    return Draft(nodes, groups, tuple(stands))


def of_hosts(hosts: Iterable[Host], on: str, *, soft: bool = False, in_front: bool = False) -> tuple[Stand, ...]:
    """The same for several hosts."""
    return tuple(Stand(host, on, soft=soft, in_front=in_front) for host in hosts)


def inside(component: str, name: str = "*", type_: str = "*") -> Match:
    """The resources of a component, by shell patterns of their name and type.

    A component's token stands in the URN of its children and says neither tier nor phase.
    """
    # The name by itself, as it is short: most resources are told apart by it before anybody looks at their URN.
    return Match(urn=f"*::sayar:{component}${type_}::*", name=None if name == "*" else name)


def named(type_: str, name: str) -> Match:
    """Resources of one type, by a shell pattern of their name."""
    return Match(type=type_, name=name)


def one_of(members: Iterable[str]) -> KOfN:
    """Members of which any one is enough."""
    return KOfN(kind="k_of_n", k=1, members=tuple(members))
