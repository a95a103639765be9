"""The rules of the house, read off the recorded graph of every tier that can be built."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from infra.config.platform import TIERS
from sayar.facts.replacement import load_facts
from sayar.graph.model import Graph, Resource
from sayar.platform import platform_graph

ROOT = Path(__file__).resolve().parents[2]
BUILT = ("starter", "growth", "scale", "enterprise")
HELD_AT_VENDORS = ("railway:", "supabase:", "cloudflare:index/r2Bucket:", "random:")
"""Where data is as long as nothing is on AWS: with the fourth tier it moves."""


@pytest.fixture(scope="module", params=BUILT)
def graph(request: pytest.FixtureRequest) -> Graph:
    return platform_graph(request.param, config_dir=ROOT, stack="prod").graph


def own(graph: Graph) -> list[Resource]:
    """Everything but the root stack and the explicit providers."""
    return [
        r for r in graph.resources if r.type != "pulumi:pulumi:Stack" and not r.type.startswith("pulumi:providers:")
    ]


def test_every_child_has_a_component_as_parent(graph: Graph) -> None:
    by_urn = {resource.urn: resource for resource in graph.resources}
    for resource in own(graph):
        if resource.custom:
            assert resource.parent is not None
            assert by_urn[resource.parent].type.startswith("sayar:"), resource.urn


def test_no_logical_name_carries_a_tier_a_stack_or_a_phase(graph: Graph) -> None:
    words = re.compile(rf"(^|[-_.])({'|'.join(TIERS)}|prod|staging|dev|prepare|expand|shift|verify|contract)([-_.]|$)")
    for resource in graph.resources:
        if resource.type != "pulumi:pulumi:Stack":
            assert not words.search(resource.name), resource.urn


def test_every_stateful_leaf_is_protected_and_no_component_is(graph: Graph) -> None:
    facts = load_facts()
    stateful = [resource for resource in own(graph) if facts.stateful(resource.type)]
    assert stateful, "a platform without anything to lose would make this test empty"
    for resource in stateful:
        assert resource.protect, f"{resource.urn} holds data and is not protected"
    for resource in own(graph):
        if not resource.custom:
            assert not resource.protect, f"{resource.urn}: protection of a component spreads to all that is in it"


def test_every_emitted_type_has_rows_in_the_replacement_facts(graph: Graph) -> None:
    facts = load_facts()
    for resource in own(graph):
        if resource.custom:
            assert facts.knows(resource.type), f"no replacement rows for {resource.type}"


def test_the_bill_answers_for_every_emitted_type(graph: Graph) -> None:
    """By rows, by its being free, or by saying that nobody knows: a type that nobody looked at has none of them."""
    from sayar.cost.types import type_prices

    table = type_prices()
    looked_at = {*table.priced, *table.free, *table.unpriced}
    assert len(looked_at) == len(table.priced) + len(table.free) + len(table.unpriced), "a type has one answer"
    assert {resource.type for resource in own(graph) if resource.custom} <= looked_at


def test_a_bill_counts_what_the_graph_has(graph: Graph, request: pytest.FixtureRequest) -> None:
    """Quantities come from the specs, so that a cost needs no recorded program; here both are held together."""
    from decimal import Decimal

    from sayar.cost.terms import term
    from tests.cost.priced import month

    tier = request.node.callspec.params["graph"]
    lines = month(tier).bill.lines
    hours = term("aws", "hours_a_month")

    def billed(sku: str) -> Decimal:
        return sum((line.quantity for line in lines if line.sku.startswith(sku)), Decimal(0))

    def there(type_: str) -> int:
        return sum(resource.type == type_ for resource in graph.resources)

    assert billed("nat.hour") == there("aws:ec2/natGateway:NatGateway") * hours
    assert billed("eks.cluster") == there("aws:eks/cluster:Cluster") * hours
    assert billed("alb.hour") == there("aws:lb/loadBalancer:LoadBalancer") * hours
    assert billed("kms.key") == there("aws:kms/key:Key")
    assert billed("aurora.pg.") == there("aws:rds/clusterInstance:ClusterInstance") * hours
    assert billed("secretsmanager.secret") >= there("aws:secretsmanager/secret:Secret")
    interfaces = [
        resource
        for resource in graph.resources
        if resource.type == "aws:ec2/vpcEndpoint:VpcEndpoint" and resource.inputs.get("vpcEndpointType") == "Interface"
    ]
    zones = sum(len(resource.inputs["subnetIds"]) for resource in interfaces)
    assert billed("vpce.interface") == zones * hours
    groups = [row for row in graph.resources if row.type == "aws:elasticache/replicationGroup:ReplicationGroup"]
    nodes = sum(row.inputs["numNodeGroups"] * (1 + row.inputs["replicasPerNodeGroup"]) for row in groups)
    assert billed("elasticache.valkey") == nodes * hours
    brokers = [row.inputs["numberOfBrokerNodes"] for row in graph.resources if row.type == "aws:msk/cluster:Cluster"]
    assert billed("msk.express.m7g") + billed("msk.broker") == sum(brokers) * hours
    free = int(term("cloudflare", "endpoints_of_balancing"))
    pools = there("cloudflare:index/loadBalancerPool:LoadBalancerPool")
    contract = tier == "enterprise"  # what balancing costs there is of the contract
    assert billed("lb.endpoint") == (0 if contract else max(0, pools - free))
    replicas = [line for line in lines if line.label.startswith("Supabase replicas")]
    assert sum(line.quantity for line in replicas) == there("supabase:index:ReadReplica")


def test_every_resource_names_its_provider(graph: Graph) -> None:
    for resource in own(graph):
        if resource.custom:
            assert resource.provider, f"{resource.urn} would use a default provider, which are disabled"


def test_what_holds_data_at_the_vendors_is_protected_against_the_direct_way_to_our_own_clusters() -> None:
    """Data is copied and checked before the old home goes: until somebody releases it, the engine refuses."""
    facts = load_facts()
    below, above = (platform_graph(tier, config_dir=ROOT, stack="prod").graph for tier in ("scale", "enterprise"))
    urns = {resource.urn for resource in above.resources}
    left = [row for row in own(below) if facts.stateful(row.type) and row.urn not in urns]
    assert {row.name for row in left if row.type.startswith("supabase:")} == {"project"}
    assert all(row.type.startswith(HELD_AT_VENDORS) for row in left)
    assert all(row.protect for row in left)


@pytest.mark.parametrize(("lower", "upper"), list(pairwise(BUILT[:3])))
def test_what_exists_in_two_tiers_has_the_same_urn_in_both(lower: str, upper: str) -> None:
    """A stateful thing of the lower tier is still there, under the same URN, in the higher one."""
    facts = load_facts()
    below, above = (platform_graph(tier, config_dir=ROOT, stack="prod").graph for tier in (lower, upper))
    urns = {resource.urn for resource in above.resources}
    for resource in own(below):
        if facts.stateful(resource.type):
            assert resource.urn in urns, f"{resource.urn} would be lost in the move"


def test_two_stacks_differ_in_nothing_but_the_stack_in_their_urns() -> None:
    one, other = (platform_graph("growth", config_dir=ROOT, stack=stack).graph for stack in ("prod", "staging"))
    assert {r.urn.replace("urn:pulumi:prod::", "") for r in one.resources if r.parent} == {
        r.urn.replace("urn:pulumi:staging::", "") for r in other.resources if r.parent
    }
