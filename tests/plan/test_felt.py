"""What users feel of a comparison: rows judge changes, and surfaces are known where services are."""

from __future__ import annotations

from typing import Any

import pytest

from sayar.graph.model import Comparison
from sayar.plan.felt import felt_by
from tests.graph.builders import TYPE, urn
from tests.impact.rows import row, services
from tests.plan.made import PlanFacts, change

NODE = {"box": {"match": {"name": "a"}}}
NEEDS = {"api": {"needs": [{"on": "box", "mode": "hard"}]}}
CONFIG = "supabase:index:PostgresConfig"


def felt(*changes: Any, parts: dict[str, Any] | None = None) -> Any:
    known = services(**parts) if parts is not None else None
    return felt_by(Comparison(changes, ()), PlanFacts(), known)


def test_without_services_each_change_is_judged_and_no_surface_is_known() -> None:
    found = felt(change("update", properties=("size",)))
    assert [(one.told.effect, one.by_fact) for one in found.judged] == [("unknown", False)]
    assert (dict(found.surfaces), found.findings) == ({}, ())
    assert found.surfaces_of(found.judged[0].change) == ()


def test_a_type_of_the_catalogue_is_judged_by_its_built_in_row_without_services() -> None:
    one = change("update", "postgres", type=CONFIG, properties=("sharedBuffers",))
    (found,) = felt(one).judged
    assert found.by_fact
    assert found.told.effect != "unknown"
    assert found.told.source != "no downtime fact"


def test_a_row_of_the_services_file_is_tried_before_the_built_in_ones() -> None:
    one = change("update", "postgres", type=CONFIG, properties=("sharedBuffers",))
    own = row({"type": CONFIG}, "reset", 0, source="measured here")
    (found,) = felt(one, parts={"facts": [own]}).judged
    assert (found.told.effect, found.told.source) == ("reset", "measured here")


def test_a_surface_is_down_for_the_seconds_of_what_it_stands_on() -> None:
    parts = {"nodes": NODE, "surfaces": NEEDS, "facts": [row(typical_s=20, worst_s=60)]}
    found = felt(change("update", properties=("size",)), parts=parts)
    api = found.surfaces["api"]
    assert (api.error_s.typical, api.error_s.worst, api.because) == (20, 60, (urn("a"),))
    assert found.surfaces_of(found.judged[0].change) == ("api",)


def test_what_no_surface_stands_on_is_judged_and_touches_none() -> None:
    parts = {"nodes": NODE, "surfaces": NEEDS, "facts": [row(typical_s=20)]}
    found = felt(change("update", "b", properties=("size",)), parts=parts)
    assert [one.told.effect for one in found.judged] == ["full"]
    assert found.surfaces["api"].error_s.worst == 0
    assert found.surfaces_of(found.judged[0].change) == ()


def test_a_change_without_a_row_makes_its_surface_unknown_and_not_zero() -> None:
    found = felt(change("update", properties=("size",)), parts={"nodes": NODE, "surfaces": NEEDS})
    api = found.surfaces["api"]
    assert (api.error_s.typical, api.error_s.worst, api.verdict) == (None, None, "unknown")


def test_timings_of_the_services_file_reach_its_rows() -> None:
    timings = {"boot_s": {"typical": 7, "worst": 11}}
    parts = {
        "timings": timings,
        "nodes": NODE,
        "surfaces": NEEDS,
        "facts": [row(typical_s="boot_s", worst_s="2 * boot_s")],
    }
    api = felt(change("update", properties=("size",)), parts=parts).surfaces["api"]
    # The worst takes the worst values of the timings.
    assert (api.error_s.typical, api.error_s.worst) == (7, 22)


def test_lost_data_is_named_by_the_facts_of_replacement() -> None:
    found = felt_by(Comparison((change("delete", stateful=True),), ()), PlanFacts(kept=frozenset({TYPE})), None)
    assert (found.judged[0].told.effect, found.judged[0].told.source) == ("data_loss", "it holds data")


def test_what_is_remarked_on_the_seconds_is_a_finding_of_the_services() -> None:
    """A buffer that holds five seconds holds no outage of five: the contract counts the window as exceeded."""
    window = {"hook": {"needs": [{"on": "box", "mode": "buffered", "window_s": 5}]}}
    parts = {"nodes": NODE, "surfaces": window, "facts": [row(typical_s=5)]}
    found = felt(change("update", properties=("size",)), parts=parts)
    assert [(one.id, one.severity) for one in found.findings] == [("buffer-window", "warning")]


@pytest.mark.parametrize("size", [1, 3])
def test_a_primary_and_its_standbys_at_once_take_the_row_of_all_members(size: int) -> None:
    """One row for the group counts once, whatever each member has; without it nobody knows."""
    names = [f"m{number}" for number in range(size + 1)]
    nodes = {name: {"match": {"name": name}} for name in names}
    group = {"db": {"kind": "failover", "primary": names[0], "standbys": names[1:]}}
    surfaces = {"api": {"needs": [{"on": "db", "mode": "hard"}]}}
    alone = row(effect="failover", typical_s=30)
    changes = [change("update", name, properties=("size",)) for name in names]
    parts: dict[str, Any] = {"nodes": nodes, "groups": group, "surfaces": surfaces}
    known = felt(*changes, parts={**parts, "facts": [alone, row(effect="full", typical_s=90, members="all")]})
    assert known.surfaces["api"].error_s.typical == 90
    unknown = felt(*changes, parts={**parts, "facts": [alone]})
    assert unknown.surfaces["api"].error_s.typical is None


def test_where_nothing_changes_every_surface_is_there_and_well() -> None:
    found = felt(parts={"nodes": {"box": {}}, "surfaces": NEEDS})
    assert found.judged == ()
    assert {name: (one.error_s.worst, one.verdict) for name, one in found.surfaces.items()} == {"api": (0, "ok")}
