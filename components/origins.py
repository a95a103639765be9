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
class OriginTargets:
    """The origins of the four hosts."""

    api: OriginTarget
    webhook: OriginTarget
    feed: OriginTarget
    web: WebTarget

    def of(self, host: OriginHost) -> OriginTarget:
        """The origin of a host that the edge can proxy."""
        targets: dict[OriginHost, OriginTarget] = {"api": self.api, "webhook": self.webhook, "feed": self.feed}
        return targets[host]
