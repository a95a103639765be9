"""What the concerns tell each other: full host names, contacts, and where the origins of the hosts are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pulumi

    from components.edge.words import OriginHost, Platform


@dataclass(frozen=True, slots=True)
class HostNames:
    """The full names of the four surfaces, as `api.sayar.example`."""

    api: str
    webhook: str
    feed: str
    web: str

    def of(self, host: OriginHost) -> str:
        """The full name of a host that the edge can proxy."""
        names: dict[OriginHost, str] = {"api": self.api, "webhook": self.webhook, "feed": self.feed}
        return names[host]

    def every(self, hosts: Iterable[OriginHost]) -> tuple[str, ...]:
        """The full names of some hosts, in their order."""
        return tuple(self.of(host) for host in hosts)


@dataclass(frozen=True, slots=True)
class ContactAddresses:
    """Mail addresses for alerts, security matters and DMARC reports."""

    alerts: str
    security: str
    dmarc: str


@dataclass(frozen=True, slots=True)
class Proof:
    """The TXT record that proves to a platform that a name is ours.

    `name` is the record's full name, `value` its text without quotes.
    """

    name: pulumi.Input[str]
    value: pulumi.Input[str]


@dataclass(frozen=True, slots=True)
class OriginTarget:
    """Where a host's origin is, and what its platform wants to see first; None where it asks for nothing.

    `cname` is what the host points to.
    """

    cname: pulumi.Input[str]
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class WebTarget:
    """Where the web host points to. Its platform needs no further proof."""

    cname: pulumi.Input[str]


@dataclass(frozen=True, slots=True)
class RegionalOrigin:
    """Where a host is served in a region of the platform, and the full name that is known there.

    On Railway that is the host's own name in the first region and one that users never ask for in others, as a name
    leads to one service. A load balancer of our own answers to the host's name in every region. `part` is the share of
    the region's requests, 0 to 1: a region that two platforms serve is on the move from one to the other.
    """

    host: OriginHost
    region: str
    name: str
    first: bool
    target: OriginTarget
    platform: Platform
    part: float


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins of the four hosts. Every host that the edge can proxy is served in the first region.

    Where two platforms serve a host in a region, the first of `served` is the one that its record points to.
    """

    served: tuple[RegionalOrigin, ...]
    web: WebTarget

    def of(self, host: OriginHost) -> OriginTarget:
        """The origin of a host in the first region."""
        return next(origin.target for origin in self.served if origin.host == host and origin.first)

    @property
    def further(self) -> tuple[RegionalOrigin, ...]:
        """The origins in further regions."""
        return tuple(origin for origin in self.served if not origin.first)

    def within(self, host: OriginHost, region: str) -> tuple[RegionalOrigin, ...]:
        """The origins of a host in a region, whoever takes most of its requests first; empty where nothing serves it.

        Which is first decides who answers where steering goes down a list and knows no shares.
        """
        found = [one for one in self.served if (one.host, one.region) == (host, region)]
        return tuple(sorted(found, key=lambda one: -one.part))
