"""Two real PostgreSQL servers on this machine, for the statements of a page."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.left_out import postgres


@dataclass(frozen=True)
class Server:
    """A server on the loopback, to which everybody may log in as anybody."""

    port: int

    def dsn(self, user: str = "postgres") -> str:
        """How to connect."""
        return f"host=127.0.0.1 port={self.port} user={user} dbname=postgres"

    def ask(self, sql: str, user: str = "postgres") -> str:
        """What a statement returns, columns by bars. Raises CalledProcessError."""
        words = ["psql", self.dsn(user), "-qAt", "-v", "ON_ERROR_STOP=1", "-c", sql]
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


@contextmanager
def two_servers() -> Iterator[tuple[Server, Server]]:
    """Servers that can replicate to each other; they end with the block."""
    folder = Path(tempfile.mkdtemp(prefix="sayar-postgres-"))
    # A server refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    started: list[Path] = []
    try:
        found = []
        for name in ("old", "new"):
            server, data = Server(_free()), folder / name
            _run(user, postgres() / "initdb", "-D", data, "-A", "trust")
            options = f"-p {server.port} -c wal_level=logical -c listen_addresses=127.0.0.1 -k {folder}"
            _run(user, postgres() / "pg_ctl", "-D", data, "-l", folder / f"{name}.log", "-o", options, "-w", "start")
            started.append(data)
            found.append(server)
        old, new = found
        yield old, new
    finally:
        for data in started:
            _run(user, postgres() / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _run(user: str | None, *words: str | Path) -> None:
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL, user=user, cwd="/")


def _free() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
