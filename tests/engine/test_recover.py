"""What a killed engine leaves, how each of it is settled, and that the next update then makes nothing twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from sayar.cli.live import PulumiStack
from sayar.engine import commands
from sayar.engine.errors import EngineError, EngineRunError
from sayar.engine.recover import cancel, decide, load_rows, standing
from sayar.engine.sandbox.faults import Fault
from sayar.engine.sandbox.project import SandboxProject
from sayar.facts.replacement import load_facts
from tests.cli.ran import sayar
from tests.support.engine import STACK, MakeSandbox, engine_of
from tests.support.fake_engine import calls, fake_engine

_PROGRAM = Path(__file__).parent / "sandbox" / "programs" / "small"
_RECORD = "cloudflare:index/dnsRecord:DnsRecord"
_URN = f"urn:pulumi:test::sayar::{_RECORD}::api"
_PATIENCE_S = 60.0


# What is decided


def state(*pending: Any, there: tuple[str, ...] = ()) -> str:
    """A state with some resources (their id is `old`) and operations that are pending."""
    resources = [{"urn": urn, "type": urn.split("::")[2], "custom": True, "id": "old"} for urn in there]
    manifest = {"time": "2026-11-26T11:08:43.109963411Z"}
    return json.dumps({"deployment": {"manifest": manifest, "resources": resources, "pending_operations": pending}})


def urn(type_: str, name: str = "a") -> str:
    return f"urn:pulumi:test::sayar::{type_}::{name}"


def under(type_: str, op: str = "creating", **more: Any) -> dict[str, Any]:
    """An operation that was under way."""
    return {"type": op, "resource": {"urn": urn(type_), "type": type_, "custom": True, **more}}


def ways(text: str, **answers: str | None) -> list[str]:
    found = standing(text)
    given = {urn(_RECORD): answers["record"]} if answers else {}
    return [one.way for one in decide(found, given, load_facts().stateful, load_rows())]


@pytest.mark.parametrize(
    ("type_", "way"),
    [
        # What lives in the state alone was seen by nobody: there is nothing to look for, and nothing to lose.
        ("random:index/randomPassword:RandomPassword", "clear"),
        ("tls:index/privateKey:PrivateKey", "clear"),
        # Our own providers take over what an earlier try has left; where it would hold data a person looks first.
        ("railway:index:Service", "clear"),
        ("railway:index:Volume", "ask"),
        ("supabase:index:Project", "ask"),
        # Of the others nobody knows: a zone made twice is refused, a topic made twice is there twice.
        (_RECORD, "ask"),
        ("aws:rds/cluster:Cluster", "ask"),
        ("acme:index:Unheard", "ask"),
        ("pulumi:providers:cloudflare", "clear"),
    ],
)
def test_a_create_that_may_have_left_something_is_never_forgotten_without_a_person(type_: str, way: str) -> None:
    assert ways(state(under(type_))) == [way]


def test_what_was_created_with_protection_is_asked_about_whatever_its_type() -> None:
    assert ways(state(under("railway:index:Service", protect=True))) == ["ask"]


def test_a_component_is_at_no_vendor() -> None:
    assert ways(state(under("sayar:edge:Edge", custom=False))) == ["clear"]


@pytest.mark.parametrize("op", ["updating", "deleting", "reading", "importing", "a word of a newer engine"])
def test_everything_but_a_create_is_what_the_vendor_can_be_asked_about(op: str) -> None:
    assert ways(state(under("supabase:index:Project", op), there=(urn("supabase:index:Project"),))) == ["refresh"]


def test_an_answer_decides() -> None:
    text = state(under(_RECORD))
    assert (ways(text, record="id-7"), ways(text, record=None)) == (["import"], ["clear"])


def test_what_was_to_replace_one_that_is_still_there_cannot_be_imported() -> None:
    text = state(under(_RECORD), there=(urn(_RECORD),))
    # Under one URN there is one resource: the import would be refused by the engine, after everything else was done.
    assert ways(text, record="id-7") == ["ask"]
    assert ways(text, record="old") == ["clear"], "an import that was broken off before its mark was cleared"
    assert ways(text, record=None) == ["clear"]


@pytest.mark.parametrize("text", ["", "[]", '{"deployment": {"resources": [{}]}}', '{"deployment": []}'])
def test_a_state_that_cannot_be_read_is_said(text: str) -> None:
    if text == '{"deployment": []}':
        assert standing(text).pending == (), "an empty deployment is an empty stack"
        return
    with pytest.raises(EngineError, match="the state cannot be read"):
        standing(text)


def test_every_row_has_a_source() -> None:
    assert all(row.source and row.why for row in load_rows())


def test_a_cancel_that_fails_is_said(tmp_path: Path) -> None:
    engine = fake_engine(tmp_path, "print('error: no such stack', file=sys.stderr); sys.exit(255)")
    with pytest.raises(EngineRunError, match="the lock is still there\nerror: no such stack"):
        cancel(engine, "prod")
    assert calls(engine) == ["cancel prod --yes --non-interactive --color never"]


# With a real engine


def killed_in_the_middle(project: SandboxProject) -> None:
    """Start an update, wait until the record is done at the vendor but not in the state, and kill the engine."""
    engine, before = engine_of(project), struck(project)
    words = ("up", "--yes", "--skip-preview", "--stack", STACK, "--non-interactive", "--json")
    process = subprocess.Popen(
        [str(engine.pulumi), *words],
        cwd=project.folder,
        env=project.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    end = time.monotonic() + _PATIENCE_S
    try:
        while under_way(project) != [_URN] or struck(project) == before:
            assert time.monotonic() < end, f"under way: {under_way(project)}"
            time.sleep(0.05)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        end_plugins(project)


def under_way(project: SandboxProject) -> list[str]:
    """The pending operations of the state's file, once nothing else is still to come."""
    path = project.folder / "state" / ".pulumi" / "stacks" / "sayar" / f"{STACK}.json"
    try:
        latest = json.loads(path.read_text(encoding="utf-8"))["checkpoint"]["latest"]
    except (OSError, ValueError):
        return []
    hook = any(one["urn"].endswith("::hook") for one in latest.get("resources", ()))
    return [one["resource"]["urn"] for one in latest.get("pending_operations", ())] if hook else []


