"""Backup specs for tests: one honest document, and ways to change one value of it."""

from __future__ import annotations

import json
from typing import Any

from components.backup.spec import BackupSpec

DAY = 86400
KEY = "age1efext44vkpujvx0gn3ue5cjqnqxx20vf0u3s58vhxf8dkkxlka3qm6569m"
"""The public half of a key that age-keygen made for these tests; nobody has the other half."""

BUCKET: dict[str, Any] = {"name": "near", "jurisdiction": "none", "place": "enam", "lock_days": 14, "keep_days": 35}
DUMPS: dict[str, Any] = {
    "kind": "r2",
    "every_h": 24,
    "runner": "railway",
    "parts": ["roles", "schema", "data", "files"],
    "encrypted": "on",
    "job": {"vcpu": 1, "memory_gb": 1},
    "buckets": [BUCKET],
    "drill": {"every_days": 30, "oldest_days": 35, "most_s": 7200},
}
BASE: dict[str, Any] = {
    "database": {"kind": "supabase_pitr", "keep_days": 7},
    "dumps": DUMPS,
    "vaults": {"kind": "none"},
    "targets": {"rpo_s": 120, "rpo_without_vendor_s": DAY, "rto_s": 7200},
}


def spec(**changes: Any) -> BackupSpec:
    value = json.loads(json.dumps(BASE))
    for path, new in changes.items():
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("__"))
        here = value
        for step in steps:
            here = here[step]
        here[last] = new
    return BackupSpec.model_validate_json(json.dumps(value))


def problems(**changes: Any) -> dict[str, str]:
    return {problem.path: problem.allowed for problem in spec(**changes).problems()}
