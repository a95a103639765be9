"""How the stand-in behaves where the platform's behaviour depends on time, luck or money."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.fakes.supabase.plans import Plan


@dataclass(eq=False)
class Knobs:
    """What a test can turn, before or while the stand-in serves. States last a number of reads instead of a time.

    `boot_reads`, `resize_reads`: reads of a project that still say COMING_UP, RESIZING.
    `replica_lag`: reads of the organization's projects that do not list a new replica yet.
    `pooler_lag`: reads of the pooler that do not list a new replica yet.
    `replica_reads`: reads that list it as INIT_READ_REPLICA. `replicas_fail`: how many of the next ones never start.
    `walg_enabled`: physical backups without the PITR add-on.
    `restriction_reads`: reads that call changed network restrictions stored, not applied.
    `keys_late`: reads of a new project's API keys that list none.
    `records_late`: reads of a new custom hostname that do not show its TXT record yet.
    `verify_reads`: re-verifications of a hostname that find nothing; None: until `dns_ready` is called.
    `ready_names`: hostnames whose records can be resolved.
    `disk_changes`: how often a disk may be changed; None: always.
    `other_units`: the Postgres config tells sizes in kB, whatever they were set in.
    """

    plan: Plan = "pro"
    schedule_plans: frozenset[Plan] = frozenset({"team", "enterprise"})
    boot_reads: int = 1
    resize_reads: int = 1
    replica_lag: int = 0
    pooler_lag: int = 0
    replica_reads: int = 1
    replicas_fail: int = 0
    walg_enabled: bool = False
    restriction_reads: int = 1
    keys_late: int = 0
    records_late: int = 0
    verify_reads: int | None = None
    disk_changes: int | None = None
    other_units: bool = False
    ready_names: set[str] = field(default_factory=set)
