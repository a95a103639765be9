"""Buckets and job as tests make them, with canaries for secrets."""

from __future__ import annotations

import hashlib
from typing import Any

from components.backup.buckets import BackupBuckets
from components.backup.dump_job import DumpJob
from components.backup.spec import BackupSpec
from tests.components.backup.specs import BUCKET, KEY, spec
from tests.support.mocks import Recording, fake_providers, record

BUCKETS = "sayar:backup:BackupBuckets"
JOB = "sayar:backup:DumpJob"
R2 = "cloudflare:index/r2Bucket:R2Bucket"
LOCK = "cloudflare:index/r2BucketLock:R2BucketLock"
LIFECYCLE = "cloudflare:index/r2BucketLifecycle:R2BucketLifecycle"
TOKEN = "cloudflare:index/accountToken:AccountToken"
SERVICE = "railway:index:Service"
INSTANCE = "railway:index:ServiceInstance"
EGRESS = "railway:index:StaticEgress"

ACCOUNT = "0" * 31 + "a"
FAR: dict[str, Any] = {**BUCKET, "name": "far", "jurisdiction": "eu", "place": "weur", "keep_days": 60}
CANARIES = {"token": "canary-token-value", "database": "canary-database-url", "storage": "canary-storage-key"}
DERIVED = hashlib.sha256(CANARIES["token"].encode()).hexdigest()


def two(**changes: Any) -> BackupSpec:
    """A spec with a bucket in each of two jurisdictions."""
    return spec(dumps__buckets=[BUCKET, FAR], **changes)


def backup(
    chosen: BackupSpec,
    *,
    job: bool = True,
    written: bool | None = None,
    preview: bool = False,
    fixed: bool = False,
    egress: list[Any] | None = None,
) -> Recording:
    """Buckets and, unless it is not wanted, the job of a spec, with `fixed` addresses, which go to `egress`.

    Secrets come as plain texts: sealing is not the caller's duty.
    """

    def program() -> None:
        providers = fake_providers()
        buckets = BackupBuckets(
            "backup",
            chosen,
            providers,
            account_id=ACCOUNT,
            domain="sayar.example",
            written=job if written is None else written,
        )
        if job:
            made = DumpJob(
                "dump-job",
                chosen,
                providers,
                project_id="project-1",
                environment_id="environment-1",
                region="us-east4-eqdc4a",
                database_url=CANARIES["database"],
                storage_url="https://ref.supabase.example",
                storage_key=CANARIES["storage"],
                static_egress=fixed,
                buckets=buckets,
                recipient=KEY,
            )
            for addresses in made.egress:
                addresses.apply(lambda given: egress.extend(given) if egress is not None else None)

    vendor: dict[str, Any] = {TOKEN: {"value": CANARIES["token"]}, EGRESS: {"addresses": ["203.0.113.7"]}}
    return record(program, preview=preview, outputs=vendor)