def struck(project: SandboxProject) -> int:
    """How often a fault that makes the vendor's answer hang has struck: the world's file is a log."""
    path = project.folder / "world.json"
    return path.read_text(encoding="utf-8").count('"struck"') if path.exists() else 0


def end_plugins(project: SandboxProject) -> None:
    """The plugins of a killed engine stay, hanging, as nobody tells them."""
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"HOME={project.folder / 'home'}".encode() in path.read_bytes().split(b"\0"):
                os.kill(int(path.parent.name), signal.SIGKILL)
        except OSError:
            continue  # it ended by itself, or is somebody else's


@pytest.mark.engine
def test_a_killed_update_is_recovered_and_the_next_one_makes_nothing_twice(
    make_sandbox: MakeSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_sandbox(_PROGRAM)
    engine, world = engine_of(project), project.world()
    monkeypatch.setattr("sayar.cli.live.live", lambda config_dir, stack: PulumiStack(engine, stack))
    clean = sayar("recover", "--stack", STACK, folder=project.folder)
    assert (clean.code, clean.out.splitlines()[-1]) == (0, "test is clean; go on with `sayar up --stack test`")

    # The vendor made the record, and the engine was killed before it heard so.
    project.inject([Fault("create", _RECORD, effect="hang", moment="after")])
    killed_in_the_middle(project)
    project.inject([])
    (made,) = world.things(_RECORD)
    with pytest.raises(EngineRunError, match="currently locked by 1 lock"):
        commands.up(engine, STACK)

    seen = sayar("recover", "--stack", STACK, folder=project.folder)
    assert seen.code == 3, "without --yes and without a terminal nothing is touched"
    assert "that process is gone, so the lock can be taken away" in seen.out
    assert f"creating {_RECORD} api: a question to you" in seen.out
    asked = sayar("recover", "--stack", STACK, "--yes", folder=project.folder)
    assert (asked.code, "the lock is taken away" in asked.err) == (3, True)
    assert f"--import {_URN}=ID" in asked.err
    told = sayar("recover", "--stack", STACK, "--yes", "--import", f"{_URN}={made.id}", folder=project.folder)
    assert (told.code, told.err.splitlines()[-1]) == (0, "test is clean; go on with `sayar up --stack test`"), told.err
    commands.up(engine, STACK)
    assert [thing.id for thing in world.things(_RECORD)] == [made.id]
    assert len(world.things()) == 4

    # The same for an update: the vendor is asked, and nobody has to answer anything.
    path = project.folder / f"Pulumi.{STACK}.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "config: {sayar:comment: second}\n", encoding="utf-8")
    project.inject([Fault("update", _RECORD, effect="hang", moment="after")])
    killed_in_the_middle(project)
    project.inject([])
    again = sayar("recover", "--stack", STACK, "--yes", folder=project.folder)
    assert again.code == 0, again.err
    assert f"updating {_RECORD} api: to be refreshed" in again.out
    assert "the state is newer by" in again.out, "the first recovery has kept a checkpoint"
    assert sayar("recover", "--stack", STACK, folder=project.folder).code == 0, "it can be run as often as one likes"
    assert commands.up(engine, STACK).counts == {}, "the refresh has found what the killed update had done"
    assert world.things(_RECORD)[0].properties["comment"] == "second"
