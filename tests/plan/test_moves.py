"""Which moves can be asked for, and what a state says about itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra.config.errors import ConfigError
from infra.moves.current import in_phase
from sayar.graph.errors import InputError
from sayar.graph.model import STACK_TYPE, Ciphertext, Graph, Resource, Secret
from sayar.plan.moves import between_tiers, document_of, from_state, made_from, move_of, stack_of, tier_of
from sayar.platform import PlatformGraph, platform_graph
from tests.graph.builders import TYPE
from tests.infra.projects import ROOT

DNS = "cloudflare:index/dnsRecord:DnsRecord"


def of(urn: str) -> Graph:
    return Graph((Resource(urn, TYPE),))


@pytest.fixture(scope="module")
def growth() -> PlatformGraph:
    return platform_graph("growth", config_dir=ROOT)


@pytest.fixture(scope="module")
def others() -> dict[str, PlatformGraph]:
    return {tier: platform_graph(tier, config_dir=ROOT) for tier in ("starter", "scale", "enterprise")}


@pytest.mark.parametrize(
    ("urn", "stack"),
    [
        (f"urn:pulumi:prod::sayar::{TYPE}::a", "prod"),
        (f"urn:pulumi:eu-live::sayar::{TYPE}::a", "eu-live"),
        (f"urn:pulumi:prod::sayar::a:b:C${TYPE}::a::b", "prod"),
    ],
)
def test_the_stack_is_read_from_the_urns_of_a_state(urn: str, stack: str) -> None:
    assert stack_of(of(urn), "x.json") == stack


def test_an_empty_state_names_no_stack() -> None:
    assert stack_of(Graph(()), "x.json") is None


def test_a_state_of_another_project_is_refused_with_its_file() -> None:
    with pytest.raises(InputError, match=r"^x\.json: a state of the project shop"):
        stack_of(of(f"urn:pulumi:prod::shop::{TYPE}::a"), "x.json")


@pytest.mark.parametrize(
    ("said", "tier"),
    [
        ("growth", "growth"),
        ("huge", None),
        (3, None),
        (None, None),
        (Ciphertext("v1:x"), None),
        (Secret("growth"), None),
    ],
)
def test_the_tier_of_a_state_is_what_its_outputs_name(said: Any, tier: str | None) -> None:
    assert tier_of(Graph((), {"tier": said})) == tier
    assert tier_of(Graph(())) is None


@pytest.mark.parametrize(
    ("origin", "to", "says"),
    [("huge", "growth", "huge"), ("growth", "huge", "huge"), ("growth", "growth", "another tier than")],
)
def test_a_move_that_is_none_is_refused_before_anything_is_recorded(origin: str, to: str, says: str) -> None:
    # A folder without stack files: reading one would be another error.
    with pytest.raises(ConfigError, match=says):
        between_tiers(origin, to, config_dir=Path("nowhere"))


def test_an_unknown_target_is_refused_before_the_state_is_read() -> None:
    with pytest.raises(ConfigError, match="huge"):
        from_state(Path("nowhere.json"), "huge", config_dir=ROOT)


def test_a_target_that_cannot_be_built_is_refused() -> None:
    with pytest.raises(ConfigError, match="not built yet"):
        between_tiers("scale", "enterprise", config_dir=ROOT, overrides=["cluster.engine.gitops=argocd"])


def test_a_tier_is_held_against_itself_where_something_is_set() -> None:
    """What if it were another one in this leaf: the deployed side is the tier as it is."""
    document = between_tiers("starter", "starter", config_dir=ROOT, overrides=["edge.dns.ttl_s=60"])
    assert (document.origin, document.to) == (document.to, document.origin)
    assert {change.op for change in document.direct.changes} == {"update"}
    by_type = {(change.type, change.properties) for change in document.direct.changes}
    # Beside the records, the guard keeps what tells one platform from another one.
    assert by_type == {(DNS, ("ttl",)), ("guard:index:Move", ("specHash",))}
    assert document.phases == (), "no move, no phases"
    assert document.downtime.budget_s is None, "nobody promised anything for a move that is none"


def test_tiers_that_freeze_nothing_in_common_break_nothing(
    growth: PlatformGraph, others: dict[str, PlatformGraph]
) -> None:
    starter = others["starter"]
    document = document_of(starter.graph, growth, "offline", was=starter.config)
    assert not [one for one in document.findings if one.id.startswith("immutable")]


@pytest.mark.parametrize(("origin", "budget"), [("starter", 300), ("scale", 900), ("enterprise", None), (None, None)])
def test_the_budget_is_that_of_the_move_between_neighbours(
    growth: PlatformGraph, others: dict[str, PlatformGraph], origin: str | None, budget: int | None
) -> None:
    """Whatever is there already: here all of it, so that nothing is left to change."""
    was = others[origin].config if origin is not None else None
    document = document_of(growth.graph, growth, "state", was=was, sure=False)
    assert document.downtime.budget_s == budget
    assert (document.verdict, document.to.tier if document.to else None) == ("ok", "growth")
    assert (document.origin.tier if document.origin else None) == origin
    assert {name: one.error_s.worst for name, one in document.downtime.surfaces.items()} == dict.fromkeys(
        ("api", "csv", "web", "webhook"), 0
    )


@pytest.mark.parametrize(
    ("said", "move"),
    [
        ({"from": "starter", "phase": "shift-feed", "started": "2026-11-01"}, ("starter", "shift-feed")),
        ({"from": "starter"}, None),
        ({"from": 3, "phase": "x"}, None),
        ({"from": "starter", "phase": None}, None),
        ("starter", None),
        (None, None),
    ],
)
def test_a_state_names_the_move_that_is_under_way(said: Any, move: Any) -> None:
    assert move_of(Graph((), {"move": said})) == move
    assert move_of(Graph(())) is None


def of_tier(tier: str, **outputs: Any) -> Graph:
    return Graph((), {"tier": tier, **outputs})


def test_a_state_was_made_from_its_tier_or_from_the_phase_that_it_is_in() -> None:
    rest = made_from(of_tier("growth"), ROOT, None)
    assert rest is not None
    assert (rest.platform.tier, rest.environment.transition) == ("growth", None)
    moving = made_from(of_tier("growth", move={"from": "starter", "phase": "shift-feed"}), ROOT, None)
    assert moving is not None
    assert moving.environment.transition is not None
    # The feed is led through the edge in that phase, the other hosts are not yet.
    edge = in_phase(moving).platform.edge
    assert (edge.mode, set(edge.direct) & {"api", "webhook", "feed"}) == ("proxied", {"api", "webhook"})


def test_a_state_in_a_phase_that_is_not_to_be_had_any_more_counts_as_its_tier() -> None:
    for move in ({"from": "starter", "phase": "of-an-older-version"}, {"from": "scale", "phase": "shift-feed"}):
        found = made_from(of_tier("growth", move=move), ROOT, None)
        assert found is not None
        assert (found.platform.tier, found.environment.transition) == ("growth", None)


def test_a_state_that_names_no_tier_or_whose_files_are_wrong_was_made_from_nobody_knows_what(tmp_path: Path) -> None:
    assert made_from(Graph(()), ROOT, None) is None
    assert made_from(of_tier("growth"), tmp_path, None) is None
    assert made_from(of_tier("growth", move={"from": "huge", "phase": "x"}), ROOT, None) is None


def test_remarks_of_the_target_are_in_the_document(growth: PlatformGraph) -> None:
    document = document_of(growth.graph, growth, "offline")
    assert {one.id for one in growth.findings} <= {one.id for one in document.findings}


def test_a_date_that_is_asked_for_is_taken_and_else_the_newest_fact_is(growth: PlatformGraph) -> None:
    assert document_of(growth.graph, growth, "offline", as_of="2024-02-29").as_of == "2024-02-29"
    assert document_of(growth.graph, growth, "offline").as_of > "2026-01-01"


def test_an_empty_state_is_built_under_the_stack_that_is_asked_for_or_prod(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text(json.dumps({"version": 3, "deployment": None}))
    document = from_state(path, "starter", config_dir=ROOT)
    assert {one.urn.split("::")[0] for one in document.direct.changes} == {"urn:pulumi:prod"}
    assert document.origin is None
    assert all(one.type != STACK_TYPE for one in document.direct.changes)
