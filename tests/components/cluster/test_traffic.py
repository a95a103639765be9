"""Network policies: everything is closed, and what opens is exactly what a workload names."""

from dataclasses import replace
from ipaddress import ip_address, ip_network
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.cluster.labels import selector
from components.cluster.traffic import default_deny, egress, name_lookups, of_controller, of_workload
from components.cluster.workload_spec import Neighbour
from tests.components.cluster.workload_made import API, RANGES, WORKER, workload

NEIGHBOURS = list(get_args(Neighbour))
AGENT = {"to": [{"ipBlock": {"cidr": "169.254.170.23/32"}}], "ports": [{"protocol": "TCP", "port": 80}]}


def reaches(rules: list[dict[str, Any]], address: str, port: int) -> bool:
    """Whether any rule lets a packet of TCP out, as the API of Kubernetes defines it."""
    target = ip_address(address)
    return any(
        target in ip_network(peer["ipBlock"]["cidr"])
        and not any(target in ip_network(text) for text in peer["ipBlock"].get("except", []))
        and {"protocol": "TCP", "port": port} in rule["ports"]
        for rule in rules
        for peer in rule["to"]
    )


def test_a_namespace_is_closed_both_ways() -> None:
    """An empty selector takes every pod; a direction that is named without a rule allows nothing."""
    assert default_deny() == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_names_are_asked_of_the_servers_of_either_kind_of_cluster_and_nobody_else() -> None:
    """In Auto Mode the server is on the node, behind an address of the services' range, and is no pod."""
    (rule,) = name_lookups("172.20.0.0/16")["egress"]
    pods, address = rule["to"]
    assert address == {"ipBlock": {"cidr": "172.20.0.0/16"}}
    # Both selectors in one peer: pods of kube-dns in kube-system. As two peers they would mean either.
    assert pods == {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
        "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
    }
    assert rule["ports"] == [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}]


@pytest.mark.parametrize(
    ("neighbour", "ranges", "port"),
    [
        ("database", RANGES.database, 5432),
        ("cache", RANGES.cache, 6379),
        # The port of brokers that clients of IAM use; 9092 and 9094 know no IAM.
        ("kafka", RANGES.kafka, 9098),
        ("aws", RANGES.aws, 443),
    ],
)
def test_a_neighbour_is_its_ranges_on_its_port_and_the_agent_of_credentials(
    neighbour: Neighbour, ranges: tuple[str, ...], port: int
) -> None:
    assert egress([neighbour], RANGES) == [
        {"to": [{"ipBlock": {"cidr": text}} for text in ranges], "ports": [{"protocol": "TCP", "port": port}]},
        AGENT,
    ]


@given(st.lists(st.sampled_from(NEIGHBOURS), unique=True))
def test_exactly_the_named_neighbours_are_reached(named: list[Neighbour]) -> None:
    there = {
        "database": ("10.16.193.7", 5432),
        "cache": ("10.16.197.7", 6379),
        "kafka": ("10.16.201.7", 9098),
        "aws": ("10.16.70.7", 443),
        "internet": ("203.0.113.7", 443),
    }
    rules = egress(named, RANGES)
    for neighbour, (address, port) in there.items():
        assert reaches(rules, address, port) == (neighbour in named), neighbour
        assert not reaches(rules, address, 22)
    assert len(rules) == len(named) + bool(set(named) - {"internet"})
    # An empty list of peers would be open to everybody.
    assert all(rule["to"] and rule["ports"] for rule in rules)


@pytest.mark.parametrize("address", ["10.16.193.7", "172.20.0.1", "192.168.1.1", "169.254.169.254", "169.254.170.23"])
def test_the_internet_is_nothing_private_and_never_the_metadata_of_a_machine(address: str) -> None:
    assert not reaches(egress(["internet"], RANGES), address, 443)


def test_no_neighbour_lets_the_metadata_of_a_machine_be_read() -> None:
    """Whoever reads it has the rights of the node."""
    rules = egress(NEIGHBOURS, RANGES)
    assert not any(reaches(rules, "169.254.169.254", port) for port in (80, 443))


def test_ranges_of_neighbours_are_narrower_than_what_the_internet_leaves_out() -> None:
    """The plug-in of AWS decides by the narrowest range: a store in a wider one than 10.0.0.0/8 would be shut."""
    closed = [ip_network(text) for text in egress(["internet"], RANGES)[0]["to"][0]["ipBlock"]["except"]]
    for text in (*RANGES.database, *RANGES.cache, *RANGES.kafka, RANGES.services):
        assert any(ip_network(text).subnet_of(wide) and ip_network(text) != wide for wide in closed), text


@pytest.mark.parametrize("neighbour", [name for name in NEIGHBOURS if name != "internet"])
def test_a_neighbour_without_a_range_is_refused_instead_of_open(neighbour: Neighbour) -> None:
    with pytest.raises(ValueError, match=f"no range for {neighbour}"):
        egress([neighbour], replace(RANGES, **{neighbour: ()}))


def test_a_surface_is_entered_by_load_balancers_on_its_port_alone() -> None:
    policy = of_workload(workload(API), RANGES)
    assert policy["podSelector"] == {"matchLabels": selector("api")}
    assert policy["policyTypes"] == ["Ingress", "Egress"]
    assert policy["ingress"] == [
        {
            "from": [{"ipBlock": {"cidr": "10.16.0.0/24"}}, {"ipBlock": {"cidr": "10.16.1.0/24"}}],
            "ports": [{"protocol": "TCP", "port": 8081}],
        }
    ]
    with pytest.raises(ValueError, match="no range for balancers"):
        of_workload(workload(API), replace(RANGES, balancers=()))


def test_nobody_enters_a_workload_in_the_background() -> None:
    policy = of_workload(workload(WORKER), RANGES)
    assert "ingress" not in policy
    assert policy["policyTypes"] == ["Ingress", "Egress"]


@pytest.mark.parametrize("internet", [True, False])
def test_a_controller_is_called_by_the_api_server_and_calls_it_and_aws(internet: bool) -> None:
    policies = of_controller(RANGES, [10250], internet=internet)
    server = policies["api-server"]
    assert server["ingress"] == [
        {"from": [{"ipBlock": {"cidr": "10.16.32.0/19"}}], "ports": [{"protocol": "TCP", "port": 10250}]}
    ]
    assert reaches(server["egress"], "172.20.0.1", 443)
    assert reaches(server["egress"], "10.16.33.1", 443)
    assert not reaches(server["egress"], "10.16.193.7", 5432)
    # Lag is read where Kafka is: in another region no endpoint of this network answers.
    assert reaches(policies["cloud"]["egress"], "203.0.113.7", 443) == internet
    assert policies["own"]["egress"] == [{"to": [{"podSelector": {}}]}]
