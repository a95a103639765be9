"""One dump of the platform, taken in a bare container: roles, schema, data and files, encrypted, in every bucket.

All is streamed: a part goes from pg_dump or from the Storage API through age into one `rclone rcat` for each bucket,
and nothing of it is written to a disk. Objects are `<date>/<time>/<part>.age` in UTC. `manifest.json` comes last, and
only where every part arrived: a dump without one is incomplete. Nothing is ever overwritten or deleted. The exit code
is 1 after any problem, each of which is one line on standard error. Only the standard library is used, and the text is
short, because it travels in a variable of the service.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from subprocess import DEVNULL, PIPE, Popen
from typing import Any
from urllib import error, parse, request

FROM_DATABASE = ("roles", "schema", "data")
# Parts of 32 MiB: 10,000 of them, which is what a bucket takes, are 312 GiB; two buckets need some 300 MB of memory.
RCLONE = ("--s3-chunk-size=32M", "--s3-upload-concurrency=2", "--retries=1", "--log-level=ERROR")
ASK = """\\set ON_ERROR_STOP on
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0;
SHOW server_version; SELECT pg_export_snapshot();
"""


class FailedError(Exception):
    """A step went wrong: why, in one line. The other steps are still done."""


class Child:
    """A vendor's tool with the variables that it needs and no others. Raises FailedError if it cannot be started."""

    started: list[Child] = []

    def __init__(self, command: list[str], variables: Mapping[str, str], stdin: Any = PIPE) -> None:
        self.name, self.said = command[0], tempfile.TemporaryFile()  # noqa: SIM115 - closed with the program
        own = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | {**variables}
        try:
            self.process = Popen(command, env=own, stdin=stdin, stdout=PIPE, stderr=self.said)  # noqa: S603
        except OSError as reason:
            raise FailedError(f"{self.name} cannot be started: {reason.strerror}") from None
        self.input: Any = self.process.stdin
        self.output: Any = self.process.stdout
        self.started.append(self)

    def tell(self, chunk: bytes | None) -> bool:
        """A chunk, or None for the end. False once it does not listen; `failure` knows why."""
        try:
            self.input.write(chunk or b"")
            self.input.flush() if chunk else self.input.close()
        except OSError:
            return False
        return True

    def failure(self) -> str | None:
        """Wait until it ends. None if all went well."""
        code = self.process.wait()
        self.said.seek(0)
        lines = [line for line in self.said.read().decode(errors="replace").splitlines() if line.strip()]
        reason = next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "it said nothing")
        return f"{self.name} ended with {code}: {reason}" if code else None


