"""Security specs for tests: one honest document, and ways to change one value of it."""

from __future__ import annotations

import json
from typing import Any

from components.security.spec import SecuritySpec

NAMES = ("database_password", "origin_header", "jwt", "webhook_verify_token", "session")
AWS: dict[str, Any] = {
    "kind": "aws",
    "keys": {"uses": ["database", "backup"], "per_client": "off", "rotation_days": 365, "deletion_days": 30},
    "guard_duty": {"enabled": "on", "features": ["malware"], "findings_every": "fifteen_minutes"},
    "security_hub": {"enabled": "on", "standards": ["aws_foundational"]},
    "audit": {
        "region": "us-east",
        "all_regions": "on",
        "validation": "on",
        "data_events": "off",
        "retention_days": 365,
    },
    "config_recorder": "on",
    "access_analyzer": "on",
    "block_public_buckets": "on",
}
BASE: dict[str, Any] = {
    "origin_auth": {"mode": "header", "stage": "accept"},
    "secrets": {name: {"length": 48, "generation": 1} for name in NAMES},
    "cloud": AWS,
    "compliance": {"frameworks": ["gdpr"], "evidence_months": 12},
}


def spec(**changes: Any) -> SecuritySpec:
    """The spec with other values; a dot in a path is written as two underscores."""
    value: dict[str, Any] = json.loads(json.dumps(BASE))
    for path, new in changes.items():
        *steps, last = path.split("__")
        here: Any = value
        for step in steps:
            here = here[step]
        assert last in here, path
        here[last] = new
    return SecuritySpec.model_validate_json(json.dumps(value))


def problems(**changes: Any) -> dict[str, str]:
    """The problems of a spec: what is allowed, by path."""
    return {problem.path: problem.allowed for problem in spec(**changes).problems()}
