"""A trial of the highly available store with real processes, on loopback; needs redis-server and haproxy on PATH.

    python -m tests.components.cache.failover

Starts three nodes and the proxy with the scripts and settings that Railway gets, writes through the proxy without a
pause, ends the master in three ways, and starts it again. The old master must come back as a replica, and a master
that is stopped must lose no acknowledged write; one that dies may lose what it had copied to nobody, which is printed.
Takes two minutes; exit code 1 where a trial failed.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from components.cache.settings import Node, entry, member
from tests.components.cache.specs import AVAILABLE, spec

PASSWORD, PROXY = "TrialPassword", 7100
NODES = [Node("127.0.0.1", 7000 + at, 27000 + at) for at in (1, 2, 3)]
WAYS = {"stopped": signal.SIGTERM, "killed": signal.SIGKILL, "frozen": signal.SIGSTOP}


def ask(port: int, *words: str, timeout: float = 2) -> str:
    """The first line of what Redis answers. Raises OSError where nobody does."""
    with socket.create_connection(("127.0.0.1", port), timeout) as link, link.makefile("rb") as answers:
        for line in (f"AUTH {PASSWORD}", " ".join(words)):
            link.sendall(f"{line}\r\n".encode())
            answer = answers.readline()
            if not answer or answer.startswith(b"-"):
                raise OSError(answer.decode() or "closed")
        return (answers.readline() if answer.startswith(b"*") else answer).decode().strip()


def role(node: Node) -> str:
    """What a node says it is, empty where it says nothing."""
    try:
        with socket.create_connection((node.host, node.redis), 2) as link:
            link.sendall(f"AUTH {PASSWORD}\r\nROLE\r\nQUIT\r\n".encode())
            text = b"".join(iter(lambda: link.recv(4096), b""))
    except OSError:
        return ""
    return "master" if b"\r\nmaster\r\n" in text else "slave" if b"\r\nslave\r\n" in text else ""


def start(folder: Path, index: int) -> subprocess.Popen[bytes]:
    """A node in a process group of its own, as a container would be."""
    data = folder / str(index)
    data.mkdir(exist_ok=True)
    told = member(spec(AVAILABLE).store.stores[0], NODES, index, data=str(data))  # type: ignore[union-attr,arg-type]
    told |= {"REDIS_PASSWORD": PASSWORD, "ENTRYPOINT": "", "PATH": os.environ["PATH"]}
    with (folder / f"{index}.log").open("ab") as log:
        return subprocess.Popen(["sh", "-c", told["START_SCRIPT"]], env=told, stdout=log, stderr=log, process_group=0)


class Writer(threading.Thread):
    """Writes one key after the other through the proxy; keeps those that were acknowledged."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.kept: list[str] = []
        self.gap = 0.0
        self.ended = threading.Event()

    def run(self) -> None:
        last, number = time.monotonic(), 0
        while not self.ended.is_set():
            number += 1
            key = f"{id(self)}:{number}"
            try:
                ask(PROXY, "SET", key, "1")
            except OSError:
                time.sleep(0.1)
                continue
            self.kept.append(key)
            self.gap, last = max(self.gap, time.monotonic() - last), time.monotonic()
            time.sleep(0.005)


def trial(way: str, folder: Path, processes: list[subprocess.Popen[bytes]]) -> bool:
    """End the master in one way and start it again; whether it went as it must."""
    index = next(at for at, node in enumerate(NODES) if role(node) == "master")
    writer = Writer()
    writer.start()
    time.sleep(3)
    # A stop is told to the script alone, which must pass it on; the rest happens to all at once.
    (os.kill if way == "stopped" else os.killpg)(processes[index].pid, WAYS[way])
    time.sleep(14)
    if way == "frozen":
        os.killpg(processes[index].pid, signal.SIGCONT)
    else:
        processes[index] = start(folder, index)
    time.sleep(14)
    writer.ended.set()
    writer.join()
    if not writer.kept:
        print(f"{way}: nothing could be written")  # noqa: T201
        return False
    missing = [key for key in writer.kept if ask(PROXY, "EXISTS", key) != ":1"]
    roles = [role(node) for node in NODES]
    print(f"{way}: no write for {writer.gap:.1f} s, {len(missing)} of {len(writer.kept)} writes missing, {roles}")  # noqa: T201
    return not (missing and way == "stopped") and roles[index] == "slave" and roles.count("master") == 1


def main() -> int:
    """All trials, one after the other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        told = entry(NODES, port=PROXY)["HAPROXY_CONFIG"]
        (folder / "haproxy.cfg").write_text(told)
        processes = [start(folder, index) for index in range(len(NODES))]
        with (folder / "proxy.log").open("wb") as log:
            environment = {"REDIS_PASSWORD": PASSWORD, "PATH": os.environ["PATH"]}
            command = ["haproxy", "-W", "-db", "-f", str(folder / "haproxy.cfg")]
            processes.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log, process_group=0))
        try:
            time.sleep(15)
            passed = True
            for way in WAYS:
                passed &= trial(way, folder, processes)
            return 0 if passed else 1
        finally:
            for process in processes:
                os.killpg(process.pid, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
