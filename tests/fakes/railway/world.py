"""What exists at the stand-in of Railway: plain rows, found by what they belong to. Who may see what is not asked here.

A row's attributes carry the names of the published fields in snake case, so that a row answers for them by itself.
Relations are ids. What an environment runs is its configuration; volumes, domains and TCP proxies are rows of their
own and are woven into the configuration when it is read.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

Plan = Literal["FREE", "HOBBY", "PRO"]
Config = dict[str, Any]


def new_id() -> str:
    """An id as Railway's are."""
    return str(uuid.uuid4())


def now() -> str:
    """This moment, as a DateTime."""
    return datetime.now(UTC).isoformat()


@dataclass(slots=True, kw_only=True)
class Row:
    """What every row has."""

    id: str = field(default_factory=new_id)
    created_at: str = field(default_factory=now)
    updated_at: str = field(default_factory=now)
    deleted_at: str | None = None


@dataclass(slots=True, kw_only=True)
class UsageLimit(Row):
    """The limits of a customer's spending, in dollars."""

    customer_id: str
    soft_limit: int
    hard_limit: int | None = None
    is_over_limit: bool = False


@dataclass(slots=True)
class BillingPeriod:
    """The month that is being paid for."""

    start: str = field(default_factory=now)
    end: str = field(default_factory=lambda: (datetime.now(UTC) + timedelta(days=30)).isoformat())


@dataclass(slots=True, kw_only=True)
class Customer(Row):
    """Who pays for a workspace."""

    state: str = "ACTIVE"
    current_usage: float = 0.0
    credit_balance: float = 0.0
    is_trialing: bool = False
    billing_period: BillingPeriod = field(default_factory=BillingPeriod)
    usage_limit: UsageLimit | None = None


@dataclass(slots=True, kw_only=True)
class Workspace(Row):
    """A workspace. One that is not `reachable` belongs to somebody else."""

    name: str
    plan: Plan = "PRO"
    reachable: bool = True
    customer: Customer = field(default_factory=Customer)
    preferred_region: str | None = None
    subscription_plan_limit: None = None  # the published description leaves its shape open


@dataclass(slots=True, kw_only=True)
class Project(Row):
    """A project. Several may have the same name."""

    workspace_id: str
    name: str
    description: str | None = None
    is_public: bool = False
    pr_deploys: bool = False
    bot_pr_environments: bool = False
    focused_pr_environments: bool = False
    base_environment_id: str | None = None
    is_temp_project: bool = False
    expired_at: None = None


@dataclass(slots=True, kw_only=True)
class Environment(Row):
    """An environment. A stale configuration is what it shows, until it was read `stale_until` times, of a patch."""

    project_id: str
    name: str
    is_ephemeral: bool = False
    source_id: str | None = None
    config: Config = field(default_factory=lambda: {"services": {}, "sharedVariables": {}})
    reads: int = 0
    stale: Config | None = None
    stale_until: int = 0
    can_access: bool = True


@dataclass(slots=True, kw_only=True)
class Service(Row):
    """A service of a project."""

    project_id: str
    name: str
    icon: str | None = None


@dataclass(slots=True, kw_only=True)
class Instance(Row):
    """A service in an environment. It shows up once the environment was read more than `hidden_until` times."""

    service_id: str
    environment_id: str
    hidden_until: int = 0
    egress_region: str | None = None
    egress: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class CustomDomain(Row):
    """A custom domain of a service in an environment."""

    domain: str
    project_id: str
    environment_id: str
    service_id: str
    target_port: int | None = None
    verified: bool = False
    reads: int = 0
    listings: int = 0
    target: str = field(default_factory=lambda: f"{uuid.uuid4().hex[:8]}.up.railway.app")
    verification: str = field(default_factory=lambda: f"railway-verify={uuid.uuid4().hex}")
    is_railway_domain: bool = False
    edge_id: None = None
    sync_status: str = "ACTIVE"


@dataclass(slots=True, kw_only=True)
class ServiceDomain(Row):
    """A generated domain of a service in an environment."""

    domain: str
    project_id: str
    environment_id: str
    service_id: str
    target_port: int | None = None
    suffix: str = "up.railway.app"
    edge_id: None = None
    sync_status: str = "ACTIVE"


