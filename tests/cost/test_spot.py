"""Machines on spot: what they take off, and which pools could be there."""

from __future__ import annotations

from sayar.cost import spot
from sayar.documents.cost import Optimisation, Saving
from sayar.platform import tier_config
from tests.cost.priced import ROOT, asked, month

ON, OFF = "on", "off"


def pools(*said: str) -> str:
    """A what-if of Enterprise with its two pools on spot or not."""
    import json

    import yaml

    rows = yaml.safe_load((ROOT / "Pulumi.enterprise.yaml").read_text(encoding="utf-8"))
    found = rows["config"]["sayar:cluster"]["engine"]["pools"]
    for pool, value in zip(found, said, strict=True):
        pool["spot"] = value
    return f"cluster.engine.pools={json.dumps(found)}"


def found(*changes: str, tier: str = "enterprise") -> tuple[list[Saving], list[Optimisation]]:
    config, how = tier_config(tier, config_dir=ROOT, overrides=changes), asked()
    here = month(tier, *changes)
    return list(spot.savings(config, here, how)), list(spot.advice(config, how, here))


def test_what_is_on_spot_saves_the_difference_to_the_same_pool_without_it() -> None:
    (row,), advice = found()
    assert row.taken
    assert row.id == "spot"
    assert row.saves == float(month("enterprise", pools(OFF, OFF)).expected - month("enterprise").expected)
    assert row.saves > 0
    assert advice == [], "users wait for the other pool"


def test_a_pool_that_runs_nothing_critical_could_be_on_spot() -> None:
    saved, (advice,) = found(pools(OFF, OFF))
    assert saved == []
    assert advice.change == "cluster.engine.pools[1].spot: on"
    assert advice.text == "pool batch runs nothing critical and could be on spot"
    assert advice.saves == float(month("enterprise", pools(OFF, OFF)).expected - month("enterprise").expected)


def test_a_tier_without_clusters_has_no_machines_to_bid_for() -> None:
    assert found(tier="scale") == ([], [])
