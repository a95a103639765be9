"""What a stack is, checked: the platform's identity and one spec a concern."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import StringConstraints

from components.backup.spec import BackupSpec
from components.cache.spec import CacheSpec
from components.cluster.spec import ClusterSpec
from components.database.spec import DatabaseSpec
from components.edge.spec import EdgeSpec
from components.hosting.spec import HostingSpec
from components.messaging.spec import MessagingSpec
from components.monitoring.spec import MonitoringSpec
from components.network.spec import NetworkSpec
from components.security.spec import SecuritySpec
from components.spec import Email, Hostname, Label, Problem, Spec

TierName = Literal["starter", "growth", "scale", "enterprise"]
TIERS: tuple[TierName, ...] = ("starter", "growth", "scale", "enterprise")
CONCERNS = (
    "edge",
    "hosting",
    "database",
    "cache",
    "messaging",
    "network",
    "cluster",
    "monitoring",
    "backup",
    "security",
)

HostRole = Literal["api", "webhook", "feed", "web"]


class Hosts(Spec):
    """The labels of the four surfaces below the platform's domain."""

    api: Label
    webhook: Label
    feed: Label
    web: Label

    def rules(self) -> Iterator[Problem]:
        """Two surfaces cannot share a host: each has its own origin."""
        seen: dict[str, str] = {}
        for role in ("api", "webhook", "feed", "web"):
            label = getattr(self, role)
            if label in seen:
                yield Problem(role, label, f"a label of its own; {seen[label]} has it")
            seen[label] = role


class Contacts(Spec):
    """Where people are reached: alerts, security reports, DMARC reports."""

    alerts: Email
    security: Email
    dmarc: Email


class PlatformIdentity(Spec):
    """Domain, hosts and contacts: what stays the same in every tier."""

    domain: Hostname
    hosts: Hosts
    contacts: Contacts

    def fqdn(self, role: HostRole) -> str:
        """The full host name of a surface."""
        return f"{getattr(self.hosts, role)}.{self.domain}"

    @property
    def is_example(self) -> bool:
        """True for the shipped example, which real providers must never see."""
        return is_example_name(self.domain)


def is_example_name(name: str) -> bool:
    """True for names that are reserved for examples and tests (RFC 2606)."""
    return name.endswith((".example", ".invalid", ".test"))


class Accounts(Spec):
    """The accounts that the platform lives in. Identifiers only; tokens come from the environment."""

    cloudflare: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    vercel_team: Annotated[str, StringConstraints(pattern=r"^team_[A-Za-z0-9]+$")] | None
    railway_workspace: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    supabase_organization: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]


class PlatformSpec(Spec):
    """Everything that decides which resources exist."""

    tier: TierName
    platform: PlatformIdentity
    accounts: Accounts
    edge: EdgeSpec
    hosting: HostingSpec
    database: DatabaseSpec
    cache: CacheSpec
    messaging: MessagingSpec
    network: NetworkSpec
    cluster: ClusterSpec
    monitoring: MonitoringSpec
    backup: BackupSpec
    security: SecuritySpec

    @property
    def uses_cloudflare(self) -> bool:
        """True where the zone or the dumps are at Cloudflare."""
        return self.edge.mode != "external" or self.backup.dumps.kind == "r2"
