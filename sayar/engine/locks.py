"""Who holds a stack: lock files of a backend of files, or the engine's own words about locks that it ran into.

The engine's file backends write one JSON file a lock with process, user, host and time; `pulumi cancel` deletes all of
them (pulumi/pulumi pkg/backend/diy/lock.go and backend.go, v3.259.0; seen after SIGKILL).
"""

from __future__ import annotations

import json
import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import unquote

from sayar.moments import moment

Owner = Literal["gone", "alive", "elsewhere", "unknown"]
"""`gone`: of this host, and it does not run any more. `elsewhere`: of another host, so nobody here can tell."""

_SCHEME: Final = "file://"
_LOCKED: Final = re.compile(r"the stack is currently locked by \d+ lock")
_HELD: Final = re.compile(r"created by (?P<user>\S*)@(?P<host>\S*) \(pid (?P<pid>\d+)\) at (?P<since>\S+)")
_CONFLICT: Final = "Another update is currently in progress"
"""What Pulumi Cloud answers (409); it names no process."""
_SLACK_S: Final = 2.0
"""Start times of processes are counted from a boot time of whole seconds."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who made a lock. `pid` 0 where the lock does not say; `since` is an RFC 3339 text."""

    user: str
    host: str
    pid: int
    since: str

    def __str__(self) -> str:
        if not self.pid:
            return "a lock that names no process"
        return f"{self.user}@{self.host}, process {self.pid}, since {self.since}"


NAMELESS: Final = Holder("", "", 0, "")


def lock_folder(backend: str, project: str, stack: str, *, home: Path, folder: Path) -> Path | None:
    """Where a backend of files keeps the locks of a stack; None for any other backend.

    `home` is what `~` means to the engine, `folder` what a relative path starts from.
    """
    if not backend.startswith(_SCHEME):
        return None
    text = unquote(backend.removeprefix(_SCHEME).partition("?")[0])
    root = home / text[1:].lstrip("/") if text.startswith("~") else folder / text
    name = stack.rpartition("/")[2]
    locks = root / ".pulumi" / "locks"
    legacy = locks / name
    # A backend from before projects were part of a stack's name has no folder of them.
    return legacy if not (root / ".pulumi" / "meta.yaml").exists() else locks / "organization" / project / name


def holders_in_folder(folder: Path) -> tuple[Holder, ...]:
    """The locks of a folder, by file name; a file that cannot be understood is a lock that names nobody."""
    try:
        paths = sorted(folder.glob("*.json"))
    except OSError:
        return ()
    return tuple(_holder(path) for path in paths)


def holders_in_words(text: str) -> tuple[Holder, ...]:
    """The locks that the engine complains of; none where its complaint is of something else."""
    if _LOCKED.search(text):
        found = (_HELD.search(line) for line in text.splitlines())
        named = tuple(Holder(one["user"], one["host"], int(one["pid"]), one["since"]) for one in found if one)
        return named or (NAMELESS,)
    return (NAMELESS,) if _CONFLICT in text else ()


def owner(holder: Holder, *, host: str | None = None, processes: Path = Path("/proc")) -> Owner:
    """Whether the process that made a lock still runs, as far as this host can tell."""
    if not holder.pid:
        return "unknown"
    if holder.host != (platform.node() if host is None else host):
        return "elsewhere"
    try:
        os.kill(holder.pid, 0)
    except ProcessLookupError:
        return "gone"
    except OSError:
        pass  # it runs, as somebody else
    started, since = _started(holder.pid, processes), moment(holder.since)
    # Numbers are given again: a process that began after the lock was made did not make it.
    younger = started is not None and since is not None and started > since.timestamp() + _SLACK_S
    return "gone" if younger else "alive"


def _holder(path: Path) -> Holder:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return Holder(str(said["username"]), str(said["hostname"]), int(said["pid"]), str(said["timestamp"]))
    except (OSError, ValueError, KeyError, TypeError):
        return NAMELESS


def _started(pid: int, processes: Path) -> float | None:
    """When a process began, in seconds since the epoch; None where the system does not say."""
    try:
        # The name in brackets may hold anything; the 22nd field is counted in ticks since the boot (proc(5)).
        ticks = int((processes / str(pid) / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19])
        lines = (processes / "stat").read_text(encoding="utf-8").splitlines()
        boot = next(int(line.split()[1]) for line in lines if line.startswith("btime "))
        return boot + ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, StopIteration):
        return None