class Run:
    """One run: what it was given, split among the tools, and what came of it."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given, self.key = given, f"{datetime.now(UTC):%Y-%m-%d/%H%M%SZ}"
        self.parts: dict[str, dict[str, Any]] = {}
        self.facts: dict[str, Any] = {}
        self.problems = 0
        self.secrets = [given.get(name, "") for name in ("S3_SECRET", "S3_KEY_ID", "STORAGE_KEY", "DATABASE_URL")]

    def prepare(self) -> None:
        """Read what was given. Raises FailedError where something is missing."""
        self.wanted = self["PARTS"].split(",")
        self.rclone, self.places = {"RCLONE_CONFIG": "/dev/null"}, {}
        said = {"TYPE": "s3", "PROVIDER": "Cloudflare", "REGION": "auto", "NO_CHECK_BUCKET": "true"}
        said |= {"ACCESS_KEY_ID": self["S3_KEY_ID"], "SECRET_ACCESS_KEY": self["S3_SECRET"]}
        for index, row in enumerate(json.loads(self["BUCKETS"])):
            own = {**said, "ENDPOINT": row["endpoint"]}
            self.rclone |= {f"RCLONE_CONFIG_B{index}_{name}": value for name, value in own.items()}
            self.places[row["name"]] = f"B{index}:{row['name']}/{self.key}"
        self.sound = dict(self.places)

    def __getitem__(self, name: str) -> str:
        if not self.given.get(name):
            raise FailedError(f"the variable {name} is missing")
        return self.given[name]

    def problem(self, text: str) -> None:
        """One line on standard error, without a secret in it."""
        for secret in filter(None, self.secrets):
            text = text.replace(secret, "***")
        sys.stderr.write(f"dump {self.key}: {' '.join(text.split())}\n")
        self.problems += 1

    def attempt(self, step: Callable[[], object], bucket: str | None = None) -> None:
        """Do a step. A failure is told; a bucket in which something failed gets no manifest."""
        try:
            step()
        except FailedError as reason:
            self.problem(f"{bucket}: {reason}" if bucket else str(reason))
            self.sound.pop(bucket or "", None)

    def at_bucket(self, command: str, path: str, text: bytes = b"") -> bytes:
        """What rclone answers. Raises FailedError."""
        child = Child(["rclone", command, *RCLONE, path], self.rclone)
        answer: bytes = child.process.communicate(text)[0]
        if failure := child.failure():
            raise FailedError(failure)
        return answer

    def listed(self, bucket: str, *, new: bool) -> dict[str, int]:
        """Bytes by name of what a bucket holds of this dump, which is nothing where it is `new`. Raises FailedError."""
        there = {row["Name"]: row["Size"] for row in json.loads(self.at_bucket("lsjson", self.places[bucket]))}
        if new and there:
            raise FailedError("a dump of this second is there already")
        return there

    def send(self, part: str, source: Child | None, write: Callable[[Any], None] | None = None) -> None:
        """One part, from a child or a function, through age into every bucket. Nothing arrives of one that broke."""
        age = Child(["age", "--encrypt", "--recipient", self["RECIPIENT"]], {}, source.output if source else PIPE)
        broken: list[str] = []
        if source:
            source.output.close()
        if write:
            threading.Thread(target=_feed, args=(age, write, broken), daemon=True).start()
        rcat = ["rclone", "rcat", *RCLONE]
        uploads = {bucket: Child([*rcat, f"{at}/{part}.age"], self.rclone) for bucket, at in self.places.items()}
        size, digest, listening = 0, hashlib.sha256(), list(uploads.values())
        while listening and (chunk := age.output.read(1 << 20)):
            size += len(chunk)
            digest.update(chunk)
            listening = [upload for upload in listening if upload.tell(chunk)]
        makers = [age, *([source] if source else [])]
        if listening:
            broken = [end for child in makers if (end := child.failure())] + broken
        # Uploads of a broken part are killed before they read the end: one that was begun is never completed.
        for child in (*uploads.values(), *makers) if broken else () if listening else makers:
            child.process.kill()
        if broken:
            raise FailedError(f"{part}: {broken[0]}")
        for bucket, upload in uploads.items():
            upload.tell(None)
            if failure := upload.failure():
                self.problem(f"{bucket}: {part}: {failure}")
                self.sound.pop(bucket, None)
        self.parts[part] = {"object": f"{part}.age", "bytes": size, "sha256": digest.hexdigest()}

    def finish(self, bucket: str) -> None:
        """The manifest, once the bucket itself says that all is there."""
        there = self.listed(bucket, new=False)
        for row in self.parts.values():
            if there.get(row["object"]) != row["bytes"]:
                raise FailedError(f"{row['object']} has {there.get(row['object'])} of {row['bytes']} bytes")
        manifest = {"dump": self.key, "recipient": self["RECIPIENT"], "parts": self.parts, **self.facts}
        self.at_bucket("rcat", f"{self.places[bucket]}/manifest.json", json.dumps(manifest, indent=1).encode())


def _feed(age: Child, write: Callable[[Any], None], broken: list[str]) -> None:
    try:
        write(age.input)
    except Exception as reason:  # whatever it is, the part is not complete
        broken.append(str(reason) or type(reason).__name__)
    age.tell(None)


class _NoRedirect(request.HTTPRedirectHandler):
    redirect_request: Any = lambda *_: None  # the key goes to no other host


class Storage:
    """All objects of all buckets of Supabase Storage, read through its API with the secret key."""

    def __init__(self, run: Run) -> None:
        self.url, self.key, self.count = f"{run['STORAGE_URL'].rstrip('/')}/storage/v1", run["STORAGE_KEY"], run.facts
        self.count |= {"files": 0, "files_gone_meanwhile": 0}
        self.opener = request.build_opener(_NoRedirect)

    def open(self, path: str, body: object = None) -> Any:
        """The answer, in three tries. Raises FileNotFoundError for what is not there, FailedError for all else."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"apikey": self.key, "Content-Type": "application/json", "User-Agent": "sayar-dump"}
        tries = 3
        while True:
            try:
                return self.opener.open(request.Request(self.url + path, data, headers), timeout=60)  # noqa: S310
            except OSError as reason:
                tries -= 1
                code, text = (reason.code, reason.read()) if isinstance(reason, error.HTTPError) else (500, b"")
                if code in (400, 404) and b"not_found" in text:
                    raise FileNotFoundError(f"Storage has no {path}") from None
                if not tries or (code < 500 and code != 429):
                    raise FailedError(f"Storage to {path}: {reason}") from None
            time.sleep(1)

    def names(self, bucket: str) -> Iterator[str]:
        """The objects of a bucket, page by page, by a cursor: what comes and goes meanwhile hides no other."""
        query: dict[str, object] = {"prefix": "", "limit": 1000, "with_delimiter": False}
        while True:
            page = json.load(self.open(f"/object/list-v2/{parse.quote(bucket)}", query))
            yield from (row["name"] for row in page["objects"])
            if not page.get("hasNext"):
                return
            query["cursor"] = page["nextCursor"]

    def write(self, out: Any) -> None:
        """One tar with `<bucket>/<object>`, each object as it comes."""
        with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            buckets = json.load(self.open("/bucket"))
            for info in (tarfile.TarInfo(f"{row['id']}/{name}") for row in buckets for name in self.names(row["id"])):
                try:
                    answer = self.open(f"/object/authenticated/{parse.quote(info.name)}")
                except FileNotFoundError:
                    self.count["files_gone_meanwhile"] += 1
                    continue
                with answer:
                    info.size, info.mtime = int(answer.headers["Content-Length"]), int(time.time())
                    tar.addfile(info, answer)
                self.count["files"] += 1


