"""The commands on the real engine, against sandbox providers; and the same program under another language host."""

import json
import os
import signal
from pathlib import Path

import pytest

from sayar.engine import commands
from sayar.engine.checkpoint import checkpoint, last_checkpoint
from sayar.engine.errors import EngineRunError
from sayar.engine.events import Step
from sayar.engine.process import Engine
from sayar.engine.sandbox.faults import Fault
from sayar.graph.preview import read_preview
from tests.support.engine import STACK, MakeSandbox, engine_of

pytestmark = pytest.mark.engine

_PROGRAM = Path(__file__).parent / "sandbox" / "programs" / "small"
_RECORD = "cloudflare:index/dnsRecord:DnsRecord"
_ROOT = Path(__file__).parents[2]


def test_a_stack_from_its_first_preview_to_its_end(make_sandbox: MakeSandbox) -> None:
    project = make_sandbox(_PROGRAM)
    engine, world = engine_of(project), project.world()
    first = read_preview(commands.preview(engine, STACK))
    assert [change.op for change in first.changes if "pulumi:providers" not in change.urn].count("create") == 4
    assert world.things() == ()

    project.inject([Fault("create", _RECORD, message="the vendor is out of order")])
    with pytest.raises(EngineRunError) as raised:
        commands.up(engine, STACK)
    assert raised.value.problems[0] == f"{_RECORD} api: the vendor is out of order"
    # The engine works on several at once: what it had not begun when the record failed it does not begin any more.
    made = len(world.things())
    assert 0 < made < 4
    said = f"done: {made} x create; failed: create {_RECORD} api; nothing else was touched"
    assert said in str(raised.value), "what is said to be done is done"

    seen: list[Step] = []
    result = commands.up(engine, STACK, on_step=seen.append)
    assert (result.counts, len(world.things())) == ({"create": 4 - made}, 4)
    assert [step.outcome for step in seen if step.name == "api"] == ["begun", "done"]
    assert read_preview(commands.preview(engine, STACK)).changes == ()

    path = checkpoint(engine, STACK)
    assert last_checkpoint(project.folder, STACK) == path
    kept = path.read_text(encoding="utf-8")
    assert len(json.loads(kept)["deployment"]["resources"]) == 7  # the stack, two providers, four resources
    password = next(thing for thing in world.things() if "Password" in thing.type).properties["result"]
    assert password not in kept, "a checkpoint shows no secret"

    (record,) = world.things(_RECORD)
    world.drift(_RECORD, record.id, {"comment": "by hand"})
    commands.refresh(engine, STACK)
    (change,) = read_preview(commands.preview(engine, STACK)).changes
    assert (change.op, change.urn.rpartition("::")[2]) == ("update", "api")

    gone = commands.destroy(engine, STACK)
    assert (gone.counts, world.things()) == ({"delete": 4}, ())


def test_an_interrupted_update_ends_in_a_state_that_the_next_one_goes_on_from(make_sandbox: MakeSandbox) -> None:
    project = make_sandbox(_PROGRAM)
    engine = engine_of(project)
    project.inject([Fault("create", _RECORD, effect="hang")])

    def interrupt(step: Step) -> None:
        if (step.type, step.outcome) == (_RECORD, "begun"):
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(EngineRunError) as raised:
        commands.up(engine, STACK, on_step=interrupt)
    assert raised.value.problems[0] == "it was interrupted"
    project.inject([])
    commands.up(engine, STACK)
    assert len(project.world().things()) == 4
    assert len({thing.id for thing in project.world().things()}) == 4


@pytest.fixture
def foreign(pulumi: Path) -> Path:
    """An engine whose Python language host is not ours: an installed CLI, or the build's one of an older SDK."""
    upstream = pulumi.parent / "upstream" / "pulumi"
    found = upstream if upstream.exists() else pulumi
    assert not (found.parent / "language_host.py").exists()
    return found


def test_the_program_is_not_tied_to_our_language_host(make_sandbox: MakeSandbox, pulumi: Path, foreign: Path) -> None:
    usual = commands.preview(engine_of(make_sandbox(_PROGRAM, name="usual"), pulumi), STACK)
    theirs = make_sandbox(_PROGRAM, name="theirs")
    other = commands.preview(_with_venv_first(engine_of(theirs, foreign)), STACK)
    assert _asked(usual) == _asked(other)
    assert len(_asked(other)) == 7  # the stack, two providers, four resources


def _with_venv_first(engine: Engine) -> Engine:
    """The older host takes the first python on PATH, and asks it for pip."""
    environment = dict(engine.environment or {})
    environment["PATH"] = f"{_ROOT / '.venv' / 'bin'}{os.pathsep}{engine.pulumi.parent}{os.pathsep}/usr/bin:/bin"
    return Engine(engine.pulumi, engine.folder, environment)


def _asked(preview: str) -> list[tuple[str, str, object]]:
    """Operation, resource and inputs of every step; the providers' plugin versions are the host's affair."""
    steps = json.loads(preview)["steps"]
    return sorted(
        (step["op"], step["urn"], {k: v for k, v in step["newState"].get("inputs", {}).items() if k != "version"})
        for step in steps
    )


def test_a_preview_printed_as_events_says_the_same_as_its_digest(make_sandbox: MakeSandbox) -> None:
    project = make_sandbox(_PROGRAM)
    engine = engine_of(project)
    commands.up(engine, STACK)
    path = project.folder / f"Pulumi.{STACK}.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "config: {sayar:kind: CNAME}\n", encoding="utf-8")
    streaming = {**(engine.environment or {}), "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"}
    lines = commands.preview(Engine(engine.pulumi, engine.folder, streaming), STACK)
    assert lines.count("\n{") > 5, "an event a line"
    told, expected = (read_preview(text).changes for text in (lines, commands.preview(engine, STACK)))
    assert [(one.urn, one.op, one.order, one.properties) for one in told] == [
        (one.urn, one.op, one.order, one.properties) for one in expected
    ]
    assert [one.op for one in told] == ["replace"]
