"""What the services of a store are told: settings that Redis, Sentinel and HAProxy take, and scripts that sh takes."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.cache.railway_spec import RailwayStore
from components.cache.settings import SCRIPTS, Node, alone, entry, majority, max_memory_bytes, member, script
from components.limits import limit
from tests.components.cache.specs import AVAILABLE, CACHE, QUEUE

NODES = [Node(f"node-{at}.internal", 6379, 26379) for at in (1, 2, 3)]


def store(**changes: object) -> RailwayStore:
    return RailwayStore.model_validate({**CACHE, **changes})


def lines(text: str) -> list[str]:
    return text.splitlines()


def test_a_cache_in_memory_keeps_nothing_and_listens_on_both_kinds_of_address() -> None:
    assert lines(alone(store(), NODES[0], data="/data")["REDIS_CONFIG"]) == [
        "port 6379",
        "bind * -::*",
        "dir /data",
        "maxmemory 800000000",
        "maxmemory-policy allkeys-lru",
        "appendonly no",
        'save ""',
    ]


def test_what_must_last_is_logged_every_second_without_snapshots_beside_the_log() -> None:
    told = lines(alone(RailwayStore.model_validate(QUEUE), NODES[0], data="/data")["REDIS_CONFIG"])
    assert told[-4:] == ["maxmemory-policy noeviction", "appendonly yes", "appendfsync everysec", 'save ""']


def test_a_volume_without_a_log_gets_the_snapshots_that_redis_takes_by_itself() -> None:
    told = lines(alone(store(volume_gb=2), NODES[0], data="/data")["REDIS_CONFIG"])
    assert told[-1] == "appendonly no"


@given(st.floats(min_value=0.001, max_value=24))
def test_memory_is_told_in_whole_bytes_that_are_never_more_than_half_a_byte_off(size: float) -> None:
    told = max_memory_bytes(store(max_memory_gb=size, memory_gb=24))
    assert abs(told - size * 1_000_000_000) <= 0.5


def test_members_announce_their_names_because_addresses_change_with_every_deployment() -> None:
    told = member(RailwayStore.model_validate(AVAILABLE), NODES, 1, data="/data")
    assert lines(told["REDIS_CONFIG"])[-5:] == [
        "replica-announce-ip node-2.internal",
        "replica-announce-port 6379",
        "min-replicas-to-write 1",
        "min-replicas-max-lag 10",
        "repl-diskless-sync-delay 0",
    ]
    assert (told["SELF"], told["FIRST"]) == ("node-2.internal 6379", "node-1.internal 6379")
    assert told["PEERS"] == "node-1.internal:26379 node-3.internal:26379"


def test_sentinels_resolve_and_announce_names_before_they_name_a_master() -> None:
    told = lines(member(RailwayStore.model_validate(AVAILABLE), NODES, 0, data="/data")["SENTINEL_CONFIG"])
    # A master is a name, which Sentinel refuses until it may resolve names, and a wait is of a master that it knows.
    order = [
        "sentinel resolve-hostnames yes",
        "sentinel announce-hostnames yes",
        "sentinel announce-ip node-1.internal",
        "sentinel monitor store MASTER 2",
        "sentinel down-after-milliseconds store 5000",
    ]
    places = [told.index(line) for line in order]
    assert places == sorted(places)


@given(st.sampled_from(limit("cache", "railway", "any", "ha_node_counts").value))
def test_two_halves_of_a_store_never_both_write(count: int) -> None:
    votes = majority(count)
    assert 2 * votes > count
    nodes = [Node(f"n{at}", 1, 2) for at in range(count)]
    told = member(RailwayStore.model_validate(AVAILABLE), nodes, 0, data="/d")
    needed = next(line for line in lines(told["REDIS_CONFIG"]) if line.startswith("min-replicas-to-write"))
    # A master outside the majority has at most this many replicas, which is too few to write.
    assert int(needed.split()[1]) > count - votes - 1
    assert f"sentinel monitor store MASTER {votes}" in told["SENTINEL_CONFIG"]


def test_the_proxy_prefers_the_master_that_others_follow() -> None:
    text = entry(NODES, port=6379)["HAPROXY_CONFIG"]
    assert "bind :::6379 v4v6" in text
    assert "maxconn 10000\n" in text
    assert "@" not in text
    elected, alone_ = text.split("backend elected\n")[1].split("backend alone\n")
    for part in (elected, alone_):
        assert [line.split()[2] for line in lines(part) if line.startswith("    server ")] == [
            f"{node.host}:6379" for node in NODES
        ]
        assert part.index("INFO replication") < part.index("expect string role:master") < part.index("server node-1")
    assert "min_slaves_good_slaves:[1-9]" in elected
    assert "min_slaves_good_slaves" not in alone_


@pytest.mark.parametrize("name", ["store.sh", "node.sh"])
def test_scripts_are_posix_shell_and_take_the_password_from_the_environment(name: str) -> None:
    assert subprocess.run(["sh", "-n", SCRIPTS / name], capture_output=True, text=True).stderr == ""
    text = script(name)
    assert text.startswith("#!/bin/sh\n")
    # Railway would take this for a reference to a variable of its own.
    assert "${{" not in text
    # A password among the words of a command is seen by whoever lists processes.
    assert not [line for line in lines(text) if "redis-cli -a" in line or "--requirepass" in line]


def test_a_node_asks_who_is_master_before_it_starts_redis() -> None:
    text = script("node.sh")
    order = ["master=$(named)", "master=$(recorded)", "master=$FIRST", "replicaof %s", 'redis-server "$settings']
    places = [text.index(each) for each in order]
    assert places == sorted(places)


def test_the_settings_of_sentinel_have_the_place_for_the_master_that_the_script_fills() -> None:
    told = member(RailwayStore.model_validate(AVAILABLE), NODES, 0, data="/data")["SENTINEL_CONFIG"]
    assert told.count("sentinel monitor store MASTER ") == 1
    assert "s/^sentinel monitor store MASTER /" in script("node.sh")


SILENT = "exit 1"
ELECTED = "case $* in *get-master*) printf 'node-2.internal\\n6379\\n' ;; esac"
# The first two answers still name the node that asks; then the others have elected one.
ELECTING = """case $* in
*replicas*) echo ip ;;
*get-master*)
  echo >>"$DATA_DIR/asked"
  [ "$(grep -c '' "$DATA_DIR/asked")" -gt 2 ] && other=3 || other=1
  printf 'node-%s.internal\\n6379\\n' $other ;;
