"""Which moves can be asked for, and what a state says about itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from infra.config.errors import ConfigError
from sayar.graph.errors import InputError
from sayar.graph.model import STACK_TYPE, Ciphertext, Graph, Resource, Secret
from sayar.plan.moves import between_tiers, document_of, from_state, stack_of, tier_of
from sayar.platform import PlatformGraph, platform_graph
from tests.graph.builders import TYPE
from tests.infra.projects import ROOT


def of(urn: str) -> Graph:
    return Graph((Resource(urn, TYPE),))


@pytest.fixture(scope="module")
def growth() -> PlatformGraph:
    return platform_graph("growth", config_dir=ROOT)


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
    assert {change.properties for change in document.direct.changes} == {("ttl",)}
    assert document.downtime.budget_s is None, "nobody promised anything for a move that is none"


def test_tiers_that_freeze_nothing_in_common_break_nothing(growth: PlatformGraph) -> None:
    starter = platform_graph("starter", config_dir=ROOT)
    document = document_of(starter.graph, growth, "offline", origin="starter", was=starter.config.platform)
    assert not [one for one in document.findings if one.id.startswith("immutable")]


@pytest.mark.parametrize(("origin", "budget"), [("starter", 300), ("scale", 900), ("enterprise", None), (None, None)])
def test_the_budget_is_that_of_the_move_between_neighbours(
    growth: PlatformGraph, origin: str | None, budget: int | None
) -> None:
    document = document_of(growth.graph, growth, "state", origin=origin)
    assert document.downtime.budget_s == budget
    assert (document.verdict, document.to.tier if document.to else None) == ("ok", "growth")


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
