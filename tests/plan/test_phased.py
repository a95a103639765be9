"""Phases as they are recorded: each compared with the one before, together no more and no less than the one update."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from infra.config.stack import StackConfig
from infra.moves.phase import Gate
from providers.guard.kinds.move_args import MoveArgs
from providers.guard.past import then
from providers.guard.rules import refusals
from sayar.cli.up_guard import given_to_guard
from sayar.documents.plan import PlanDocument, Step
from sayar.facts.replacement import load_facts
from sayar.graph.compare import compare
from sayar.graph.model import Change, Comparison, Graph
from sayar.plan.moves import between_tiers, document_of
from sayar.plan.phased import approvals_for, leaving, let_go, phase_configs, recorded, said
from sayar.platform import PlatformGraph, platform_graph, record_config
from tests.cli.ran import PROD
from tests.graph.builders import thing, urn
from tests.infra.projects import ROOT, project
from tests.plan.made import change

MOVES = [
    ("starter", "growth"),
    ("growth", "starter"),
    ("growth", "scale"),
    ("scale", "growth"),
    ("scale", "enterprise"),
    ("enterprise", "scale"),
]
GUARD = "guard:index:Move"
NOW = datetime(2026, 11, 26, tzinfo=UTC)
PAST_RECALL = "contract"


@dataclass(frozen=True)
class Moved:
    """A move: both ends and each phase recorded, without any approval, and the forecast."""

    was: PlatformGraph
    target: PlatformGraph
    graphs: Mapping[str, Graph]
    plan: PlanDocument

    @property
    def left(self) -> tuple[Change, ...]:
        """What has to be let go of."""
        return leaving(compare(self.was.graph, self.target.graph, load_facts()))

    def signed(self, name: str) -> StackConfig:
        """The stack in a phase with all approvals signed."""
        configs = phase_configs(self.was.config, self.target.config, approvals_for(self.left))
        return next(config for phase, config in configs if phase.name == name)


class Moves(dict[tuple[str, str], Moved]):
    """Every move once for all tests of this file, when it is first asked for: each takes two seconds."""

    def __missing__(self, ends: tuple[str, str]) -> Moved:
        was, target = (platform_graph(tier, config_dir=ROOT) for tier in ends)
        deployed, _, graphs = recorded(was.config, target.config, "prod")
        plan = document_of(deployed, target, "offline", was=was.config, phases=graphs)
        return self.setdefault(ends, Moved(was, target, graphs, plan))


@pytest.fixture(scope="module")
def moves() -> Moves:
    return Moves()


@pytest.fixture(params=MOVES, ids=lambda move: f"{move[0]}-{move[1]}")
def move(request: pytest.FixtureRequest, moves: Moves) -> Moved:
    return moves[request.param]


def urns(steps: Any, op: str) -> list[str]:
    """URNs with an operation, once for every time that it happens."""
    return sorted(change.urn for step in steps for change in step.changes if change.op == op)


def test_after_the_last_phase_the_stack_is_the_target_but_for_the_record_of_the_move(move: Moved) -> None:
    *_, last = (step.name for step in move.plan.phases if step.kind == "config")
    found = compare(move.graphs[last], move.target.graph, load_facts())
    assert {(one.type, one.op, one.properties) for one in found.changes} == {(GUARD, "update", ("transition",))}


def bridge(move: Moved) -> set[str]:
    """What is there during the move alone."""
    made, gone = (set(urns(move.plan.phases, op)) for op in ("create", "delete"))
    return made & gone


def test_phases_make_and_delete_what_the_one_update_does_each_once_and_a_bridge_for_their_time(move: Moved) -> None:
    for op in ("create", "delete", "replace"):
        lasting = [urn for urn in urns(move.plan.phases, op) if urn not in bridge(move)]
        assert lasting == urns([move.plan.direct], op), op
    edited = {one.urn for one in move.plan.direct.changes if one.op == "update"}
    assert edited <= set(urns(move.plan.phases, "update"))


def test_only_the_way_to_the_other_platform_s_database_is_a_bridge(move: Moved) -> None:
    """Feeds and workers on AWS have no secret of their own; they need one for the vendor's database while both are."""
    two = {move.was.config.platform.tier, move.target.config.platform.tier} == {"scale", "enterprise"}
    names = {"secrets-feed", "secrets-feed-value", "secrets-worker", "secrets-worker-value"}
    regions = {f"{name}-{region}" for name in ("feed", "worker") for region in ("us-east", "eu-west")}
    assert {urn.rpartition("::")[2] for urn in bridge(move)} == (names | regions if two else set())


def test_people_and_waits_change_nothing_and_every_update_changes_something(move: Moved) -> None:
    kinds = {step.kind for step in move.plan.phases}
    assert {"config", "human"} <= kinds
    for step in move.plan.phases:
        assert (step.kind == "config") == bool(step.changes), step.name
        if step.kind != "config":
            assert set(step.summary.model_dump().values()) == {0}
            assert step.released == ()
            # What people do to users is an event of the phase; a wait does nothing.
            assert bool(step.downtime.surfaces) == (step.name == "cut-over"), step.name


