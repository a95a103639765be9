"""The real engine for tests: found once for each worker, and run against sandbox providers alone.

A test that is marked `engine` fails where there is no engine: a skipped proof looks like a proof.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sayar.engine.binary import find_pulumi
from sayar.engine.commands import stack_init
from sayar.engine.errors import EngineError
from sayar.engine.process import Engine
from sayar.engine.sandbox.project import SandboxProject

STACK = "test"

MakeSandbox = Callable[..., SandboxProject]


@pytest.fixture(scope="session")
def pulumi() -> Path:
    """The engine's path."""
    try:
        return find_pulumi()
    except EngineError as error:
        pytest.fail(f"this test runs the real engine: {error}", pytrace=False)


@pytest.fixture
def make_sandbox(tmp_path: Path, pulumi: Path) -> MakeSandbox:
    """Makes a sandbox project for a program's folder, with an empty stack `test` unless told otherwise."""

    def make(
        source: Path,
        *,
        program: Path | None = None,
        name: str = "sandbox",
        stack: str = STACK,
        checkpoints: bool = True,
    ) -> SandboxProject:
        project = SandboxProject(tmp_path / name, source, program=program, checkpoints=checkpoints)
        if stack:
            stack_init(engine_of(project, pulumi), stack)
        return project

    return make


def engine_of(project: SandboxProject, pulumi: Path | None = None) -> Engine:
    """The engine as it runs in a sandbox project: nothing of the caller's environment gets through."""
    return Engine(pulumi or find_pulumi(), project.folder, project.environment)
