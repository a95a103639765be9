"""The provider of Supabase as a process."""

from __future__ import annotations

import sys
from typing import Final

from providers.kit.plugin import Vendor, VendorProvider, run
from providers.kit.timings import timings
from providers.kit.waiting import Patience
from providers.supabase.api.client import ADDRESS, TOKENS, Client
from providers.supabase.api.views import Views
from providers.supabase.kinds.addon import Addon
from providers.supabase.kinds.backups import BackupSchedule
from providers.supabase.kinds.disk import Disk
from providers.supabase.kinds.hostname import CustomHostname
from providers.supabase.kinds.keys import ApiKeys
from providers.supabase.kinds.networks import NetworkRestrictions
from providers.supabase.kinds.pooler import PoolerConfig
from providers.supabase.kinds.postgres import PostgresConfig
from providers.supabase.kinds.project import Project
from providers.supabase.kinds.replica import ReadReplica
from providers.supabase.kinds.shared import Supabase
from providers.supabase.kinds.ssl import SslEnforcement

SUPABASE: Final = Vendor(
    package="supabase",
    version="0.1.0",
    text="Supabase over its Management API: projects, add-ons, replicas, settings of the database, access.",
    address=ADDRESS,
    address_variable="SUPABASE_API_URL",
    argument="accessToken",
    tokens=TOKENS,
)
KINDS: Final = (
    Project, Addon, Disk, ReadReplica, PoolerConfig, PostgresConfig, NetworkRestrictions, SslEnforcement,
    CustomHostname, BackupSchedule, ApiKeys,
)  # fmt: skip


def made() -> tuple[Vendor, VendorProvider]:
    """The provider, not connected yet. Raises TimingsError for timings that cannot be read."""
    patience = Patience(timings())
    client = Client(agent=f"sayar-infra-supabase/{SUPABASE.version}", patience=patience)
    supabase = Supabase(client, Views(client))
    return SUPABASE, VendorProvider(SUPABASE, [kind(supabase) for kind in KINDS], client.connect, patience)


if __name__ == "__main__":
    sys.exit(run(made))
