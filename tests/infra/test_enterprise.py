"""The fourth tier as the program composes it: what workloads are told and may do, region by region."""

from typing import Any

import pytest

from sayar.graph.model import Graph, Resource
from sayar.platform import platform_graph
from tests.infra.projects import ROOT

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
SECRET = "kubernetes:external-secrets.io/v1:ExternalSecret"
STORES = {"DATABASE_URL", "DATABASE_AUTH", "DATABASE_READ_URLS"}
CACHES = {"REDIS_CACHE_URL", "REDIS_IDEMPOTENCY_URL", "REDIS_AUTH"}
KAFKA = {"KAFKA_BROKERS", "KAFKA_AUTH"}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return platform_graph("enterprise", config_dir=ROOT, stack="prod").graph


def one(graph: Graph, type_: str, name: str) -> Resource:
    (row,) = [row for row in graph.resources if (row.type, row.name) == (type_, name)]
    return row


def environment(graph: Graph, workload: str) -> dict[str, Any]:
    container = one(graph, DEPLOYMENT, workload).inputs["spec"]["template"]["spec"]["containers"][0]
    return {row["name"]: row.get("value") for row in container["env"]}


@pytest.mark.parametrize(
    ("workload", "told", "not_told"),
    [
        ("api", STORES | CACHES | KAFKA | {"FILES_BUCKET"}, set()),
        # An event is verified and written to Kafka: the intake needs nothing else, so it is given nothing else.
        ("webhook", KAFKA, STORES | CACHES | {"FILES_BUCKET"}),
        ("worker", STORES | CACHES | KAFKA, {"FILES_BUCKET"}),
        ("feed", STORES | KAFKA | {"FILES_BUCKET"}, CACHES),
    ],
)
@pytest.mark.parametrize("region", ["us-east", "eu-west"])
def test_a_workload_is_told_of_what_it_talks_to_and_of_nothing_else(
    graph: Graph, workload: str, region: str, told: set[str], not_told: set[str]
) -> None:
    names = set(environment(graph, f"{workload}-{region}"))
    assert told <= names
    assert not not_told & names


def test_clients_log_in_with_the_role_of_their_pod_and_without_a_password(graph: Graph) -> None:
    told = environment(graph, "api-us-east")
    assert {told[name] for name in ("DATABASE_AUTH", "REDIS_AUTH", "KAFKA_AUTH")} == {"iam"}


def test_what_is_secret_comes_through_secrets_manager_to_those_whose_surface_needs_it(graph: Graph) -> None:
    """Sessions are signed by the api, and Meta's handshake is answered by the intake."""
    for region in ("us-east", "eu-west"):
        asked = {
            row.name: [data["secretKey"] for data in row.inputs["spec"]["data"]]
            for row in graph.resources
            if row.type == SECRET and row.name.endswith(region)
        }
        assert asked == {f"api-{region}": ["JWT_SECRET"], f"webhook-{region}": ["WHATSAPP_VERIFY_TOKEN"]}
        assert not {"JWT_SECRET", "WHATSAPP_VERIFY_TOKEN"} & set(environment(graph, f"api-{region}"))


def test_each_region_has_everything_that_serves_and_one_has_what_is_written(graph: Graph) -> None:
    def regions(type_: str) -> set[str]:
        ends = ("us-east", "eu-west")
        return {end for row in graph.resources for end in ends if row.type == type_ and end in row.name}

    both = {"us-east", "eu-west"}
    for type_ in ("aws:eks/cluster:Cluster", "aws:rds/proxy:Proxy", "aws:lb/loadBalancer:LoadBalancer"):
        assert regions(type_) == both
    assert regions("aws:msk/cluster:Cluster") == {"us-east"}
    assert regions("aws:rds/cluster:Cluster") == both
    assert len([row for row in graph.resources if row.type == "aws:rds/globalCluster:GlobalCluster"]) == 1


def test_nothing_of_the_vendors_that_were_left_is_registered_nor_their_providers(graph: Graph) -> None:
    """A provider that is registered is configured, and one without a token would fail a platform without it."""
    packages = {row.type.partition(":")[0] for row in graph.resources}
    assert not {"railway", "supabase"} & packages
    providers = {row.type for row in graph.resources if row.type.startswith("pulumi:providers:")}
    assert not {"pulumi:providers:railway", "pulumi:providers:supabase"} & providers


def test_no_kubeconfig_replaces_what_is_in_a_cluster(graph: Graph) -> None:
    """The identifier is a constant, so the provider never asks for another cluster when the way to it changes."""
    found = {
        row.name: row.inputs["clusterIdentifier"]
        for row in graph.resources
        if row.type == "pulumi:providers:kubernetes"
    }
    assert set(found.values()) == {"sayar-us-east", "sayar-eu-west"}


def test_a_network_that_leaves_closes_its_own_way_to_the_cluster_and_no_other() -> None:
    """Rules named by their place in the list would all be other ones, each closed before the new one is open."""
    group_rules = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"

    def ways(networks: str) -> set[tuple[str, str]]:
        made = platform_graph("enterprise", config_dir=ROOT, overrides=[f"network.cloud.elsewhere={networks}"]).graph
        rows = [row for row in made.resources if row.type == group_rules and row.name.startswith("api-from-elsewhere")]
        return {(row.urn, row.inputs["cidrIpv4"]) for row in rows}

    both, left = ways("[192.168.0.0/24, 192.168.1.0/24]"), ways("[192.168.1.0/24]")
    assert {cidr for _, cidr in both} == {"192.168.0.0/24", "192.168.1.0/24"}
    assert left < both
