"""The closed sets of words that specs of the cache are written in."""

from __future__ import annotations

from typing import Literal

Use = Literal["cache", "idempotency", "queue"]
"""What a store is for. Each use has a store of its own, so that filling one never empties another."""

USES: tuple[Use, ...] = ("cache", "idempotency", "queue")

Eviction = Literal["allkeys-lru", "allkeys-lfu", "volatile-lru", "volatile-lfu", "volatile-ttl", "noeviction"]
"""What is thrown away when the memory is full; `noeviction` refuses writes instead."""

RailwayPlan = Literal["free", "hobby", "pro", "enterprise"]
