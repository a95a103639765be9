"""The real engine for tests: found once for each worker, and run against sandbox providers alone.

A test that is marked `engine` fails where there is no engine: a skipped proof looks like a proof.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from sayar.engine.binary import find_pulumi
from sayar.engine.commands import stack_init
from sayar.engine.errors import EngineError
from sayar.engine.process import Engine
from sayar.engine.sandbox.attached import attached
from sayar.engine.sandbox.project import SandboxProject

STACK = "test"


@pytest.fixture(scope="session")
def pulumi() -> Path:
    """The engine's path."""
    try:
        return find_pulumi()
    except EngineError as error:
        pytest.fail(f"this test runs the real engine: {error}", pytrace=False)


@dataclass(frozen=True)
class MakeSandbox:
    """Makes a sandbox project for a program's folder, with an empty stack `test` unless told otherwise."""

    folder: Path
    pulumi: Path
    until_the_end: ExitStack

    def __call__(
        self,
        source: Path,
        *,
        program: Path | None = None,
        name: str = "sandbox",
        stack: str = STACK,
        checkpoints: bool = True,
    ) -> SandboxProject:
        project = SandboxProject(self.folder / name, source, program=program, checkpoints=checkpoints)
        if stack:
            stack_init(engine_of(project, self.pulumi), stack)
        return project

    def attached(self, project: SandboxProject) -> Engine:
        """An engine that attaches to stand-ins which run until the test ends: each run of it is faster."""
        environment = self.until_the_end.enter_context(attached(project))
        return replace(engine_of(project, self.pulumi), environment=environment)


@pytest.fixture
def make_sandbox(tmp_path: Path, pulumi: Path) -> Iterator[MakeSandbox]:
    """Where tests get their sandbox projects from."""
    with ExitStack() as until_the_end:
        yield MakeSandbox(tmp_path, pulumi, until_the_end)


def engine_of(project: SandboxProject, pulumi: Path | None = None) -> Engine:
    """The engine as it runs in a sandbox project: nothing of the caller's environment gets through."""
    return Engine(pulumi or find_pulumi(), project.folder, project.environment)
