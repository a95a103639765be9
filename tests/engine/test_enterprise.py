"""The fourth tier on the real engine against stand-in vendors: two regions on AWS with everything that is in them."""

import pytest

from sayar.engine import commands
from sayar.graph.diff import covers
from sayar.graph.model import Comparison
from tests.contracts.test_graphs import HELD_AT_VENDORS
from tests.support.engine import MakeSandbox
from tests.support.platform import PROD, Platform, offline, operations

pytestmark = pytest.mark.engine

GUARD = "guard:index:Move"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"


def assert_agrees(forecast: Comparison, engine: Comparison) -> None:
    """Every operation is the same, and no property changes that the forecast did not name."""
    assert operations(forecast) == operations(engine)
    told = {change.urn: change.properties for change in forecast.changes}
    for change in engine.changes:
        untold = [path for path in change.properties if not covers(told[change.urn], path)]
        assert not untold, change.urn


def test_the_whole_tier_goes_up_from_scale_as_forecast_and_comes_down(make_sandbox: MakeSandbox) -> None:
    platform = Platform(make_sandbox, "scale")
    world = platform.project.world()
    platform.up()

    platform.move_to("enterprise")
    direct = platform.forecast("enterprise")
    held = [change for change in direct.changes if change.refused]
    assert held, "the direct way would leave all data behind"
    assert all(change.type.startswith(HELD_AT_VENDORS) for change in held)
    for change in held:  # that the engine refuses them until then is shown by the move from Scale back to Growth
        platform.engine.run("state", "unprotect", change.urn, "--yes", "--stack", PROD)
    released = platform.preview()
    assert_agrees(offline("scale", "enterprise"), released)
    assert_agrees(platform.forecast("enterprise"), released)

    platform.up()
    assert platform.preview().changes == (), "a second preview shows no change"
    made = {thing.type for thing in world.things()}
    wanted = {change.type for change in released.changes if change.op == "create" and ":" in change.type}
    assert {type_ for type_ in wanted if not type_.startswith(("sayar:", "pulumi:"))} <= made

    assert_one_small_change_touches_one_resource(platform)

    platform.engine.run("state", "unprotect", "--all", "--yes", "--stack", PROD)
    commands.destroy(platform.engine, PROD)
    assert world.things() == ()


def assert_one_small_change_touches_one_resource(platform: Platform) -> None:
    """A node of the European reader grows: one member of one cluster, and nothing that stands on it.

    The guard takes note of the new spec, as it does of every one.
    """
    secondary = {
        "region": "eu-west",
        "capacity": {"kind": "provisioned", "instance_class": "db.r8g.2xlarge"},
        "readers": 1,
        "proxy": {"max_connections_percent": 80, "idle_client_s": 1800},
    }
    platform.move_to("enterprise", database={"engine": {"worldwide": {"secondaries": [secondary]}}})
    noted, change = sorted(platform.preview().changes, key=lambda one: one.type != GUARD)
    assert (noted.type, noted.op, noted.properties) == (GUARD, "update", ("specHash",))
    assert (change.type, change.op) == ("aws:rds/clusterInstance:ClusterInstance", "update")
    assert change.properties == ("instanceClass",)
    platform.move_to("enterprise")
