"""What the concerns tell each other: full host names, contacts, and where the origins of the hosts are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pulumi

    from components.edge.words import OriginHost


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
class OriginTarget:
    """Where a host's origin is, and the TXT record that proves to its platform that the name is ours.

    `cname` is what the host points to; `verify_name` is the record's full name, `verify_value` its text without quotes.
    """

    cname: pulumi.Input[str]
    verify_name: pulumi.Input[str]
    verify_value: pulumi.Input[str]


@dataclass(frozen=True, slots=True)
class WebTarget:
    """Where the web host points to. Its platform needs no further proof."""

    cname: pulumi.Input[str]


@dataclass(frozen=True, slots=True)
class RegionalOrigin:
    """Where a host is served in a region of the platform, and the full name that is known there.

    In the first region that is the host's own name; in others one that users never ask for.
    """

    host: OriginHost
    region: str
    name: str
    first: bool
    target: OriginTarget


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins of the four hosts. Every host that the edge can proxy is served in the first region."""

    served: tuple[RegionalOrigin, ...]
    web: WebTarget

    def of(self, host: OriginHost) -> OriginTarget:
        """The origin of a host in the first region."""
        return next(origin.target for origin in self.served if origin.host == host and origin.first)

    @property
    def further(self) -> tuple[RegionalOrigin, ...]:
        """The origins in further regions."""
        return tuple(origin for origin in self.served if not origin.first)

    def within(self, host: OriginHost, region: str) -> RegionalOrigin | None:
        """The origin of a host in a region, None where it is not served there."""
        return next((one for one in self.served if (one.host, one.region) == (host, region)), None)
