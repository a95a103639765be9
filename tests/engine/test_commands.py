"""What is asked of the engine, and what is made of its answers."""

import json
from pathlib import Path

import pytest

from sayar.engine import commands
from sayar.engine.errors import EngineRunError
from sayar.engine.events import Step
from tests.support.fake_engine import calls, fake_engine

_URN = "urn:pulumi:test::sayar::cloudflare:index/zone:Zone::zone"
_STATE = {"custom": True, "inputs": {"token": "canary"}}


def _event(name: str) -> str:
    metadata = {"op": "update", "urn": _URN, "type": "cloudflare:index/zone:Zone", "new": _STATE}
    return json.dumps({name: {"metadata": metadata}})


def _prints(*lines: str, code: int = 0) -> str:
    return f"print({chr(10).join(lines)!r}); sys.exit({code})"


def test_a_preview_asks_for_everything_that_a_reader_needs(tmp_path: Path) -> None:
    engine = fake_engine(tmp_path, _prints('{"steps": []}'))
    assert json.loads(commands.preview(engine, "prod", "--refresh")) == {"steps": []}
    # Without --show-replacement-steps the order of a replacement is lost, without --show-sames the unchanged ones.
    asked = "preview --stack prod --json --show-replacement-steps --show-sames --refresh"
    assert calls(engine) == [f"{asked} --non-interactive --color never"]


def test_a_failed_preview_says_what_the_engine_complained_of_and_not_what_it_saw(tmp_path: Path) -> None:
    diagnostics = [
        {"urn": _URN, "message": "name: is required\n", "severity": "error"},
        {"message": "loaded", "severity": "info"},
        {"urn": _URN, "message": "name: is required\n", "severity": "error"},
    ]
    digest = {"steps": [{"newState": _STATE}], "diagnostics": diagnostics}
    engine = fake_engine(tmp_path, _prints(json.dumps(digest), code=255))
    with pytest.raises(EngineRunError) as raised:
        commands.preview(engine, "prod")
    assert raised.value.problems == ("cloudflare:index/zone:Zone zone: name: is required",)
    assert (raised.value.code, raised.value.exit_code) == (255, 6)
    assert "nothing was changed" in str(raised.value)
    assert "canary" not in str(raised.value)


def test_a_preview_that_never_began_says_the_engines_own_line(tmp_path: Path) -> None:
    engine = fake_engine(tmp_path, "sys.exit(\"error: no stack named 'prod' found\")")
    with pytest.raises(EngineRunError, match="error: no stack named 'prod' found"):
        commands.preview(engine, "prod")


@pytest.mark.parametrize(
    ("action", "run"), [("up", commands.up), ("refresh", commands.refresh), ("destroy", commands.destroy)]
)
def test_an_update_never_asks_and_tells_its_steps_as_they_come(tmp_path: Path, action: str, run) -> None:
    summary = json.dumps({"summaryEvent": {"durationSeconds": 4}})
    engine = fake_engine(tmp_path, _prints(_event("resourcePreEvent"), _event("resOutputsEvent"), summary))
    seen: list[Step] = []
    result = run(engine, "prod", on_step=seen.append)
    assert [step.outcome for step in seen] == ["begun", "done"]
    assert (result.counts, result.seconds) == ({"update": 1}, 4)
    assert calls(engine) == [f"{action} --stack prod --yes --skip-preview --json --non-interactive --color never"]


def test_a_killed_update_says_what_is_not_known(tmp_path: Path) -> None:
    killed = "sys.stdout.flush(); os.kill(os.getpid(), signal.SIGKILL)"
    engine = fake_engine(tmp_path, f"print({_event('resourcePreEvent')!r}); {killed}")
    with pytest.raises(EngineRunError) as raised:
        commands.up(engine, "prod")
    text = str(raised.value)
    assert "by signal 9" in text
    assert "it is not known how they ended: update cloudflare:index/zone:Zone zone" in text
    assert "nothing else was touched" not in text
    assert "canary" not in text


def test_an_export_shows_no_secrets_and_a_stack_is_not_selected(tmp_path: Path) -> None:
    engine = fake_engine(tmp_path, _prints("{}"))
    assert commands.export_stack(engine, "prod") == "{}\n"
    commands.stack_init(engine, "prod")
    assert calls(engine) == [
        "stack export --stack prod --non-interactive --color never",
        "stack init --stack prod --no-select --non-interactive --color never",
    ]
