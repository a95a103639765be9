"""Stand-ins that many runs of the engine have in common."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from sayar.engine import commands
from sayar.engine.errors import EngineError
from sayar.engine.sandbox.attached import attached
from sayar.engine.sandbox.faults import Fault
from sayar.engine.sandbox.project import SandboxProject
from tests.support.engine import STACK, MakeSandbox, engine_of

pytestmark = pytest.mark.engine

PROGRAM = Path(__file__).parent / "programs" / "small"


@pytest.fixture
def project(make_sandbox: MakeSandbox) -> SandboxProject:
    """One whose launchers are gone, though not their folders: whatever starts a process for a stand-in fails."""
    made = make_sandbox(PROGRAM)
    for launcher in (made.folder / "launchers").glob("*/pulumi-resource-*"):
        launcher.unlink()
    return made


def test_several_runs_share_them_and_start_no_process(project: SandboxProject) -> None:
    with attached(project) as environment:
        engine = replace(engine_of(project), environment=environment)
        made = commands.up(engine, STACK).counts
        assert made == {"create": len(project.world().things())}
        assert commands.up(engine, STACK).counts == {}, "a second run finds what the first one made"
        commands.destroy(engine, STACK)
        assert project.world().things() == ()


def test_a_fault_strikes_them_as_it_does_processes(project: SandboxProject) -> None:
    project.inject([Fault("create", "*", message="the vendor is out of order")])
    with attached(project) as environment:
        engine = replace(engine_of(project), environment=environment)
        with pytest.raises(EngineError, match="the vendor is out of order"):
            commands.up(engine, STACK)
        commands.up(engine, STACK)
        assert project.world().things()


def test_after_the_block_nothing_is_served_any_more(project: SandboxProject) -> None:
    with attached(project) as environment:
        ports = [int(one.partition(":")[2]) for one in environment["PULUMI_DEBUG_PROVIDERS"].split(",")]
        assert [connects(port) for port in ports] == [True] * len(project.stand_ins)
    assert not any(connects(port) for port in ports)


def connects(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def test_nothing_of_the_caller_s_environment_gets_through(
    project: SandboxProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLOUDFLARE_API_TOKEN", "canary-7f3a9c")
    with attached(project) as environment:
        assert "canary-7f3a9c" not in environment.values()
        assert environment.items() >= project.environment.items()
