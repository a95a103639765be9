"""The command that the service starts, the variables that it is told, and the program: all three together."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

from components.backup.dump_job import left_out, listed, start_command
from tests.jobs.world import PROGRAM, Storage, serving, world


def test_the_service_s_own_command_installs_the_tools_and_takes_a_dump(tmp_path: Path) -> None:
    with serving(Storage({"photos": {"a.jpg": b"A"}})) as storage:
        job = world(tmp_path, storage.url, PROGRAM=PROGRAM, FLAGS=json.dumps(left_out()))
        job.given["BUCKETS"] = listed(["near"], ["https://near.example"])
        stand_in(tmp_path / "bin" / "apk", 'echo "$@" > "$HOME/installed"')
        stand_in(tmp_path / "bin" / "python", f'exec {sys.executable} "$@"')
        (tmp_path / "faults.json").write_text("{}")
        surroundings = {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path), **job.given}
        done = subprocess.run(
            shlex.split(start_command()), env=surroundings, capture_output=True, text=True, timeout=60
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "installed").read_text().split()[-3:] == ["postgresql17-client", "age", "rclone"]
    assert len(job.objects("near")) == 5
    assert b"--exclude-schema=vault" in job.plain("near", "data")


def test_a_run_without_its_tools_fails_instead_of_half_a_dump(tmp_path: Path) -> None:
    job = world(tmp_path, "https://nowhere.example", PROGRAM=PROGRAM)
    stand_in(tmp_path / "bin" / "apk", "exit 3")
    surroundings = {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path), **job.given}
    done = subprocess.run(shlex.split(start_command()), env=surroundings, capture_output=True, text=True, timeout=60)
    assert done.returncode == 3
    assert not (tmp_path / "calls.jsonl").exists()


def stand_in(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)