def test_the_guard_lets_every_phase_through_once_what_leaves_has_drained(move: Moved) -> None:
    """The record that a phase leaves in the state is what the next one is held against."""

    steps = [move.was.graph, *move.graphs.values(), move.target.graph]
    for before, after in pairwise(steps):
        old, new = given_to_guard(before), MoveArgs.model_validate(given_to_guard(after))
        assert old is not None
        long_ago = {pool: datetime.min.replace(tzinfo=UTC) for pool, row in old["pools"].items() if not row["weight"]}
        assert refusals(then(old), new, long_ago, NOW) == (), new.transition


def test_counts_of_a_phase_are_those_of_its_changes(move: Moved) -> None:
    for step in move.plan.phases:
        for op in ("create", "update", "replace", "delete"):
            assert getattr(step.summary, op) == sum(one.op == op for one in step.changes), (step.name, op)


def test_no_phase_up_or_down_is_blocked_and_none_loses_data(move: Moved) -> None:
    effects = {(step.name, one.name, one.effect) for step in move.plan.phases for one in step.changes}
    assert [one for one in effects if one[2] in ("blocked", "data_loss")] == []
    assert move.plan.downtime.verdict not in ("blocked", "breach")


def test_every_update_says_what_must_hold_and_what_leads_back(move: Moved) -> None:
    for step in move.plan.phases:
        assert step.gate, step.name
        assert step.rollback, step.name
        # Once the first platform is gone, only a backup or what stayed at the vendors leads back.
        assert step.one_way is (step.name == PAST_RECALL and move.target.config.platform.tier == "enterprise"), (
            step.name
        )


def phase_of(plan: PlanDocument, name: str) -> Step:
    (found,) = [step for step in plan.phases if step.name == name]
    return found


@pytest.fixture
def back(moves: Moves) -> Moved:
    return moves["scale", "growth"]


def test_what_holds_data_is_let_go_of_before_anything_leaves(back: Moved) -> None:
    first = back.plan.phases[0]
    held = {one.urn for one in back.left if one.protected}
    assert (first.name, set(first.released), urns([first], "delete")) == ("release", held, [])
    assert [step.name for step in back.plan.phases[1:] if step.released] == []
    # At once the engine would refuse each of them.
    assert {one.urn for one in back.plan.direct.changes if one.effect == "blocked"} == held


def test_the_service_under_a_volume_is_let_go_of_with_it(back: Moved) -> None:
    """Railway deletes a service with its volumes, whatever the engine keeps; that of a cache holds nothing."""
    names = {(one.type, one.name) for one in back.left}
    assert {
        ("railway:index:Volume", "queue-us-east-volume"),
        ("railway:index:Service", "queue-us-east"),
        ("railway:index:Volume", "idempotency-us-east-volume"),
        ("railway:index:Service", "idempotency-us-east"),
        ("cloudflare:index/r2Bucket:R2Bucket", "dumps-eu"),
    } <= names
    assert ("railway:index:Service", "cache-us-east") not in names


def test_what_was_let_go_of_leaves_the_state_and_stays_at_the_vendor(back: Moved) -> None:
    left = {one.urn for one in back.left}
    gone = [one for step in back.plan.phases for one in step.changes if one.op == "delete" and one.urn in left]
    assert {one.urn for one in gone} == left
    assert {(one.retained, one.protected, one.effect) for one in gone} == {(True, False, "none")}


def test_people_are_told_each_approval_by_name(back: Moved) -> None:
    (task,) = [one for one in back.plan.manual_steps if one.phase == "release"]
    assert [one for one in back.left if f"{one.type}::{one.name}" not in task.how] == []


def test_a_forecast_lets_go_as_the_program_does_once_approvals_are_signed(back: Moved) -> None:
    """The forecast changes two options of what it recorded instead of recording all phases a second time."""
    left = frozenset(one.urn for one in back.left)
    told = let_go(back.graphs["release"], left)
    done = record_config(back.signed("release"), stack="prod").graph
    assert options(told) == options(done)
    assert {one for one, (protect, kept) in options(done).items() if kept and not protect} >= left


def options(graph: Graph) -> dict[str, tuple[bool, bool]]:
    return {one.urn: (bool(one.protect), bool(one.retain_on_delete)) for one in graph.resources}


def test_without_approvals_the_phases_would_be_refused(back: Moved) -> None:
    """What the phases above are not blocked by: this is what they would be blocked by."""
    found = compare(back.graphs["stores"], back.graphs["replica"], load_facts())
    refused = [one.name for one in found.changes if one.refused]
    assert "queue-us-east-volume" in refused


def test_approvals_count_from_the_release_on_and_not_before(back: Moved) -> None:
    held = len(back.target.config.environment.approvals)
    for phase, config in phase_configs(back.was.config, back.target.config, approvals_for(back.left)):
        assert len(config.environment.approvals) == held + len(back.left), phase.name
    up = phase_configs(back.target.config, back.was.config, approvals_for(back.left))
    assert {len(config.environment.approvals) for _, config in up} == {held}, "no phase of this way up releases"


