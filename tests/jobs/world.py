"""A world for the job: stand-ins of the tools on PATH, a Storage API on loopback, buckets that are folders."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (ROOT / "jobs" / "dump.py").read_text(encoding="utf-8")
TOOLS = ("psql", "pg_dump", "pg_dumpall", "age", "rclone")
KEY = "age1efext44vkpujvx0gn3ue5cjqnqxx20vf0u3s58vhxf8dkkxlka3qm6569m"
PASSWORD = "p@ss/w:rd-canary"
SECRETS = {"S3_KEY_ID": "canary-key-id", "S3_SECRET": "canary-s3-secret", "STORAGE_KEY": "sb_secret_canary"}
DATABASE = "postgresql://postgres.ref:p%40ss%2Fw%3Ard-canary@pooler.example:5432/postgres"
TURNED = bytes(255 - byte for byte in range(256))


@dataclass
class World:
    """Where a job runs, and what came of it."""

    home: Path
    given: dict[str, str]
    faults: dict[str, str] = field(default_factory=dict)

    def start(self) -> subprocess.Popen[str]:
        """The program as the service starts it: its text in a variable, and nothing else."""
        (self.home / "faults.json").write_text(json.dumps(self.faults))
        surroundings = {"PATH": str(self.home / "bin"), "HOME": str(self.home), "TMPDIR": str(self.home / "tmp")}
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM], env={**surroundings, **self.given}, stderr=subprocess.PIPE, text=True
        )

    def run(self) -> tuple[int, list[str]]:
        """Exit code and the lines of standard error, without the key that each begins with."""
        child = self.start()
        _, said = child.communicate(timeout=60)
        for secret in (*SECRETS.values(), PASSWORD, "p%40ss"):
            assert secret not in said
        return child.returncode, [line.partition("Z: ")[2] or line for line in said.splitlines()]

    def objects(self, bucket: str) -> dict[str, bytes]:
        """What arrived in a bucket, by name, of all dumps."""
        folder = self.home / "buckets" / bucket
        return {path.name: path.read_bytes() for path in sorted(folder.glob("*/*/*"))}

    def plain(self, bucket: str, part: str) -> bytes:
        """A part as it was before age."""
        line, _, rest = self.objects(bucket)[f"{part}.age"].partition(b"\n")
        assert line == f"age {KEY}".encode()
        return rest.translate(TURNED)

    def manifest(self, bucket: str) -> dict[str, Any]:
        """What says that a dump is complete."""
        manifest: dict[str, Any] = json.loads(self.objects(bucket)["manifest.json"])
        return manifest

    def calls(self, tool: str) -> list[dict[str, Any]]:
        """Each call of a tool."""
        rows = [json.loads(line) for line in (self.home / "calls.jsonl").read_text().splitlines()]
        return [row for row in rows if row["tool"] == tool]


def world(home: Path, storage: str, **given: str) -> World:
    """A sound one with two buckets."""
    for folder in ("bin", "tmp", "buckets/near", "buckets/far"):
        (home / folder).mkdir(parents=True)
    # Isolated, so that a stand-in starts fast and sees no site of the tests.
    text = f"#!{sys.executable} -IS\n" + (Path(__file__).parent / "tools.py").read_text(encoding="utf-8")
    for tool in TOOLS:
        (home / "bin" / tool).write_text(text)
        (home / "bin" / tool).chmod(0o755)
    buckets = [{"name": name, "endpoint": f"https://{name}.example"} for name in ("near", "far")]
    flags = {"schema": ["--exclude-schema=auth"], "data": ["--exclude-table=auth.schema_migrations"]}
    return World(
        home,
        {
            **SECRETS,
            "DATABASE_URL": DATABASE,
            "STORAGE_URL": storage,
            "RECIPIENT": KEY,
            "PARTS": "roles,schema,data,files",
            "BUCKETS": json.dumps(buckets),
            "FLAGS": json.dumps(flags),
            "MOST_S": "60",
            **given,
        },
    )


@dataclass
class Storage:
    """What the Storage API holds: objects by bucket and name. `answers` are taken instead, one a request of a path."""

    objects: dict[str, dict[str, bytes]]
    page: int = 2
    answers: dict[str, list[tuple[int, bytes, Mapping[str, str]]]] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    url: str = ""


@contextmanager
def serving(storage: Storage) -> Iterator[Storage]:
    """Storage on loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            """Quiet."""

        def reply(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            # What was announced and does not come must end, or the reader would wait for it.
            self.close_connection = True

        def path_of(self) -> str:
            path = unquote(self.path).removeprefix("/storage/v1/")
            storage.asked.append((path, self.headers["apikey"]))
            return path

        def do_GET(self) -> None:
            path = self.path_of()
            if storage.answers.get(path):
                return self.reply(*storage.answers[path].pop(0))
            if path == "bucket":
                return self.reply(200, json.dumps([{"id": name} for name in storage.objects]).encode())
            bucket, _, name = path.removeprefix("object/authenticated/").partition("/")
            return self.reply(200, storage.objects[bucket][name])

        def do_POST(self) -> None:
            path, body = self.path_of(), json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert (body["prefix"], body["with_delimiter"]) == ("", False)
            if storage.answers.get(path):
                return self.reply(*storage.answers[path].pop(0))
            # A vendor may give less than was asked for: only what it says about a next page counts.
            names, start = sorted(storage.objects[path.rpartition("/")[2]]), int(body.get("cursor", 0))
            end = start + min(body["limit"], storage.page)
            page = {
                "folders": [],
                "objects": [{"name": name} for name in names[start:end]],
                "hasNext": end < len(names),
            }
            return self.reply(200, json.dumps({**page, "nextCursor": str(end)}).encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    storage.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield storage
    finally:
        server.shutdown()
        server.server_close()


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
