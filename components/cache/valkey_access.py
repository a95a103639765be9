"""What the user of each store may do in Valkey, and how a group is set: rows, without the SDK."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from components.cache.valkey_spec import ValkeyGroup
from components.cache.words import Use
from components.limits import limit
from components.network.spec import DataClass

DATA: Final[Mapping[Use, DataClass]] = MappingProxyType(
    {"cache": "catalog", "idempotency": "business", "queue": "personal"}
)
"""What lies in a store: products that many ask for, keys of orders, jobs with people's messages in them."""

_SCRIPTS: Final = ("+eval", "+evalsha", "+script|load", "+script|exists")
"""Scripts run as their caller, so these open nothing; the rest of their category empties what others loaded."""

_KEYS: Final = ("+del", "+unlink", "+exists", "+expire", "+pexpire", "+ttl", "+pttl", "+type")

_ALLOWED: Final[Mapping[Use, tuple[str, ...]]] = MappingProxyType(
    {
        "cache": ("+@string", "+@hash", "+@set", "+@sortedset", "+@keyspace", "+@transaction"),
        # Who sets a key knows its name: nobody needs to list those of others.
        "idempotency": ("+@string", *_KEYS, *_SCRIPTS),
        "queue": (
            "+@string",
            "+@hash",
            "+@list",
            "+@set",
            "+@sortedset",
            "+@stream",
            "+@keyspace",
            "+@transaction",
            "+@pubsub",
            *_SCRIPTS,
        ),
    }
)

_ALWAYS: Final = ("+@connection",)
_NEVER: Final = ("-@admin", "-@dangerous")
"""FLUSHALL, KEYS, CONFIG, CLIENT KILL and their like: each is in one of the categories above as well, so what is taken
away stands behind what is given."""

_CLIENTS: Final = ("+info", "+cluster|slots", "+cluster|shards", "+cluster|nodes", "+cluster|info")
"""What clients read of a group to find their way in it. Part of it counts as dangerous, so it comes last of all."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a parameter group."""

    name: str
    value: str


def access_string(use: Use) -> str:
    """The rights of the user of a store. A group has one use and no other keys, so all keys are in reach; channels are
    only where jobs are announced.
    """
    channels = ("&*",) if use == "queue" else ()
    return " ".join(("on", "~*", *channels, "-@all", *_ALWAYS, *_ALLOWED[use], *_NEVER, *_CLIENTS))


def family(version: str) -> str:
    """The family of settings that a version takes. Raises KeyError for a major version without a row."""
    return str(limit("cache", "valkey", version.split(".")[0], "parameter_family").value)


def settings(group: ValkeyGroup) -> tuple[Setting, ...]:
    """The settings of a group that are not the family's own."""
    mode = "yes" if group.cluster_mode == "on" else "no"
    return (Setting("cluster-enabled", mode), Setting("maxmemory-policy", group.eviction))
