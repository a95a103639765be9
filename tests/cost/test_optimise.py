"""What could be changed for less money: only of what somebody measured, each with its figure and the change for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from infra.config.stack import StackConfig
from sayar.cost.document import month_of
from sayar.cost.optimise import optimisations
from sayar.documents.cost import Optimisation
from sayar.platform import tier_config
from tests.cost.priced import ROOT, asked, month


def found(tier: str, *changes: str, **observed: Any) -> tuple[Optimisation, ...]:
    amounts = observed.pop("amounts", {})

    def reload(more: Sequence[str]) -> StackConfig:
        return tier_config(tier, config_dir=ROOT, overrides=[*changes, *more])

    config, given = reload([]), asked(amounts, **observed)
    return optimisations(config, given, month_of(config, given), reload)


def ids(rows: tuple[Optimisation, ...]) -> list[str]:
    return [row.id for row in rows]


@pytest.mark.parametrize("tier", ["starter", "growth", "scale", "enterprise"])
def test_a_platform_that_nobody_measured_gets_no_advice(tier: str) -> None:
    assert found(tier) == ()


def test_a_database_that_is_hardly_used_could_be_smaller_by_as_much_as_stays_below_the_warning() -> None:
    """19 % of Large are 38 % of Medium and 76 % of Small; the strategy warns above 80 %."""
    (row,) = found("growth", "database.engine.compute=large", used={"database.engine.compute": 0.19})
    assert row.change == "database.engine.compute=small"
    assert row.saves == 110 - 15
    assert row.text == "19% of large is used, so small would be at about 76%"


@pytest.mark.parametrize(("share", "size"), [(0.4, "medium"), (0.401, None), (0.2, "small"), (0.2001, "medium")])
def test_a_smaller_size_stays_at_or_below_eighty_percent(share: float, size: str | None) -> None:
    rows = found("growth", "database.engine.compute=large", used={"database.engine.compute": share})
    assert [row.change for row in rows] == ([] if size is None else [f"database.engine.compute={size}"])


def test_a_size_that_the_stacks_own_rules_refuse_is_not_advised() -> None:
    """Recovery to any point needs Small, so nothing is smaller than it in Growth."""
    assert found("growth", used={"database.engine.compute": 0.01}) == ()


def test_seats_that_nobody_uses_are_counted() -> None:
    (row,) = found("scale", used={"hosting.vercel.seats": 0.4})
    assert (row.change, row.saves, row.text) == ("hosting.vercel.seats=2", 60, "2 of 5 are used")
    assert found("scale", used={"hosting.vercel.seats": 0.81}) == (), "4.05 of 5 need all five"


def test_what_nothing_uses_is_waste() -> None:
    """The replica costs its compute and its larger disk."""
    (row,) = found("scale", used={"database.engine.read_replicas": 0})
    assert (row.id, row.change) == ("waste", "database.engine.read_replicas=[]")
    assert row.saves == pytest.approx(110 + 15.63)
    assert found("scale", used={"database.engine.read_replicas": 0.01}) == ()


def test_headroom_of_a_plan_is_told_and_the_next_plan_only_when_it_runs_out() -> None:
    (row,) = found("starter", amounts={"db_size_gb": 0.4})
    assert row.text == "db_size_gb: 0.4 of 0.5 that supabase includes, 80%"
    assert (row.saves, row.change) == (None, "")
    (row,) = found("starter", amounts={"db_size_gb": 0.41})
    assert row.change == "database.engine.plan=pro"
    assert found("scale", amounts={"db_size_gb": 60}) == (), "a disk of its own includes nothing"


def test_feeds_that_the_edge_could_answer_cost_egress_at_the_origin() -> None:
    """2 M answers of 20 KB are 40 of the 240 GB; of the 200 of feeds at 50 %, 90 % leave a fifth: 160 GB less."""
    use = {"egress_gb": 240, "api_requests": 2_000_000, "vcpu_month": 2, "ram_gb_month": 2}
    rows = found("growth", amounts=use, cache_hit_ratio=0.5)
    (row,) = [one for one in rows if one.id == "cache-hits"]
    assert row.saves == pytest.approx(160 * 0.05)
    assert "160.0 GB less from the origin" in row.text
    assert "cache-hits" not in ids(found("growth", amounts=use, cache_hit_ratio=0.9))
    (row,) = [one for one in found("starter", amounts=use, cache_hit_ratio=0.1) if one.id == "cache-hits"]
    assert row.change == "edge.mode=proxied", "without the proxy nothing is cached"


def test_files_and_dumps_are_told_with_what_they_cost() -> None:
    rows = found("growth", amounts={"files_gb": 300, "r2_gb": 110})
    (row,) = [one for one in rows if one.id == "file-storage"]
    # 200 GB above the 100 of Pro at 0.021, and 100 above the 10 of R2 at 0.015.
    assert "5.70 USD a month" in row.text
    assert row.saves is None


def test_a_region_that_hardly_anybody_uses_is_questioned() -> None:
    (row,) = found("scale", amounts={"secondary_share": 0.049})
    assert row.id == "regions"
    assert row.saves == pytest.approx(110 + 15.63)
    (row,) = found("scale", amounts={"secondary_share": 0.05})
    assert (row.saves, row.change) == (None, "")
    assert "eu-west: 125.63 USD a month carry 5% of the use" in row.text


def test_machines_that_pods_leave_empty_are_told() -> None:
    rows = found("enterprise", amounts={"node_fill": 0.3})
    (row,) = [one for one in rows if one.id == "packing"]
    same = month("enterprise", amounts={"node_fill": 0.75}).expected
    assert row.saves == pytest.approx(float(month("enterprise", amounts={"node_fill": 0.3}).expected - same))
    assert "packing" not in ids(found("enterprise", amounts={"node_fill": 0.75}))


def test_what_saves_most_comes_first_and_what_has_no_figure_last() -> None:
    rows = found(
        "scale",
        used={"hosting.vercel.seats": 0.2, "database.engine.read_replicas": 0},
        amounts={"r2_gb": 9},
    )
    figures = [row.saves for row in rows]
    known = [one for one in figures if one is not None]
    assert known == sorted(known, reverse=True)
    assert figures == [*known, *[None] * (len(figures) - len(known))]


def test_every_change_that_names_a_leaf_is_accepted_and_saves_what_it_says() -> None:
    for tier, used in (("growth", {"database.engine.compute": 0.1}), ("scale", {"hosting.vercel.seats": 0.2})):
        changes = ("database.engine.compute=xlarge",) if tier == "growth" else ()
        for row in found(tier, *changes, used=used):
            before, after = month(tier, *changes).expected, month(tier, *changes, row.change).expected
            assert float(before - after) == pytest.approx(row.saves)
