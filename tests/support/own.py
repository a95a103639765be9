"""A project on the real engine whose providers are our own processes, against the stand-ins of the vendors."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sayar.engine.commands import stack_init
from sayar.engine.sandbox.project import SandboxProject
from tests.support.engine import STACK, engine_of

ROOT: Final = Path(__file__).resolve().parents[2]
QUICK: Final = json.dumps(
    {"request_s": 3, "first_wait_s": 0.02, "longest_wait_s": 0.5, "poll_s": 0.02, "appear_s": 4, "settle_s": 0.5}
)
"""Timings for stand-ins that answer at once."""


class OwnProject:
    """A program that runs with real provider processes; what it is asked for is one JSON document."""

    def __init__(
        self, folder: Path, program: Path, packages: tuple[str, ...], variables: Mapping[str, str], **want: Any
    ) -> None:
        """`variables` are tokens and addresses: all of the environment that gets through."""
        own = {package: ROOT / "providers" / package for package in packages}
        self.project = SandboxProject(folder, program, program=program, own=own)
        self._variables = {"PYTHONPATH": str(ROOT), "SAYAR_PROVIDER_TIMINGS": QUICK, **variables}
        self.want: dict[str, Any] = want
        stack_init(engine_of(self.project), STACK)

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """The engine on the stack. Raises EngineFailedError when it fails and `check` is set."""
        extra = {**self._variables, "WANT": json.dumps(self.want)}
        command, *rest = arguments
        return self.project.pulumi(command, "--stack", STACK, *rest, check=check, extra=extra)

    def up(self, *, check: bool = True) -> str:
        """Update; everything that was said."""
        return said(self.run("up", "--yes", "--skip-preview", check=check))

    def preview(self) -> dict[str, dict[str, Any]]:
        """What an update would do: every step that does something, by the resource's name."""
        steps = json.loads(self.run("preview", "--json").stdout)["steps"]
        return {row["urn"].rsplit("::", 1)[1]: row for row in steps if row["op"] != "same"}

    def refresh(self, *arguments: str) -> str:
        """Read everything again; what was said, property by property."""
        return said(self.run("refresh", "--yes", "--diff", *arguments))

    def destroy(self) -> None:
        """Remove everything."""
        self.run("destroy", "--yes", "--skip-preview")

    def state(self) -> dict[str, dict[str, Any]]:
        """The state's resources by name."""
        rows = json.loads(self.run("stack", "export", check=True).stdout)["deployment"].get("resources", ())
        return {row["urn"].rsplit("::", 1)[1]: row for row in rows}


def said(done: subprocess.CompletedProcess[str]) -> str:
    """Everything that a command printed."""
    return done.stdout + done.stderr
