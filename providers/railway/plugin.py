"""The provider of Railway as a process."""

from __future__ import annotations

import sys
from typing import Final

from providers.kit.plugin import Vendor, VendorProvider, run
from providers.kit.timings import timings
from providers.kit.waiting import Patience
from providers.railway.api.client import ADDRESS, TOKENS, Client
from providers.railway.api.views import Views
from providers.railway.kinds.domain import CustomDomain
from providers.railway.kinds.egress import StaticEgress
from providers.railway.kinds.environment import Environment
from providers.railway.kinds.instance import ServiceInstance
from providers.railway.kinds.limit import UsageLimit
from providers.railway.kinds.project import Project
from providers.railway.kinds.service import Service
from providers.railway.kinds.shared import Railway
from providers.railway.kinds.volume import Volume

RAILWAY: Final = Vendor(
    package="railway",
    version="0.1.0",
    text="Railway over its public GraphQL API: projects, services, domains, volumes, limits.",
    address=ADDRESS,
    address_variable="RAILWAY_API_URL",
    argument="token",
    tokens=TOKENS,
)
KINDS: Final = (
    Project, Environment, Service, ServiceInstance, CustomDomain, StaticEgress, Volume, UsageLimit,
)  # fmt: skip


def made() -> tuple[Vendor, VendorProvider]:
    """The provider, not connected yet. Raises TimingsError for timings that cannot be read."""
    patience = Patience(timings())
    client = Client(agent=f"sayar-infra-railway/{RAILWAY.version}", patience=patience)
    railway = Railway(client, Views(client))
    return RAILWAY, VendorProvider(RAILWAY, [kind(railway) for kind in KINDS], client.connect, patience)


if __name__ == "__main__":
    sys.exit(run(made))
