"""What the user of each store may do: rights are read as Valkey reads them, the last word about a command counts."""

import pytest

from components.cache.valkey_access import DATA, access_string, family, settings
from components.cache.valkey_spec import ValkeyGroup
from components.cache.words import USES, Use
from tests.components.cache.test_valkey import GROUP

CATEGORIES: dict[str, set[str]] = {
    "flushall": {"keyspace", "write", "slow", "dangerous"},
    "flushdb": {"keyspace", "write", "slow", "dangerous"},
    "swapdb": {"keyspace", "write", "fast", "dangerous"},
    "keys": {"keyspace", "read", "slow", "dangerous"},
    "restore": {"keyspace", "write", "slow", "dangerous"},
    "migrate": {"keyspace", "write", "slow", "dangerous"},
    "config|set": {"admin", "slow", "dangerous"},
    "shutdown": {"admin", "slow", "dangerous"},
    "acl|setuser": {"admin", "slow", "dangerous"},
    "debug": {"admin", "slow", "dangerous"},
    "replicaof": {"admin", "slow", "dangerous"},
    "client|kill": {"admin", "slow", "dangerous", "connection"},
    "client|list": {"admin", "slow", "dangerous", "connection"},
    "client|setinfo": {"slow", "connection"},
    "script|flush": {"slow", "scripting"},
    "script|load": {"slow", "scripting"},
    "function|load": {"write", "slow", "scripting"},
    "evalsha": {"slow", "scripting"},
    "info": {"slow", "dangerous"},
    "cluster|slots": {"slow"},
    "cluster|reset": {"admin", "slow", "dangerous"},
    "cluster|setslot": {"admin", "slow", "dangerous"},
    "auth": {"fast", "connection"},
    "hello": {"fast", "connection"},
    "ping": {"fast", "connection"},
    "readonly": {"fast", "connection"},
    "get": {"read", "string", "fast"},
    "set": {"write", "string", "slow"},
    "del": {"keyspace", "write", "slow"},
    "expire": {"keyspace", "write", "fast"},
    "scan": {"keyspace", "read", "slow"},
    "randomkey": {"keyspace", "read", "slow"},
    "hgetall": {"read", "hash", "slow"},
    "zadd": {"write", "sortedset", "fast"},
    "multi": {"fast", "transaction"},
    "blmove": {"write", "list", "slow", "blocking"},
    "xadd": {"write", "stream", "fast"},
    "publish": {"pubsub", "fast"},
}
"""Commands with their categories, as `COMMAND INFO` of Valkey tells them."""


def may(use: Use, command: str) -> bool:
    allowed = False
    for rule in access_string(use).split():
        if rule[0] not in "+-":
            continue
        about = rule[1:]
        if about in ("@all", command) or (about.removeprefix("@") in CATEGORIES[command] and about[0] == "@"):
            allowed = rule[0] == "+"
    return allowed


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize(
    "command",
    [
        "flushall",
        "flushdb",
        "swapdb",
        "keys",
        "restore",
        "migrate",
        "config|set",
        "shutdown",
        "acl|setuser",
        "debug",
        "replicaof",
        "client|kill",
        "client|list",
        "script|flush",
        "function|load",
        "cluster|reset",
        "cluster|setslot",
    ],
)
def test_nobody_empties_a_store_or_changes_how_it_runs(use: Use, command: str) -> None:
    assert not may(use, command)


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize(
    "command", ["auth", "hello", "ping", "client|setinfo", "info", "cluster|slots", "readonly", "get", "set", "expire"]
)
def test_every_client_logs_in_and_finds_its_way(use: Use, command: str) -> None:
    assert may(use, command)


@pytest.mark.parametrize(
    ("command", "uses"),
    [
        ("hgetall", {"cache", "queue"}),
        ("zadd", {"cache", "queue"}),
        ("multi", {"cache", "queue"}),
        ("del", {"cache", "idempotency", "queue"}),
        # Keys of orders are known to those who set them, and nobody lists those of others.
        ("scan", {"cache", "queue"}),
        ("randomkey", {"cache", "queue"}),
        ("blmove", {"queue"}),
        ("xadd", {"queue"}),
        ("publish", {"queue"}),
        # Taking a key only if nobody has it, and giving back only one's own, takes a script.
        ("evalsha", {"idempotency", "queue"}),
        ("script|load", {"idempotency", "queue"}),
    ],
)
def test_a_use_has_the_commands_of_its_use(command: str, uses: set[str]) -> None:
    assert {use for use in USES if may(use, command)} == uses


@pytest.mark.parametrize("use", USES)
def test_a_user_is_on_has_no_password_in_its_rights_and_starts_from_nothing(use: Use) -> None:
    rules = access_string(use).split()
    assert rules[:2] == ["on", "~*"]
    assert "+@all" not in rules
    assert next(rule for rule in rules if rule[0] in "+-") == "-@all"
    # Passwords and their removal belong to the API.
    assert not [rule for rule in rules if rule[0] in "><#!" or rule in ("nopass", "reset", "resetpass")]
    assert ("&*" in rules) == (use == "queue")


def test_every_use_has_rights_and_a_class_of_data() -> None:
    assert set(DATA) == set(USES)
    assert len({access_string(use) for use in USES}) == len(USES)


@pytest.mark.parametrize(("version", "name"), [("8.1", "valkey8"), ("8.2", "valkey8"), ("9.0", "valkey9")])
def test_settings_are_of_the_major_version_s_family(version: str, name: str) -> None:
    assert family(version) == name


def test_a_major_version_without_a_row_has_no_family() -> None:
    with pytest.raises(KeyError):
        family("10.0")


@pytest.mark.parametrize(("mode", "word"), [("on", "yes"), ("off", "no")])
def test_settings_say_what_is_thrown_away_and_whether_keys_are_split(mode: str, word: str) -> None:
    row = ValkeyGroup.model_validate({**GROUP, "cluster_mode": mode, "shards": 1, "eviction": "volatile-ttl"})
    assert {each.name: each.value for each in settings(row)} == {
        "cluster-enabled": word,
        "maxmemory-policy": "volatile-ttl",
    }
