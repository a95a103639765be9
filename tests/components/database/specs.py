"""Database specs for tests: an honest document for each engine, and ways to change one value of it."""

from __future__ import annotations

import json
from typing import Any

from components.database.spec import DatabaseSpec
from components.database.supabase_spec import SupabaseEngine

SUPABASE: dict[str, Any] = {
    "kind": "supabase",
    "plan": "pro",
    "compute": "small",
    "pooler": {"mode": "transaction", "pool_size": 15},
    "tls_only": "on",
    "access": {"allow": "everybody", "cidrs": []},
    "postgres": {
        "statement_timeout": None,
        "work_mem": None,
        "max_connections": None,
        "track_commit_timestamp": None,
    },
    "disk": None,
    "pitr_days": None,
    "backup_at": None,
    "ipv4": "off",
    "read_replicas": [],
}
SERVERLESS = {"kind": "serverless", "min_acu": 0.5, "max_acu": 16}
PROXY = {"max_connections_percent": 90, "idle_client_s": 1800}
SECONDARY: dict[str, Any] = {"region": "eu-west", "capacity": SERVERLESS, "readers": 1, "proxy": None}
WORLDWIDE: dict[str, Any] = {"secondaries": [SECONDARY], "writes_from_secondary": "to_primary_region", "rpo_s": None}
AURORA: dict[str, Any] = {
    "kind": "aurora",
    "version": "17.11",
    "storage": "standard",
    "primary": {"region": "us-east", "capacity": SERVERLESS, "readers": 1, "proxy": None},
    "worldwide": None,
    "retention_days": 35,
    "encryption": "own_key",
    "iam_auth": "on",
    "force_ssl": "on",
    "logs": {"postgres": "on", "audit": "on", "insights_days": 7},
    "deletion_protection": "on",
    "minor_upgrades": "by_hand",
    "cells": {"capacity": {"kind": "serverless", "min_acu": 2, "max_acu": 16}, "readers": 1},
}
GP3 = {"type": "gp3", "size_gb": 8, "iops": 3000, "throughput_mibps": 125}
REPLICA: dict[str, Any] = {"region": "eu-west", "count": 1, "max_lag_s": 30}
GROWN: dict[str, Any] = {
    "disk": {"type": "gp3", "size_gb": 60, "iops": 4000, "throughput_mibps": 250},
    "pitr_days": 7,
    "ipv4": "on",
    "read_replicas": [REPLICA],
    "postgres__work_mem": "64MB",
}
"""Everything that can be bought, on top of the Supabase document; daily backups give way to `pitr_days`."""
NANO: dict[str, Any] = {"plan": "free", "compute": "nano"}


def changed(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A copy with other values; a dot in a path is written as two underscores."""
    value: dict[str, Any] = json.loads(json.dumps(base))
    for path, new in changes.items():
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("__"))
        here: Any = value
        for step in steps:
            here = here[step]
        assert isinstance(last, int) or last in here, path
        here[last] = new
    return value


def replicas(*regions: str, **counts: int) -> list[dict[str, Any]]:
    """Rows of read replicas: one in each of the regions, or by region as many as said (`eu_west=2`)."""
    said = {region.replace("_", "-"): count for region, count in counts.items()}
    return [
        {**REPLICA, "region": name, "count": count} for name, count in {**dict.fromkeys(regions, 1), **said}.items()
    ]


def _spec(engine: dict[str, Any]) -> DatabaseSpec:
    return DatabaseSpec.model_validate_json(json.dumps({"engine": engine}))


def supabase(**changes: Any) -> DatabaseSpec:
    """A database at Supabase with other values."""
    return _spec(changed(SUPABASE, changes))


def engine(**changes: Any) -> SupabaseEngine:
    """The engine of a database at Supabase with other values."""
    chosen = supabase(**changes).engine
    assert isinstance(chosen, SupabaseEngine)
    return chosen


def aurora(**changes: Any) -> DatabaseSpec:
    """A database on Aurora with other values."""
    return _spec(changed(AURORA, changes))


def refused(spec: DatabaseSpec) -> dict[str, str]:
    """The problems of a spec: what is allowed, by path below the engine."""
    return {problem.path.removeprefix("engine."): problem.allowed for problem in spec.problems()}
