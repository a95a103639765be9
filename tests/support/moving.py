"""A platform on its way through the phases of a move, against stand-ins and the real guard; it can be copied at any."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from infra.config.load import load_stack
from sayar.cli.live import PulumiStack
from sayar.cli.recover import untorn
from sayar.engine import commands
from sayar.engine.process import Engine
from sayar.engine.recover import standing
from sayar.engine.rehearsal_project import prepare
from sayar.engine.rehearsal_stops import Stop, legs, stops
from sayar.engine.sandbox.attached import attached
from sayar.engine.sandbox.project import SandboxProject
from sayar.facts.replacement import load_facts
from sayar.graph.compare import compare
from sayar.graph.load import graph_of
from sayar.graph.model import Comparison
from sayar.graph.preview import read_whole_preview
from sayar.platform import record_config
from tests.cli.ran import sayar
from tests.support.engine import engine_of

ROOT: Final = Path(__file__).resolve().parents[2]
PROD: Final = "prod"
GUARD: Final = {"guard": ROOT / "providers" / "guard"}
STARTED: Final = "2026-11-26"
_WRITTEN_ONCE: Final = {"PULUMI_EXPERIMENTAL": "true", "PULUMI_SKIP_CHECKPOINTS": "true"}
_STATE_ALONE: Final = ("random:", "tls:")
"""What exists in the state alone: one that nobody took note of is at no vendor."""


@dataclass(frozen=True)
class Moving:
    """A stack in a sandbox project. The engine writes its state after every step, as it does for a user.

    Its stand-ins run until `servers` is closed; those of a run that is killed are processes of their own.
    """

    project: SandboxProject
    servers: ExitStack

    @classmethod
    def begin(cls, folder: Path, origin: str, to: str, servers: ExitStack) -> tuple[Moving, tuple[Stop, ...]]:
        """An empty stack, and every update of the move there and back."""
        prepare(folder, ROOT, {}, PROD, origin, lazy=True)
        moving = cls.opened(folder, servers)
        text = moving.file.read_text(encoding="utf-8")
        return moving, tuple(stops(text, legs(folder, PROD, origin, to), STARTED))

    @classmethod
    def opened(cls, folder: Path, servers: ExitStack) -> Moving:
        """The stack that is in a folder already."""
        return cls(SandboxProject(folder, ROOT, program=folder / "program", own=GUARD), servers)

    def copy(self, folder: Path) -> Moving:
        """The same stack in another folder: state, world and file. Everything else is made anew, as it names paths."""
        shutil.copytree(self.project.folder / "program", folder / "program")
        copied = Moving.opened(folder, self.servers)
        shutil.copytree(self.project.folder / "state", folder / "state", dirs_exist_ok=True)
        if (self.project.folder / "world.json").exists():  # the stack may be empty yet
            shutil.copyfile(self.project.folder / "world.json", folder / "world.json")
        shutil.copyfile(self.file, copied.file)
        return copied

    @cached_property
    def engine(self) -> Engine:
        """The engine in the project, attached to stand-ins."""
        return replace(engine_of(self.project), environment=self.servers.enter_context(attached(self.project)))

    @property
    def live(self) -> PulumiStack:
        """What the commands are given in place of a stack in the caller's environment."""
        return PulumiStack(self.engine, PROD)

    @property
    def file(self) -> Path:
        """The stack's file."""
        return self.project.folder / f"Pulumi.{PROD}.yaml"

    def step(self, stop: Stop) -> Mapping[str, int]:
        """Make an update that nobody kills, with its stack file: the state is written once, at its end."""
        self.file.write_text(stop.text, encoding="utf-8")
        engine = replace(self.engine, environment={**(self.engine.environment or {}), **_WRITTEN_ONCE})
        return commands.up(engine, PROD).counts

    def left(self, stop: Stop) -> Comparison:
        """What the tool says that an update would do, from the real state: much faster than a run of the engine."""
        target = record_config(load_stack(self.project.folder, PROD), stack=PROD)
        assert self.file.read_text(encoding="utf-8") == stop.text
        return compare(graph_of(commands.export_stack(self.engine, PROD)), target.graph, load_facts())

    def preview(self) -> Comparison:
        """What an update would do."""
        return read_whole_preview(commands.preview(self.engine, PROD), load_facts())

    def kill(self, stop: Stop, events: int, pause_s: float) -> int:
        """Begin an update and kill the engine some seconds after it has told of so many steps: how many it told of.

        An update that ends before that is through; then nothing was killed in the middle of it.
        """
        self.file.write_text(stop.text, encoding="utf-8")
        words = ("up", "--yes", "--skip-preview", "--stack", PROD, "--non-interactive", "--json")
        engine, told = self.engine, 0
        process = subprocess.Popen(
            [str(engine.pulumi), *words],
            cwd=self.project.folder,
            env=self.project.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        try:
            for line in process.stdout or ():
                told += _is_step(line)
                if told >= events:
                    break
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(pause_s)
        finally:
            with contextlib.suppress(ProcessLookupError):  # the update has ended by itself
                os.killpg(process.pid, signal.SIGKILL)
            if process.stdout is not None:
                process.stdout.close()
            process.wait()
            end_plugins(self.project)
        return told

    def world(self) -> list[dict[str, Any]]:
        """What the vendors hold, with the name of a thing in place of its id and of what it made up.

        Ids and secrets of a thing that was made twice are others, and what is made of them is too.
        """
        things = self.project.world().things()
        names = {thing.id: f"<{thing.urn}>" for thing in things}
        for thing in things:
            if thing.type.startswith(_STATE_ALONE):
                names |= dict.fromkeys(_texts(thing.properties), f"<{thing.urn}>")
        kept = [thing for thing in things if not thing.type.startswith(_STATE_ALONE)]
        rows = [{"type": one.type, "urn": one.urn, "has": _named(one.properties, names)} for one in kept]
        return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))

    def answers(self, pending: Mapping[str, str]) -> Iterator[str]:
        """What a person finds at the vendors about creates that were broken off: `pending` is URN to type."""
        for urn, type_ in pending.items():
            found = [thing for thing in self.project.world().things(type_) if thing.urn == urn]
            yield from ("--import", f"{urn}={found[-1].id}") if found else ("--clear", urn)


