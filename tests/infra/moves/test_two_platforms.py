"""Both platforms at once, from Scale to Enterprise: what each is told of the other, phase by phase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest

from infra.config.stack import StackConfig
from sayar.graph.model import Graph, Resource
from sayar.plan.phased import phase_configs
from sayar.platform import record_config, record_configs, tier_config
from tests.infra.projects import ROOT

BALANCER = "cloudflare:index/loadBalancer:LoadBalancer"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
RESTRICTIONS = "supabase:index:NetworkRestrictions"
SERVICE = "railway:index:Service"
READ: Final = ("ground", "shift-10", "switch", "contract")
"""Before any request goes over, a tenth there, the data there, the first platform gone."""


@pytest.fixture(scope="module")
def configs() -> dict[str, StackConfig]:
    ends = [tier_config(tier, config_dir=ROOT) for tier in ("scale", "enterprise")]
    return {phase.name: config for phase, config in phase_configs(*ends) if phase.kind == "config"}


@pytest.fixture(scope="module")
def graphs(configs: Mapping[str, StackConfig]) -> dict[str, Graph]:
    """Recorded one after the other, with the parts that they have in common made once."""
    return dict(zip(READ, record_configs([configs[name] for name in READ], stack="prod"), strict=True))


def one(graph: Graph, type_: str, name: str) -> Resource:
    (row,) = [row for row in graph.resources if (row.type, row.name) == (type_, name)]
    return row


def told(graph: Graph) -> dict[str, Any]:
    container = one(graph, DEPLOYMENT, "api-us-east").inputs["spec"]["template"]["spec"]["containers"][0]
    return {row["name"]: row.get("value") for row in container["env"]}


def weights(graph: Graph) -> dict[str, float]:
    """The share of every pool that gets requests by weight, by the pool's name."""
    steering = one(graph, BALANCER, "api").inputs.get("randomSteering") or {"poolWeights": {}}
    return {str(pool).rpartition("::")[2].partition("|")[0]: part for pool, part in steering["poolWeights"].items()}


@pytest.mark.parametrize("phase", ["shift-10", "contract"])
def test_a_phase_recorded_beside_others_is_what_it_is_recorded_alone(
    configs: Mapping[str, StackConfig], graphs: Mapping[str, Graph], phase: str
) -> None:
    """A part that was made for an earlier phase must be no other than what this phase would make.

    The tokens of a recording have names of their own in each, so URNs, options and relations are compared.
    """
    alone = record_config(configs[phase], stack="prod").graph
    beside = graphs[phase]
    assert [row.urn for row in beside.resources] == [row.urn for row in alone.resources]
    for here, there in zip(beside.resources, alone.resources, strict=True):
        assert (here.parent, here.provider, here.dependencies, here.protect, sorted(here.inputs)) == (
            there.parent,
            there.provider,
            there.dependencies,
            there.protect,
            sorted(there.inputs),
        ), here.urn


def test_before_its_share_the_second_platform_is_whole_and_gets_no_request(graphs: Mapping[str, Graph]) -> None:
    ground = graphs["ground"]
    assert one(ground, DEPLOYMENT, "api-us-east")
    assert one(ground, SERVICE, "api"), "the primary region's service has the bare name"
    assert not any(row.name.endswith("-aws") for row in ground.resources), "no pool leads there"


def test_in_a_shift_each_region_shares_its_requests_between_both_platforms(graphs: Mapping[str, Graph]) -> None:
    assert weights(graphs["shift-10"]) == pytest.approx(
        {"api-us-east": 0.9, "api-eu-west": 0.9, "api-us-east-aws": 0.1, "api-eu-west-aws": 0.1}
    )
    assert weights(graphs["contract"]) == {}, "regions steer again once only one platform is left"


def test_both_platforms_write_to_one_database_before_and_after_the_switch(graphs: Mapping[str, Graph]) -> None:
    """Workloads on AWS are told of the vendor's database as the one that is not theirs, until the data is over."""
    for phase in ("ground", "shift-10"):
        names = told(graphs[phase])
        assert {"DATABASE_OTHER_URL", "DATABASE_OTHER_AUTH"} <= names.keys(), phase
        assert "DATABASE_URL" not in names, phase
    for phase in ("switch", "contract"):
        names = told(graphs[phase])
        assert {"DATABASE_URL", "DATABASE_AUTH"} <= names.keys(), phase
        assert not any(name.startswith("DATABASE_OTHER") for name in names), phase


def test_the_vendor_s_database_admits_the_gateways_of_the_second_platform(graphs: Mapping[str, Graph]) -> None:
    for phase in ("ground", "shift-10", "switch"):
        needs = one(graphs[phase], RESTRICTIONS, "restrictions").dependencies
        assert any("aws:ec2/eip:Eip" in urn for urn in needs), phase


def test_in_the_end_nothing_of_the_first_platform_is_left(graphs: Mapping[str, Graph]) -> None:
    left = [row.urn for row in graphs["contract"].resources if row.type.startswith(("railway:", "supabase:"))]
    assert left == []
