"""What an organization's plan gives access to, and what add-ons and compute sizes there are and cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

Plan = Literal["free", "pro", "team", "enterprise"]


@dataclass(frozen=True, slots=True)
class Size:
    """A compute size: its prices in USD, and the connections that it takes."""

    monthly: int
    hourly: float
    connections: int
    pooler_clients: int


# In the order of their size. Nano is no add-on: it is what a project of the free plan has.
SIZES: Final = {
    "nano": Size(0, 0.0, 60, 200),
    "micro": Size(10, 0.01344, 60, 200),
    "small": Size(15, 0.0206, 90, 400),
    "medium": Size(60, 0.0822, 120, 600),
    "large": Size(110, 0.1517, 160, 800),
    "xlarge": Size(210, 0.2877, 240, 1000),
    "2xlarge": Size(410, 0.562, 380, 1500),
    "4xlarge": Size(960, 1.32, 480, 3000),
    "8xlarge": Size(1870, 2.562, 490, 6000),
    "12xlarge": Size(2800, 3.836, 500, 9000),
    "16xlarge": Size(3730, 5.12, 500, 12000),
}


@dataclass(frozen=True, slots=True)
class Variant:
    """One thing that can be bought for a project."""

    type: str
    id: str
    name: str
    monthly: int
    hourly: float

    def as_json(self) -> dict[str, Any]:
        """The variant as the API tells it."""
        price = {
            "description": f"${self.monthly}/month (~${self.hourly:g}/hour)",
            "type": "usage",
            "interval": "hourly",
            "amount": self.hourly,
        }
        return {"id": self.id, "name": self.name, "price": price}


def _variants() -> Iterator[Variant]:
    for name, size in SIZES.items():
        if name != "nano":
            yield Variant("compute_instance", f"ci_{name}", name, size.monthly, size.hourly)
    for days, monthly, hourly in ((7, 100, 0.137), (14, 200, 0.274), (28, 400, 0.55)):
        yield Variant("pitr", f"pitr_{days}", f"{days} days", monthly, hourly)
    yield Variant("custom_domain", "cd_default", "Custom Domain", 10, 0.0137)
    yield Variant("ipv4", "ipv4_default", "IPv4 Address", 4, 0.0055)


VARIANTS: Final = {variant.id: variant for variant in _variants()}
ADDONS: Final = {
    "compute_instance": "Compute Instance",
    "pitr": "Point in Time Recovery",
    "custom_domain": "Custom Domain",
    "ipv4": "IPv4 Address",
}

_BACKUP_DAYS: Final[dict[Plan, int]] = {"free": 0, "pro": 7, "team": 14, "enterprise": 30}


def size_rank(size: str) -> int:
    """The place of a compute size among the others."""
    return list(SIZES).index(size)


def entitlements(plan: Plan, schedule_plans: frozenset[Plan]) -> dict[str, Any]:
    """The list of what a plan gives access to."""
    paid = plan != "free"
    days = _BACKUP_DAYS[plan]
    return {
        "entitlements": [
            _switch("instances.read_replicas", paid),
            _set("instances.compute_update_available_sizes", _of_type("compute_instance"), paid),
            _switch("instances.disk_modifications", paid),
            _set("pitr.available_variants", _of_type("pitr"), paid),
            _switch("custom_domain", paid),
            _switch("ipv4", paid),
            _switch("log_drains", paid),
            _switch("dedicated_pooler", paid),
            _switch("backup.schedule", plan in schedule_plans),
            _number("backup.retention_days", days, "days"),
            _switch("security.private_link", plan in ("team", "enterprise")),
            _switch("instances.high_availability", plan == "enterprise"),
        ]
    }


def _of_type(kind: str) -> list[str]:
    return [variant.id for variant in VARIANTS.values() if variant.type == kind]


def _entitlement(key: str, kind: str, access: bool, config: dict[str, Any]) -> dict[str, Any]:
    return {"feature": {"key": key, "type": kind}, "hasAccess": access, "type": kind, "config": config}


def _switch(key: str, access: bool) -> dict[str, Any]:
    return _entitlement(key, "boolean", access, {"enabled": access})


def _set(key: str, members: list[str], access: bool) -> dict[str, Any]:
    return _entitlement(key, "set", access, {"enabled": access, "set": members if access else []})


def _number(key: str, value: int, unit: str) -> dict[str, Any]:
    config = {"enabled": value > 0, "value": value, "unlimited": False, "unit": unit}
    return _entitlement(key, "numeric", value > 0, config)
