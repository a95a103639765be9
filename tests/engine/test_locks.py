"""Who holds a stack, from lock files and from the engine's words; and whether that process still runs."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sayar.engine.locks import NAMELESS, Holder, holders_in_folder, holders_in_words, lock_folder, owner

HERE = platform.node()
WORDS = (
    "error: the stack is currently locked by 2 lock(s). Either wait for the other process(es) to end or delete the"
    " lock file with `pulumi cancel`.\n"
    "  s3://b/.pulumi/locks/organization/sayar/prod/a.json: created by ci@runner-7 (pid 41) at 2026-11-26T11:08:40Z\n"
    "  s3://b/.pulumi/locks/organization/sayar/prod/b.json: created by ann@desk (pid 12) at 2026-11-26T11:09:01Z\n"
)
"""As engine 3.259.0 says it."""


def now(offset_s: float = 0) -> str:
    return datetime.fromtimestamp(time.time() + offset_s, UTC).isoformat()


def ended() -> int:
    """The number of a process that ran and is gone."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_process_of_this_host_that_is_gone_is_gone() -> None:
    assert owner(Holder("ann", HERE, ended(), now())) == "gone"


def test_a_process_that_runs_is_alive_and_init_is_so_too() -> None:
    assert owner(Holder("ann", HERE, os.getpid(), now())) == "alive"
    assert owner(Holder("root", HERE, 1, now())) == "alive"


def process(folder: Path, pid: int, after_boot_s: float, boot_s: int) -> Path:
    """A /proc in which a process began so long after the machine (proc(5): field 22 of stat, in ticks)."""
    ticks = int(after_boot_s * os.sysconf("SC_CLK_TCK"))
    (folder / str(pid)).mkdir()
    (folder / str(pid) / "stat").write_text(f"{pid} (a name) S {' '.join(['0'] * 18)} {ticks} 0 0\n", encoding="utf-8")
    (folder / "stat").write_text(f"cpu 1 2 3\nbtime {boot_s}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(("began_s", "found"), [(-60, "alive"), (1, "alive"), (60, "gone")])
def test_a_number_that_was_given_again_is_not_the_owner(tmp_path: Path, began_s: float, found: str) -> None:
    """A process that began after the lock was made cannot have made it; boot times are of whole seconds."""
    lock = Holder("ann", HERE, os.getpid(), now())
    made_s = int(datetime.fromisoformat(lock.since).timestamp())
    processes = process(tmp_path, os.getpid(), 1000 + began_s, made_s - 1000)
    assert owner(lock, processes=processes) == found


def test_where_the_system_does_not_say_when_it_began_a_running_process_counts_as_the_owner(tmp_path: Path) -> None:
    assert owner(Holder("ann", HERE, os.getpid(), now(-86400)), processes=tmp_path) == "alive"
    assert owner(Holder("ann", HERE, os.getpid(), "some day")) == "alive"


def test_of_another_host_nobody_here_can_tell() -> None:
    assert owner(Holder("ci", "runner-7", ended(), now()), host="desk") == "elsewhere"
    assert owner(NAMELESS) == "unknown"


def test_the_engines_words_name_every_holder() -> None:
    assert [(one.user, one.host, one.pid) for one in holders_in_words(WORDS)] == [
        ("ci", "runner-7", 41),
        ("ann", "desk", 12),
    ]
    assert holders_in_words("error: [409] Conflict: Another update is currently in progress.") == (NAMELESS,)
    assert holders_in_words("error: the stack is currently locked by 1 lock(s).") == (NAMELESS,)
    assert holders_in_words("error: the vendor locked the account; created by ann@desk (pid 1) at noon") == ()


def test_lock_files_are_read_and_a_broken_one_is_still_a_lock(tmp_path: Path) -> None:
    good = {"pid": 7, "username": "ann", "hostname": "desk", "timestamp": "2026-11-26T11:08:40.899681667Z"}
    (tmp_path / "a.json").write_text(json.dumps(good), encoding="utf-8")
    (tmp_path / "a.json.attrs").write_text("{}", encoding="utf-8")
    (tmp_path / "b.json").write_text("", encoding="utf-8")
    assert holders_in_folder(tmp_path) == (Holder("ann", "desk", 7, good["timestamp"]), NAMELESS)
    assert holders_in_folder(tmp_path / "none") == ()


def test_only_a_backend_of_files_has_a_folder_of_locks(tmp_path: Path) -> None:
    def found(url: str, stack: str = "prod") -> Path | None:
        return lock_folder(url, "sayar", stack, home=tmp_path / "home", folder=tmp_path / "project")

    for remote in ("https://api.pulumi.com", "s3://bucket?region=eu", "azblob://c", ""):
        assert found(remote) is None
    for url, root in (
        (f"file://{tmp_path}/my%20state?no_tmp_dir=true", tmp_path / "my state"),
        ("file://~", tmp_path / "home"),
        ("file://~/deep", tmp_path / "home" / "deep"),
        ("file://./near", tmp_path / "project" / "near"),
    ):
        (root / ".pulumi").mkdir(parents=True)
        (root / ".pulumi" / "meta.yaml").touch()
        assert found(url) == root / ".pulumi" / "locks" / "organization" / "sayar" / "prod"
        assert found(url, "organization/sayar/prod") == found(url)
    assert found(f"file://{tmp_path}") == tmp_path / ".pulumi" / "locks" / "prod", "a backend of before projects"