esac"""


def written(folder: Path, told: dict[str, str], answers: str = SILENT) -> dict[str, list[str]]:
    """Run a script with stand-ins for the programs of the image; the lines of the files that it wrote, by name.

    `answers` is what redis-cli is.
    """
    programs = folder / "bin"
    programs.mkdir()
    stubs = {"docker-entrypoint.sh": "exit 0", "redis-cli": answers, "chown": ":", "sleep": ":"}
    for name, body in stubs.items():
        (programs / name).write_text(f"#!/bin/sh\n{body}\n")
        (programs / name).chmod(0o755)
    environment = {
        **told,
        "DATA_DIR": str(folder),
        "REDIS_PASSWORD": "canary0password",
        "TMPDIR": str(folder),
        "PATH": f"{programs}:/usr/bin:/bin",
    }
    subprocess.run(["sh", "-c", told["START_SCRIPT"]], env=environment, cwd=folder, timeout=30, capture_output=True)
    return {path.name: lines(path.read_text()) for path in folder.rglob("*.conf")}


def node(index: int) -> dict[str, str]:
    return member(RailwayStore.model_validate(AVAILABLE), NODES, index, data="/data")


def test_the_password_is_added_when_the_container_starts_and_not_before(tmp_path: Path) -> None:
    told = alone(store(), NODES[0], data="/data")
    files = written(tmp_path, told)
    assert files["redis.conf"] == [*lines(told["REDIS_CONFIG"]), "requirepass canary0password"]


@pytest.mark.parametrize(("index", "follows"), [(0, []), (1, ["replicaof node-1.internal 6379"])])
def test_on_the_first_start_nobody_answers_and_the_first_node_is_master(
    tmp_path: Path, index: int, follows: list[str]
) -> None:
    files = written(tmp_path, node(index))
    password = ["requirepass canary0password", "masterauth canary0password"]
    assert files["redis.conf"] == [*lines(node(index)["REDIS_CONFIG"]), *password, *follows]
    assert "sentinel monitor store node-1.internal 6379 2" in files["sentinel.conf"]
    assert files["sentinel.conf"][-2:] == ["requirepass canary0password", "sentinel auth-pass store canary0password"]


def test_a_node_that_comes_back_follows_the_master_that_the_others_name(tmp_path: Path) -> None:
    files = written(tmp_path, node(0), ELECTED)
    assert files["redis.conf"][-1] == "replicaof node-2.internal 6379"
    assert "sentinel monitor store node-2.internal 6379 2" in files["sentinel.conf"]


def test_a_master_that_others_follow_starts_as_master_again_with_its_data(tmp_path: Path) -> None:
    (tmp_path / "appendonlydir").mkdir()
    assert "replicaof" not in " ".join(written(tmp_path, node(1), ELECTED)["redis.conf"])


def test_a_master_that_lost_its_disk_waits_until_another_is_elected(tmp_path: Path) -> None:
    # As master it would make the replicas, which have the data, as empty as it is.
    files = written(tmp_path, node(0), ELECTING)
    assert files["redis.conf"][-1] == "replicaof node-3.internal 6379"


def test_when_nobody_answers_the_last_known_master_counts_and_the_votes_are_kept(tmp_path: Path) -> None:
    (tmp_path / "sentinel").mkdir()
    known = ["sentinel myid 1234", "sentinel current-epoch 7", "sentinel known-replica store node-1.internal 6379"]
    state = ["requirepass old", "sentinel monitor store node-3.internal 6379 2", *known]
    (tmp_path / "sentinel" / "sentinel.conf").write_text("\n".join(state))
    files = written(tmp_path, node(0))
    assert files["redis.conf"][-1] == "replicaof node-3.internal 6379"
    assert files["sentinel.conf"][-3:] == known
    assert "requirepass old" not in files["sentinel.conf"]


def test_replicas_of_another_master_are_not_kept_as_the_new_one_is_among_them(tmp_path: Path) -> None:
    (tmp_path / "sentinel").mkdir()
    state = ["sentinel monitor store node-1.internal 6379 2", "sentinel known-replica store node-2.internal 6379"]
    (tmp_path / "sentinel" / "sentinel.conf").write_text("\n".join(state))
    assert state[1] not in written(tmp_path, node(0), ELECTED)["sentinel.conf"]