@dataclass(slots=True, kw_only=True)
class TcpProxy(Row):
    """A TCP proxy to a port of a service in an environment."""

    environment_id: str
    service_id: str
    application_port: int
    proxy_port: int
    domain: str = "shuttle.proxy.rlwy.net"
    sync_status: str = "ACTIVE"


@dataclass(slots=True, kw_only=True)
class Volume(Row):
    """A volume of a project."""

    project_id: str
    name: str


@dataclass(slots=True, kw_only=True)
class VolumeInstance(Row):
    """A volume in an environment; without a service it is disconnected."""

    volume_id: str
    environment_id: str
    service_id: str | None
    mount_path: str
    region: str
    size_mb: int
    state: str = "READY"
    current_size_mb: float = 0.0
    external_id: None = None
    schedules: dict[str, Row] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Deployment(Row):
    """What the pipeline put into a service of an environment."""

    project_id: str
    environment_id: str
    service_id: str
    meta: dict[str, Any]
    status: str = "SUCCESS"
    can_redeploy: bool = True
    can_rollback: bool = False
    deployment_stopped: bool = False
    suggest_add_service_domain: bool = False
    url: None = None
    static_url: None = None


@dataclass(slots=True, kw_only=True)
class ProjectToken(Row):
    """A token for one environment of a project."""

    project_id: str
    environment_id: str
    name: str
    secret: str


@dataclass(slots=True)
class World:
    """All that exists. Each kind of row is a mapping by id, in the order in which the rows were made."""

    workspaces: dict[str, Workspace] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    environments: dict[str, Environment] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    instances: dict[str, Instance] = field(default_factory=dict)
    custom_domains: dict[str, CustomDomain] = field(default_factory=dict)
    service_domains: dict[str, ServiceDomain] = field(default_factory=dict)
    tcp_proxies: dict[str, TcpProxy] = field(default_factory=dict)
    volumes: dict[str, Volume] = field(default_factory=dict)
    volume_instances: dict[str, VolumeInstance] = field(default_factory=dict)
    deployments: dict[str, Deployment] = field(default_factory=dict)
    project_tokens: dict[str, ProjectToken] = field(default_factory=dict)

    def environments_of(self, project_id: str) -> list[Environment]:
        """The environments of a project."""
        return [each for each in self.environments.values() if each.project_id == project_id]

    def services_of(self, project_id: str) -> list[Service]:
        """The services of a project."""
        return [each for each in self.services.values() if each.project_id == project_id]

    def instances_of(self, *, service_id: str | None = None, environment_id: str | None = None) -> list[Instance]:
        """The instances of a service, of an environment, or the one of both."""
        return list(where(self.instances, service_id=service_id, environment_id=environment_id))

    def volumes_of(self, project_id: str) -> list[Volume]:
        """The volumes of a project that are not deleted."""
        return [each for each in self.volumes.values() if each.project_id == project_id and not each.deleted_at]

    def mounted(self, environment_id: str, service_id: str | None = None) -> list[VolumeInstance]:
        """The volumes in an environment, or at one of its services, that are not deleted."""
        found = where(self.volume_instances, environment_id=environment_id, service_id=service_id)
        return [each for each in found if not each.deleted_at]

    def domains_at(self, environment_id: str, service_id: str) -> list[CustomDomain]:
        """The custom domains of a service in an environment."""
        return list(where(self.custom_domains, environment_id=environment_id, service_id=service_id))

    def service_domains_at(self, environment_id: str, service_id: str) -> list[ServiceDomain]:
        """The generated domains of a service in an environment."""
        return list(where(self.service_domains, environment_id=environment_id, service_id=service_id))

    def proxies_at(self, environment_id: str, service_id: str) -> list[TcpProxy]:
        """The TCP proxies of a service in an environment."""
        return list(where(self.tcp_proxies, environment_id=environment_id, service_id=service_id))


def add(rows: dict[str, Any], row: Any) -> Any:
    """Put a row where its kind is kept, and give it back."""
    rows[row.id] = row
    return row


def where(rows: dict[str, Any], **wanted: str | None) -> Iterator[Any]:
    """The rows that have all wanted values; None asks for nothing."""
    asked = {name: value for name, value in wanted.items() if value is not None}
    return (row for row in rows.values() if all(getattr(row, name) == value for name, value in asked.items()))