def test_an_approval_names_its_resource_by_type_and_name_and_allows_no_more_than_a_release() -> None:
    (one,) = approvals_for([change("delete", "orders", type="supabase:index:Project")])
    assert (one.resource, one.action) == ("supabase:index:Project::orders", "release")


def gone(name: str, *on: str, protected: bool = False, **more: Any) -> Change:
    """A deleted resource that stood on others."""
    made = change("delete", name, protected=protected)
    return replace(made, old=thing(name, dependencies=tuple(urn(one) for one in on), **more))


def test_what_leaves_is_what_is_protected_and_all_that_it_stands_on() -> None:
    changes = (
        gone("volume", "service", protected=True),
        gone("service", "project"),
        gone("project"),
        gone("free", "project"),
        gone("above", "volume"),
    )
    assert [one.name for one in leaving(Comparison(changes, ()))] == ["volume", "service", "project"]


def test_groups_providers_and_what_stays_are_not_let_go_of() -> None:
    changes = (
        gone("volume", "group", "kept", protected=True),
        gone("group", custom=False),
        change("update", "kept", protected=True),
        change("replace", "other", protected=True, order="create_first"),
    )
    assert [one.name for one in leaving(Comparison(changes, ()))] == ["volume"]
    vendor = urn("vendor", "pulumi:providers:vendor")
    provider = replace(gone("vendor", type="pulumi:providers:vendor"), urn=vendor)
    held = replace(gone("volume", protected=True), old=thing("volume", dependencies=(vendor,)))
    assert [one.name for one in leaving(Comparison((provider, held), ()))] == ["volume"]


def test_where_nothing_is_protected_nothing_has_to_be_let_go_of() -> None:
    assert leaving(Comparison((gone("a", "b"), gone("b")), ())) == ()


def test_letting_go_of_nothing_is_the_same_graph() -> None:
    graph = Graph((thing("a", protect=True),))
    assert let_go(graph, frozenset()) is graph
    assert let_go(graph, frozenset({urn("b")})) == graph


@pytest.mark.parametrize(
    ("gate", "text"),
    [
        (Gate("update", "it went through", "-"), "it went through"),
        (Gate("update", "it went through", "the log"), "it went through (the log)"),
        (Gate("soak", "all is well", "-", 3600), "all is well, 1 hour at least"),
        (Gate("soak", "all is well", "-", 86400), "all is well, 24 hours at least"),
        (Gate("done", "it is there", "the page", 5400), "it is there, 90 minutes at least (the page)"),
    ],
)
def test_a_gate_is_a_sentence_with_its_wait_and_what_tells(gate: Gate, text: str) -> None:
    assert said(gate) == text


UNDER_WAY = "  sayar:transition: {{from: starter, phase: shift-feed, base: {base}, started: '2026-11-01'}}\n"


def test_a_stack_with_a_move_under_way_is_planned_as_a_whole_tier_under_its_own_name(tmp_path: Path) -> None:
    """`sayar plan --stack` forecasts the move, not what is left of it: that is what the state tells."""
    rest = PROD.format(tier="growth")
    for name in ("calm", "moving"):
        (tmp_path / name).mkdir()
    calm = project(tmp_path / "calm", live=rest)
    moving = project(tmp_path / "moving", live=rest + UNDER_WAY.format(base="a" * 64))
    found = between_tiers("starter", "growth", config_dir=moving, stack="live")
    assert found == between_tiers("starter", "growth", config_dir=calm, stack="live")
    changed = [one.urn for step in (found.direct, *found.phases) for one in step.changes]
    assert {one.split("::")[0] for one in changed} == {"urn:pulumi:live"}
    assert len(found.phases) > 0


def test_a_what_if_reaches_the_phase_that_takes_the_leaf(moves: Moves) -> None:
    plain = moves["starter", "growth"].plan
    found = between_tiers("starter", "growth", config_dir=ROOT, overrides=["edge.dns.ttl_s=60"])
    assert [step.name for step in found.phases] == [step.name for step in plain.phases]
    more = {one.name: one.properties for one in phase_of(found, "prepare").changes}
    assert more["spf"] == ("ttl",)
    assert "spf" not in {one.name for step in plain.phases for one in step.changes}
    others = [step.name for step in found.phases if step.name != "prepare"]
    assert [name for name in others if "spf" in {one.name for one in phase_of(found, name).changes}] == []


def test_between_one_tier_and_itself_and_without_an_origin_there_are_no_phases(moves: Moves) -> None:
    growth = moves["starter", "growth"].target
    assert recorded(growth.config, growth.config, "prod")[2] == {}
    for was in (growth.config, None):
        found = document_of(growth.graph, growth, "offline", was=was, phases={})
        assert (found.phases, found.manual_steps) == ((), ())


def test_an_update_of_one_step_alone_has_no_phases(moves: Moves) -> None:
    """`sayar up` runs one update: the phases of the whole move are not what it forecasts."""
    one = moves["starter", "growth"]
    found = document_of(one.was.graph, one.target, "offline", was=one.was.config)
    assert (found.phases, found.manual_steps) == ((), ())
    assert found.direct == one.plan.direct
    assert found.downtime.surfaces == found.direct.downtime.surfaces
