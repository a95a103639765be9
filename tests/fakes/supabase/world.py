"""The stand-in's world: an organization with its projects, and for each of them all that the API can change."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from tests.fakes.supabase.knobs import Knobs
from tests.fakes.supabase.plans import VARIANTS

_START: Final = datetime(2026, 1, 1, tzinfo=UTC)

HEALTHY: Final = "ACTIVE_HEALTHY"
ANY_V4: Final = "0.0.0.0/0"
ANY_V6: Final = "::/0"


@dataclass(slots=True)
class Lasting:
    """A state that others see for a number of reads before it becomes another."""

    during: str
    then: str
    reads: int

    @property
    def now(self) -> str:
        """The state, looked at without a read."""
        return self.during if self.reads else self.then

    def read(self) -> str:
        """The state that a read is told."""
        told = self.now
        self.reads = max(0, self.reads - 1)
        return told


def settled(state: str) -> Lasting:
    """A state that stays."""
    return Lasting(state, state, 0)


@dataclass(slots=True)
class Database:
    """A primary or a replica.

    The first `lag` lists of the organization's projects do not show it, nor do the first `pooler_lag` of the pooler.
    """

    identifier: str
    region: str
    type: Literal["PRIMARY", "READ_REPLICA"]
    status: Lasting
    lag: int = 0
    pooler_lag: int = 0


@dataclass(slots=True)
class Disk:
    """The volume under a project's databases; `changed` holds when it was changed."""

    attributes: dict[str, Any] = field(
        default_factory=lambda: {"type": "gp3", "size_gb": 8, "iops": 3000, "throughput_mibps": 125}
    )
    changed: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Pooler:
    """How connections are pooled; no size means the platform's own."""

    default_pool_size: int | None = None
    pool_mode: str = "transaction"


@dataclass(slots=True)
class Restrictions:
    """Who may connect to the databases. `old` is what held before, as long as the change is not applied."""

    v4: list[str] = field(default_factory=lambda: [ANY_V4])
    v6: list[str] = field(default_factory=lambda: [ANY_V6])
    old: tuple[list[str], list[str]] | None = None
    status: Lasting = field(default_factory=lambda: settled("applied"))
    updated_at: str | None = None


@dataclass(slots=True)
class Hostname:
    """A custom hostname on its way through the five steps. The first `lag` reads do not show its TXT record."""

    name: str
    step: int
    lag: int
    verified: int = 0


@dataclass(slots=True)
class Schedule:
    """When the daily backup is made."""

    at: str
    updated_at: str


@dataclass(slots=True)
class Key:
    """An API key. The first `lag` lists do not show it."""

    id: str
    type: Literal["legacy", "publishable", "secret"]
    name: str
    api_key: str
    created_at: str
    updated_at: str
    description: str | None = None
    secret_jwt_template: dict[str, Any] | None = None
    lag: int = 0


@dataclass(slots=True)
class Project:
    """A project. `number` is its deprecated numeric id, and the place in the order of creation."""

    number: int
    ref: str
    name: str
    region: str
    size: str
    base_size: str
    password: str
    created_at: str
    status: Lasting
    databases: list[Database]
    keys: list[Key]
    schedule: Schedule
    addons: set[str] = field(default_factory=set)
    disk: Disk = field(default_factory=Disk)
    pooler: Pooler = field(default_factory=Pooler)
    postgres: dict[str, Any] = field(default_factory=dict)
    restrictions: Restrictions = field(default_factory=Restrictions)
    ssl_enforced: bool = False
    hostname: Hostname | None = None
    legacy_keys: bool = True

    @property
    def replicas(self) -> list[Database]:
        """The read replicas, whatever their state."""
        return [database for database in self.databases if database.type == "READ_REPLICA"]

    def addon(self, kind: str) -> str | None:
        """The variant of an add-on that is selected, if one is."""
        return next((each for each in self.addons if VARIANTS[each].type == kind), None)

    @property
    def selected(self) -> list[str]:
        """The variants that are paid for. Nano is none."""
        compute = [f"ci_{self.size}"] if self.size != "nano" else []
        return compute + sorted(self.addons)


@dataclass(slots=True)
class World:
    """All that exists."""

    knobs: Knobs
    organization: str = "sayar-fake-org"
    projects: dict[str, Project] = field(default_factory=dict)
    _ticks: int = 0

    def now(self) -> str:
        """The time, which goes on by a second whenever it is asked: what comes later has a later time."""
        self._ticks += 1
        return (_START + timedelta(seconds=self._ticks)).isoformat().replace("+00:00", "Z")

    def number(self) -> int:
        """A number that nothing had before."""
        self._ticks += 1
        return self._ticks

    def letters(self, purpose: str, length: int) -> str:
        """Letters that nothing else has: the same in every run, other ones for every call."""
        digest = hashlib.sha256(f"{purpose} {self.number()}".encode()).digest()
        return "".join(chr(ord("a") + byte % 26) for byte in digest[:length])

    def uuid(self) -> str:
        """An id that nothing else has."""
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.organization}/{self.number()}"))

    def live(self) -> dict[str, Any]:
        """Everything that exists, in plain values and without a secret."""
        return {"projects": {project.ref: _plain(project) for project in self.projects.values()}}


def _plain(project: Project) -> dict[str, Any]:
    hostname = project.hostname
    return {
        "name": project.name,
        "region": project.region,
        "status": project.status.now,
        "size": project.size,
        "addons": sorted(project.addons),
        "replicas": {each.identifier: each.region for each in project.replicas},
        "disk": dict(project.disk.attributes),
        "pooler": {"default_pool_size": project.pooler.default_pool_size, "pool_mode": project.pooler.pool_mode},
        "postgres": dict(project.postgres),
        "restrictions": {"v4": list(project.restrictions.v4), "v6": list(project.restrictions.v6)},
        "ssl_enforced": project.ssl_enforced,
        "hostname": None if hostname is None else {"name": hostname.name, "step": hostname.step},
        "backup_at": project.schedule.at,
        "keys": sorted(_key_names(project)),
        "legacy_keys": project.legacy_keys,
    }


def _key_names(project: Project) -> Iterator[str]:
    return (f"{key.type} {key.name}" for key in project.keys if key.type != "legacy")
