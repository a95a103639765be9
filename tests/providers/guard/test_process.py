"""The process itself: what Check, Diff, Create, Update and Read say of a step, as the engine asks them."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from tests.providers.guard.cases import DRAIN_S, ORDER, OTHER, moving, pools, settled, waived
from tests.support.discreet import discreet
from tests.support.plugin import UNKNOWN, FailedError, Plugin, State
from tests.support.plugin_stack import Stack

LAUNCHER: Final = Path(__file__).parents[3] / "providers" / "guard" / "pulumi-resource-guard"
MOVE: Final = "guard:index:Move"


@pytest.fixture(scope="module")
def plugin() -> Iterator[Plugin]:
    with Plugin(LAUNCHER, {}) as running:
        running.configure()
        yield running


@pytest.fixture
def stack(plugin: Plugin) -> Iterator[Stack]:
    """A stack of its own; at the end no traceback has come out."""
    stack = Stack(plugin)
    with discreet(plugin, stack.resources, ()):
        yield stack


def since(stack: Stack, seconds: float) -> None:
    """Let the state say that the old pool has had weight 0 for so long."""
    at = (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()
    state = stack["move"]
    stack.resources["move"] = replace(state, outputs={**state.outputs, "zeroedAt": {"old": at}})


def up(stack: Stack, inputs: dict[str, Any]) -> str:
    return stack.up("move", MOVE, inputs)


def test_a_whole_move_goes_up_phase_by_phase_and_settles(stack: Stack) -> None:
    assert up(stack, settled()) == "create"
    assert stack["move"].outputs == {**settled(), "zeroedAt": {}}
    assert up(stack, moving("prepare")) == "update"
    assert up(stack, moving("expand", pools=pools(old=100, new=0))) == "update"
    assert set(stack["move"].outputs["zeroedAt"]) == {"new"}
    assert up(stack, moving("shift", pools=pools(old=50, new=50))) == "update"
    assert stack["move"].outputs["zeroedAt"] == {}, "it rose"
    before = datetime.now(UTC)
    assert up(stack, moving("shift", pools=pools(old=0, new=100))) == "update"
    at = datetime.fromisoformat(stack["move"].outputs["zeroedAt"]["old"])
    assert before <= at <= datetime.now(UTC)
    assert stack["move"].outputs["zeroedAt"]["old"].endswith("Z")
    assert up(stack, moving("shift", pools=pools(old=0, new=100))) == "same"
    since(stack, DRAIN_S)
    assert up(stack, moving("contract", pools=pools(new=100))) == "update"
    assert up(stack, settled("growth", pools=pools(new=100))) == "update"
    stack.down("move")


def test_check_refuses_a_jump_with_the_property_and_the_right_way(plugin: Plugin) -> None:
    faults = plugin.check(MOVE, settled("growth"), settled())
    assert list(faults) == ["tier"]
    assert "Begin a move with 'sayar move start --stack …'" in faults["tier"]
    assert "gate phases" in faults["tier"]
    assert plugin.check(MOVE, settled("growth", waivers=waived("phases", until="2999-12-31")), settled()) == {}
    assert "tier" in plugin.check(MOVE, settled("growth", waivers=waived("phases", until="2020-01-01")), settled())


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (moving("prepare"), moving("shift"), "transition.phase"),
        (moving("prepare"), moving("expand", move={"baseNow": OTHER}), "transition.baseNow"),
        (settled(), settled(originTls="strict"), "originTls"),
        (settled(), settled(pools=pools(old=50, new=50)), "pools.new.weight"),
        (
            settled(database={"engine": "postgres", "version": "15.8", "replicas": 1}),
            settled(database={"engine": "postgres", "version": "17.4", "replicas": 0}),
            "database.version",
        ),
    ],
)
def test_each_fault_alone_is_refused_by_check(
    plugin: Plugin, old: dict[str, Any], new: dict[str, Any], path: str
) -> None:
    assert list(plugin.check(MOVE, new, old)) == [path]


def test_check_sees_a_pool_leave_under_traffic_and_diff_one_that_leaves_too_early(plugin: Plugin, stack: Stack) -> None:
    contracted = moving("contract", pools=pools(new=100))
    under_traffic = moving("shift", pools=pools(old=50, new=50))
    assert list(plugin.check(MOVE, contracted, under_traffic)) == ["pools.old"]
    drained = moving("shift", pools=pools(old=0, new=100))
    assert plugin.check(MOVE, contracted, drained) == {}, "it has no outputs, and so no time"

    state = plugin.create(MOVE, "move", settled())
    state = replace(state, inputs=drained, outputs={**drained, "zeroedAt": {"old": "2026-11-22T12:00:00Z"}})
    stack.resources["move"] = state
    since(stack, DRAIN_S - 60)
    with pytest.raises(FailedError, match=r"comparing guard:index:Move 'move': pools\.old: .*3540 s after.*gate drain"):
        up(stack, contracted)
    with pytest.raises(FailedError, match=r"updating guard:index:Move 'move': pools\.old: "):
        plugin.update(stack["move"], contracted)  # the clock has the last word, whatever was compared before
    since(stack, DRAIN_S)
    assert up(stack, contracted) == "update"


def test_nothing_replaces_it_whatever_changes(plugin: Plugin) -> None:
    state = plugin.create(MOVE, "move", settled(database={"engine": "postgres", "version": "15.8", "replicas": 0}))
    changed = settled(
        specHash="c" * 64,
        order=[*ORDER, "planet"],
        drainS=1,
        database={"engine": "postgres", "version": "17.4", "replicas": 0},
    )
    diff = plugin.diff(state, changed)
    assert (diff.changes, diff.replaces, diff.delete_first) == (True, (), False)
    assert set(diff.kinds) == {"specHash", "order[4]", "drainS", "database.version"}


def test_a_preview_does_not_know_a_time_that_the_update_will_set(plugin: Plugin) -> None:
    assert plugin.create(MOVE, "move", settled(), preview=True).outputs["zeroedAt"] is UNKNOWN
    state = plugin.create(MOVE, "move", settled())
    new = moving(pools=pools(old=100, new=0))
    assert plugin.update(state, new, preview=True).outputs["zeroedAt"] is UNKNOWN
    state = plugin.update(state, new)
    later = plugin.update(state, moving(pools=pools(old=100, new=0), specHash="c" * 64), preview=True)
    assert later.outputs["zeroedAt"] == state.outputs["zeroedAt"], "it stays, and that is known"


def test_what_is_not_known_in_a_preview_is_judged_by_the_update(plugin: Plugin) -> None:
    state = plugin.create(MOVE, "move", settled())
    unknown = {**settled("scale"), "specHash": UNKNOWN}
    assert plugin.check(MOVE, unknown, settled()) == {}
    assert plugin.diff(state, unknown).changes
    plugin.update(state, unknown, preview=True)
    with pytest.raises(FailedError, match="jumps over growth"):
        plugin.update(state, settled("scale"))


def test_an_older_guard_without_times_gets_them_by_the_next_update(plugin: Plugin) -> None:
    inputs = settled(pools=pools(old=100, new=0))
    state = State(MOVE, "move", "test/move", inputs, inputs)
    assert plugin.diff(state, inputs).kinds == {"zeroedAt": "update"}
    assert set(plugin.update(state, inputs).outputs["zeroedAt"]) == {"new"}


def test_a_refresh_leaves_it_as_it_is_and_there_is_nothing_to_import(plugin: Plugin) -> None:
    state = plugin.create(MOVE, "move", settled(pools=pools(old=100, new=0)))
    assert plugin.read(state) == state
    assert plugin.read(State(MOVE, "move", state.id, {}, {})) is None


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"tier": "grwoth"}, "tier", "grwoth is no tier; allowed are starter, growth, scale, enterprise"),
        ({"order": ["starter", "starter"]}, "order", "starter stands there more than once"),
        ({"specHash": "abc"}, "specHash", "match"),
        ({"pools": pools(old=99)}, "pools", "the weights add up to 99 (old 99); they must add up to 100"),
        ({"pools": pools(old=101)}, "pools.old.weight", "less than or equal to 100"),
        ({"pools": pools(old=-1)}, "pools.old.weight", "greater than or equal to 0"),
        ({"pools": pools(old=0)}, "pools", "add up to 0"),
        ({"drainS": -1}, "drainS", "greater than or equal to 0"),
        ({"originTls": "Strict"}, "originTls", "'off', 'flexible', 'full' or 'strict'"),
        (
            {"database": {"engine": "postgres", "version": "17", "replicas": -1}},
            "database.replicas",
            "greater than or equal to 0",
        ),
        ({"waivers": waived("phases", until="2026-02-30")}, "waivers[0].until", "day of the calendar"),
        ({"waivers": waived("phases", until="20261122")}, "waivers[0].until", "YYYY-MM-DD"),
        ({"waivers": [{**waived("drain")[0], "reason": " "}]}, "waivers[0].reason", "must not be blank"),
        ({"waivers": waived("phase: shift")}, "waivers[0].gate", "a name without blanks"),
        ({"transitoin": None, "teir": "x"}, "teir", "tier is meant?"),
    ],
)
def test_inputs_that_are_wrong_by_themselves_are_told_with_their_path(
    plugin: Plugin, change: dict[str, Any], path: str, words: str
) -> None:
    faults = plugin.check(MOVE, {**settled(), **change})
    assert list(faults) == [path]
    assert words in faults[path]


@pytest.mark.parametrize(
    ("move", "path"),
    [
        ({"phase": "jump"}, "transition.phase"),
        ({"phases": ["prepare", "prepare"]}, "transition.phases"),
        ({"oneWay": ["shift", "jump"]}, "transition.oneWay[1]"),
        ({"from": "growth"}, "transition.from"),
        ({"from": "home"}, "transition.from"),
        ({"base": "A" * 64}, "transition.base"),
        ({"started": ""}, "transition.started"),
    ],
)
def test_a_move_that_is_wrong_by_itself_is_told_with_its_path(plugin: Plugin, move: dict[str, Any], path: str) -> None:
    assert list(plugin.check(MOVE, moving(move=move), settled())) == [path]


def test_it_takes_no_arguments_and_serves_its_schema() -> None:
    with Plugin(LAUNCHER, {}) as plugin:
        assert plugin.check_config(version="0.1.0") == {}
        assert set(plugin.check_config(token="x")) == {"token"}
        schema = json.loads(plugin.schema())
        row = schema["resources"][MOVE]
        assert schema["name"] == "guard"
        assert set(row["properties"]) == {*row["inputProperties"], "zeroedAt"}
        assert row["properties"]["zeroedAt"]["type"] == "object"
        assert set(row["inputProperties"]) - set(row["requiredInputs"]) == {"transition", "database"}
        assert not [name for name, each in row["inputProperties"].items() if each.get("willReplaceOnChanges")]
        plugin.process.send_signal(signal.SIGTERM)
        assert plugin.process.wait(10) == 0
        assert plugin.stderr == ""
