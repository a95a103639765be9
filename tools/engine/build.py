"""Builds the pinned `pulumi` with a Python language host into `.engine/`, or takes the `pulumi` on PATH.

SAYAR_ENGINE=build builds even where there is one on PATH. Exit code 6 when there is no engine in the end.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BUILDS = ROOT / ".engine"
UPSTREAM = HERE / "upstream-host"
# Everything that decides what a build holds; the version of Go stands in the key as it is.
SOURCES = ("go.mod", "go.sum", "build.py", "language_host.py", "upstream-host/go.mod", "upstream-host/go.sum")
SDK = "github.com/pulumi/pulumi/sdk/v3"
OLDEST = (3, 259)
EXECUTOR = "pulumi-language-python-exec"
HOST = "pulumi-language-python"
# Found from where the build lies, so that the caller's PATH has no say in it and the checkout can be moved.
LAUNCHER = """#!/bin/sh
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd) || exit 1
exec "$here/../../.venv/bin/python" "$here/language_host.py" "$@"
"""


class BuildError(Exception):
    """There is no engine; the message is one line."""


def main() -> int:
    """Say on standard output which engine there is now."""
    try:
        print(engine())
    except BuildError as error:
        print(error, file=sys.stderr)
        return 6
    return 0


def engine() -> Path:
    """The engine to use, after building it where that is needed."""
    go = go_version()
    if go is not None and (BUILDS / key(go) / "pulumi").exists():
        return use(key(go))
    if os.environ.get("SAYAR_ENGINE") != "build" and (found := on_path()) is not None:
        (BUILDS / "current").unlink(missing_ok=True)  # an older build would win over what was just chosen
        return found
    if go is None:
        raise BuildError("no Go found to build pulumi with: install Go 1.26 (https://go.dev/dl), or the Pulumi CLI")
    build(key(go))
    return use(key(go))


def go_version() -> str | None:
    """Such as `go1.26.8`; None where there is no Go that can read go.mod."""
    if shutil.which("go") is None:
        return None
    done = subprocess.run(["go", "env", "GOVERSION"], cwd=HERE, capture_output=True, text=True, check=False)
    return done.stdout.strip() or None if done.returncode == 0 else None


def key(go: str) -> str:
    """The name of the build that these sources and this Go make."""
    content = hashlib.sha256()
    for name in SOURCES:
        content.update(name.encode() + b"\0" + (HERE / name).read_bytes() + b"\0")
    return f"{content.hexdigest()[:12]}-{go.split()[0]}"


def use(name: str) -> Path:
    """Make a build the one that is found."""
    pointer = BUILDS / f"current.{os.getpid()}"
    pointer.write_text(name + "\n", encoding="utf-8")
    pointer.replace(BUILDS / "current")
    return BUILDS / name / "pulumi"


def on_path() -> Path | None:
    """An installed CLI that is new enough, with a Python language host; what is wrong with another one is said."""
    found = shutil.which("pulumi")
    if found is None:
        return None
    done = subprocess.run([found, "version"], capture_output=True, text=True, check=False)
    numbers = re.match(r"v?(\d+)\.(\d+)\.", done.stdout.strip())
    if numbers is None or tuple(map(int, numbers.groups())) < OLDEST:
        print(f"{found} is passed over: {done.stdout.strip() or 'no version'}, needed is 3.259", file=sys.stderr)
        return None
    if not (Path(found).resolve().parent / HOST).exists() and shutil.which(HOST) is None:
        print(f"{found} is passed over: it has no {HOST} beside it", file=sys.stderr)
        return None
    return Path(found).absolute()


def build(name: str) -> None:
    """Build everything aside and move it into place, so that a build that was broken off is never taken for one."""
    BUILDS.mkdir(exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix="part-", dir=BUILDS))
    begun = time.monotonic()
    try:
        sdk = module(HERE, "{{.Dir}}")
        version = module(HERE, "{{.Version}}")
        say(f"building pulumi {version} (about five minutes and 2 GB of modules, once)")
        go_build(HERE, "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", version, aside / "pulumi")
        language_host(aside, Path(sdk))
        say("building the Go language host of an older SDK, which a test holds against ours")
        upstream_host(aside)
        aside.chmod(0o755)
        put_in_place(aside, BUILDS / name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    say(f"done in {time.monotonic() - begun:.0f} s")


def put_in_place(aside: Path, target: Path) -> None:
    """Rename; where another build of the same sources was quicker, that one stays."""
    try:
        aside.rename(target)
    except OSError:
        if not (target / "pulumi").exists():
            raise


def language_host(folder: Path, sdk: Path) -> None:
    """Our own host: launcher, program and the executor of the SDK's module (zips drop the executable bit)."""
    shutil.copyfile(HERE / "language_host.py", folder / "language_host.py")
    (folder / HOST).write_text(LAUNCHER, encoding="utf-8")
    (folder / HOST).chmod(0o755)
    executor(folder, sdk)


def upstream_host(aside: Path) -> None:
    """A folder with the same engine beside the upstream host; an engine looks for hosts beside itself."""
    folder = aside / "upstream"
    folder.mkdir()
    version = module(UPSTREAM, "{{.Version}}")
    go_build(UPSTREAM, f"{SDK}/python/cmd/pulumi-language-python", version, folder / HOST)
    executor(folder, Path(module(UPSTREAM, "{{.Dir}}")))
    os.link(aside / "pulumi", folder / "pulumi")


def executor(folder: Path, sdk: Path) -> None:
    """The script that runs a program."""
    shutil.copyfile(sdk / "python" / "cmd" / EXECUTOR, folder / EXECUTOR)
    (folder / EXECUTOR).chmod(0o755)


def module(folder: Path, field: str) -> str:
    """A field of the SDK's module; fetches it when it is not there yet."""
    run(folder, "go", "mod", "download", SDK)
    return run(folder, "go", "list", "-m", "-f", field, SDK).strip()


def go_build(folder: Path, package: str, version: str, output: Path) -> None:
    """Build one program. An engine without a stamped version is refused by the Automation API."""
    stamp = f"-s -w -X {SDK}/go/common/version.Version={version}"
    flags = ("-trimpath", "-buildvcs=false", "-tags", "osusergo,grpcnotrace", "-ldflags", stamp)
    run(folder, "go", "build", *flags, "-o", str(output), package)


def run(folder: Path, *command: str) -> str:
    """Standard output of a command; what it says on standard error goes through."""
    # A workspace file above, or flags of the caller, would change what is built.
    environment = {**os.environ, "GOWORK": "off", "GOFLAGS": ""}
    done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise BuildError(f"building the engine failed at `{' '.join(command[:3])}`; what Go said stands above")
    return done.stdout


def say(text: str) -> None:
    """Progress, on standard error."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