def from_database(run: Run) -> None:
    """Roles, schema and data. Schema and data are of one moment: a session keeps it while both are taken."""
    url = parse.urlsplit(run["DATABASE_URL"])
    password, flags = url.password or "", json.loads(run["FLAGS"])
    tls = dict(parse.parse_qsl(url.query)).get("sslmode", "require")
    run.secrets += [parse.unquote(password), password]
    own = {"PGHOST": url.hostname or "", "PGPORT": str(url.port or 5432), "PGUSER": parse.unquote(url.username or "")}
    own |= {"PGPASSWORD": parse.unquote(password), "PGDATABASE": url.path[1:], "PGSSLMODE": tls}
    session = Child(["psql", "--no-psqlrc", "-qAt", "--no-password"], own)
    session.tell(ASK.encode())
    version, snapshot = (session.output.readline().decode().strip() for _ in range(2))
    if not snapshot:
        session.tell(None)
        raise FailedError(session.failure() or "the database told no snapshot")
    run.facts["server_version"], everything = version, ["--no-password", "--quote-all-identifiers"]
    # pg_restore can take such an archive apart: tables first, then rows, then keys and indexes.
    archive = ["pg_dump", "--format=custom", f"--snapshot={snapshot}", *everything]
    commands = {
        "roles": ["pg_dumpall", "--roles-only", "--no-role-passwords", f"--database={url.path[1:]}", *everything],
        "schema": [*archive, "--schema-only", *flags["schema"]],
        "data": [*archive, "--data-only", *flags["data"]],
    }
    for part in (part for part in FROM_DATABASE if part in run.wanted):
        run.attempt(lambda: run.send(part, Child(commands[part], own, DEVNULL)))  # noqa: B023 - run at once
    session.tell(None)


def take(run: Run) -> None:
    """All parts into all buckets that can be reached, then the manifests."""
    run.prepare()
    for bucket in list(run.places):
        run.attempt(partial(run.listed, bucket, new=True), bucket)
    run.places = dict(run.sound)
    if run.places and set(run.wanted) & set(FROM_DATABASE):
        run.attempt(partial(from_database, run))
    if run.places and "files" in run.wanted:
        run.attempt(lambda: run.send("files", None, Storage(run).write))
    for bucket in list(run.sound) if len(run.parts) == len(run.wanted) else ():
        run.attempt(partial(run.finish, bucket), bucket)


def _stopped(number: int, _: object) -> None:
    raise KeyboardInterrupt("it took too long" if number == signal.SIGALRM else "it was stopped from outside")


def main(given: Mapping[str, str]) -> int:
    """Take one dump. Returns 0 if it is complete in every bucket, else 1."""
    run = Run(given)
    for number in (signal.SIGALRM, signal.SIGTERM):
        signal.signal(number, _stopped)
    try:
        # A run that is still there when the next is due would make the platform leave that one out.
        signal.alarm(int(run["MOST_S"]))
        take(run)
    except (FailedError, KeyboardInterrupt) as reason:
        run.problem(str(reason))
    except Exception as reason:  # a traceback could show what the variables hold
        run.problem(f"unexpected {type(reason).__name__}")
    finally:
        for child in Child.started:
            child.process.kill()
    return 1 if run.problems else 0


if __name__ == "__main__":
    sys.exit(main(os.environ))
