"""Stores on Railway for tests: an honest row for each use, and the whole spec around rows."""

from __future__ import annotations

import json
from typing import Any

from components.cache.spec import CacheSpec

CACHE: dict[str, Any] = {
    "use": "cache",
    "region": "us-east",
    "vcpu": 1,
    "memory_gb": 1,
    "max_memory_gb": 0.8,
    "eviction": "allkeys-lru",
    "nodes": "single",
    "append_log": "off",
    "volume_gb": None,
}
QUEUE: dict[str, Any] = {
    **CACHE,
    "use": "queue",
    "max_memory_gb": 0.75,
    "eviction": "noeviction",
    "append_log": "on",
    "volume_gb": 1.5,
}
KEYS: dict[str, Any] = {**QUEUE, "use": "idempotency"}
AVAILABLE: dict[str, Any] = {**QUEUE, "nodes": "sentinel"}
PASSWORD: dict[str, Any] = {"length": 40, "generation": 1}


def spec(*stores: dict[str, Any], version: str = "8", password: dict[str, Any] | None = None) -> CacheSpec:
    """The spec of these stores."""
    row = {"kind": "railway", "version": version, "password": password or PASSWORD, "stores": stores}
    return CacheSpec.model_validate_json(json.dumps({"store": row}))


def external(*stores: dict[str, Any]) -> CacheSpec:
    """The spec of stores that somebody else runs."""
    return CacheSpec.model_validate_json(json.dumps({"store": {"kind": "external", "stores": stores}}))
