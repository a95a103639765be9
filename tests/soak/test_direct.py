"""The direct way between two tiers on the real engine, there and back: in the default suite it is gone by phases."""

import pytest

from sayar.engine import commands
from tests.support.engine import MakeSandbox
from tests.support.platform import KEPT_BY_ALL, PROD, Platform, assert_agrees, offline

pytestmark = pytest.mark.engine


def test_starter_to_growth_and_back_as_forecast(make_sandbox: MakeSandbox) -> None:
    platform = Platform(make_sandbox, "starter")
    world = platform.project.world()

    first = platform.preview()
    assert {change.op for change in first.changes} == {"create"}
    assert world.things() == (), "a preview makes nothing"
    made = [change for change in first.changes if not change.type.startswith(("sayar:", "pulumi:"))]
    assert platform.up() == {"create": len(made)}
    assert len(world.things()) == len(made)
    assert platform.preview().changes == (), "a second preview shows no change"

    platform.move_to("growth")
    up = platform.preview()
    assert_agrees(offline("starter", "growth"), up)
    assert_agrees(platform.forecast("growth"), up)
    assert not [change for change in up.changes if change.op in ("replace", "delete")], "nothing live is taken away"
    platform.up()
    assert platform.preview().changes == ()

    platform.move_to("starter")
    down = platform.preview()
    assert_agrees(offline("growth", "starter"), down)
    assert_agrees(platform.forecast("starter"), down)
    platform.up()
    assert platform.preview().changes == ()
    assert {thing.type for thing in world.things()} >= set(KEPT_BY_ALL), "going down loses nothing"

    with pytest.raises(commands.EngineRunError, match="protected"):
        commands.destroy(platform.engine, PROD)
    assert {thing.type for thing in world.things()} >= set(KEPT_BY_ALL)
    platform.engine.run("state", "unprotect", "--all", "--yes", "--stack", PROD)
    commands.destroy(platform.engine, PROD)
    assert world.things() == ()