def recovered(moving: Moving, stop: Stop, at: tuple[int, float], monkeypatch: pytest.MonkeyPatch) -> None:
    """Kill an update somewhere, mend what that leaves as a user would, and update until the stack is as it should be.

    The world must then be compared with that of an update that nobody killed.
    """
    moving.kill(stop, *at)
    monkeypatch.setattr("sayar.cli.live.live", lambda config_dir, stack: moving.live)
    if moving.live.torn():
        # Only then is there a state to answer about.
        assert untorn(moving.live, PROD, print, yes=True)
    left = standing(moving.live.export()).pending
    answers = moving.answers({one.urn: one.type for one in left if one.op == "creating"})
    found = sayar("recover", "--stack", PROD, "--yes", *answers, folder=moving.project.folder)
    assert found.code == 0, found.out + found.err
    assert standing(moving.live.export()).pending == ()
    commands.up(moving.engine, PROD)


def points(seed: int, steps: int, count: int) -> list[tuple[int, float]]:
    """Where to kill an update of so many steps: after how many of its events, and how many seconds later."""
    random = Random(seed)  # noqa: S311 - the same points on every machine
    return [(random.randint(0, 2 * steps - 1), random.uniform(0.0, 0.05)) for _ in range(count)]


def end_plugins(project: SandboxProject) -> None:
    """The plugins of a killed engine stay until they notice, and a stand-in may still be at work."""
    home = f"HOME={project.folder / 'home'}".encode()
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if home in path.read_bytes().split(b"\0"):
                os.kill(int(path.parent.name), signal.SIGKILL)
        except OSError:
            continue  # it ended by itself, or is somebody else's


def _is_step(line: str) -> bool:
    """True for an event about a step that does something: what stays the same comes by the hundred."""
    try:
        event = json.loads(line)
    except ValueError:
        return False
    metadata = (event.get("resourcePreEvent") or event.get("resOutputsEvent") or {}).get("metadata") or {}
    return metadata.get("op") not in (None, "same")


def _texts(value: Any) -> Iterator[str]:
    """The strings in a value that can only have been made up: long enough to be nothing else."""
    if isinstance(value, str):
        if len(value) >= 16:
            yield value
    elif isinstance(value, Mapping):
        for inside in value.values():
            yield from _texts(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _texts(inside)


def _named(value: Any, names: Mapping[str, str]) -> Any:
    """The value with names in place of what they stand for, inside longer texts too."""
    if isinstance(value, str):
        for text in sorted(names, key=len, reverse=True):
            if text and text in value:
                value = value.replace(text, names[text])
        return value
    if isinstance(value, Mapping):
        return {key: _named(inside, names) for key, inside in value.items()}
    return [_named(inside, names) for inside in value] if isinstance(value, list) else value
