"""Copies off the vendor: buckets, and the job that fills them."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from components.backup.dumps_spec import DumpsSpec
from components.base import Providers
from components.database.database import Database
from components.hosting.project import HostingProject
from components.network.regions import called
from infra.config.stack import StackConfig


def backups(
    config: StackConfig, providers: Providers, project: HostingProject, database: Database
) -> tuple[pulumi.Output[Sequence[str]], ...]:
    """Register what `sayar:backup.dumps` asks for; gives the fixed addresses that the job comes from."""
    spec, dumps, recipient = config.platform, config.platform.backup.dumps, config.recipient
    if not isinstance(dumps, DumpsSpec):
        return ()
    # Buckets are Cloudflare's, whose SDK is the heaviest of all.
    from components.backup.buckets import BackupBuckets
    from components.backup.dump_job import DumpJob

    buckets = BackupBuckets(
        "backups",
        spec.backup,
        providers,
        account_id=spec.accounts.cloudflare,
        domain=spec.platform.domain,
        written=recipient is not None,
    )
    if recipient is None:
        return ()
    job = DumpJob(
        "dumps",
        spec.backup,
        providers,
        project_id=project.project_id,
        environment_id=project.environment_id,
        region=called("railway", spec.network.primary),
        database_url=database.session_url,
        storage_url=database.api_url,
        storage_key=database.secret_key,
        static_egress=spec.hosting.fixed_addresses,
        buckets=buckets,
        recipient=recipient,
    )
    return job.egress
