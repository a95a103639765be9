"""Who may talk to whom inside a cluster: network policies as data. Pure.

Nothing is allowed until it is named. Each neighbour is a list of ranges and one port. The plug-in of AWS decides by the
narrowest range that holds an address, so the ranges of stores win over the private ranges that `internet` leaves out;
that is why they are never written wider than the subnets that hold them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from components.cluster.labels import Manifest, selector
from components.cluster.workload_spec import Neighbour, WorkloadSpec
from components.limits import limit
from components.network.cidr import Cidr

EVERYWHERE: Final = "0.0.0.0/0"
SIGNED: Final[frozenset[Neighbour]] = frozenset({"database", "cache", "kafka", "aws"})
"""Neighbours that are called with credentials of IAM, which the agent of the node hands out."""


@dataclass(frozen=True, slots=True)
class Ranges:
    """Where a cluster's neighbours are, as ranges of IPv4. None of them is empty for a neighbour that is named.

    `services` is the range of the cluster's services, `balancers` the public subnets, `control_plane` the subnets in
    which the API server answers. `aws` holds the interface endpoints, and what a gateway endpoint reaches, as S3: its
    addresses are public. Ranges of a peered network stand beside those of the own one.
    """

    services: Cidr
    balancers: Sequence[Cidr]
    control_plane: Sequence[Cidr]
    database: Sequence[Cidr]
    cache: Sequence[Cidr]
    kafka: Sequence[Cidr]
    aws: Sequence[Cidr]


def default_deny() -> Manifest:
    """Nothing comes in and nothing goes out of any pod of the namespace."""
    return {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def name_lookups(services: Cidr) -> Manifest:
    """Every pod may ask for names, and nothing else.

    Two destinations, for the two ways a cluster has: pods of kube-dns, and in Auto Mode a server on the node itself
    behind an address of the services' range, which no selector of pods can name.
    """
    servers: Manifest = {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
        "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
    }
    port = int(limit("cluster", "kubernetes", "any", "dns_port").value)
    return {
        "podSelector": {},
        "policyTypes": ["Egress"],
        "egress": [{"to": [servers, _block(services)], "ports": [_port(port, "UDP"), _port(port, "TCP")]}],
    }


def of_workload(spec: WorkloadSpec, ranges: Ranges) -> Manifest:
    """What goes in and out of one workload: its named neighbours, and load balancers where it answers a surface.

    Probes need no rule: a node always reaches its own pods. Raises ValueError for a neighbour without a range.
    """
    policy: Manifest = {
        "podSelector": {"matchLabels": selector(spec.name)},
        "policyTypes": ["Ingress", "Egress"],
        "egress": egress(spec.talks_to, ranges),
    }
    if spec.surface is not None:
        policy["ingress"] = [{"from": _blocks("balancers", ranges.balancers), "ports": [_port(spec.probes.port)]}]
    return policy


def egress(neighbours: Iterable[Neighbour], ranges: Ranges) -> list[Manifest]:
    """One rule for each neighbour, in the order given, and one for the agent that hands out credentials.

    Raises ValueError for a neighbour without a range: to Kubernetes an empty list means everywhere.
    """
    named = tuple(neighbours)
    rules = [_to(neighbour, ranges) for neighbour in named]
    if SIGNED.intersection(named):
        rules.append(_agent())
    return rules


def of_controller(ranges: Ranges, webhook_ports: Sequence[int], *, internet: bool) -> Mapping[str, Manifest]:
    """Policies of a controller's namespace, by name: its pods among themselves, the API server both ways, and AWS.

    `internet` is for controllers that call services of AWS in another region, which no endpoint of the network has.
    """
    https = _port(int(limit("cluster", "neighbour", "aws", "port").value))
    server = [_block(ranges.services), *_blocks("control_plane", ranges.control_plane)]
    outside: tuple[Neighbour, ...] = ("aws", "internet") if internet else ("aws",)
    return MappingProxyType(
        {
            "own": {
                "podSelector": {},
                "policyTypes": ["Ingress", "Egress"],
                "ingress": [{"from": [{"podSelector": {}}]}],
                "egress": [{"to": [{"podSelector": {}}]}],
            },
            "api-server": {
                "podSelector": {},
                "policyTypes": ["Ingress", "Egress"],
                "ingress": [
                    {
                        "from": _blocks("control_plane", ranges.control_plane),
                        "ports": [_port(port) for port in webhook_ports],
                    }
                ],
                "egress": [{"to": server, "ports": [https]}],
            },
            "cloud": {"podSelector": {}, "policyTypes": ["Egress"], "egress": egress(outside, ranges)},
        }
    )


def _to(neighbour: Neighbour, ranges: Ranges) -> Manifest:
    port = _port(int(limit("cluster", "neighbour", neighbour, "port").value))
    if neighbour == "internet":
        closed = [
            *limit("network", "aws", "any", "private_ranges").value,
            # Whoever reads the metadata of the machine has the machine's rights.
            limit("cluster", "aws", "any", "link_local").value,
        ]
        return {"to": [{"ipBlock": {"cidr": EVERYWHERE, "except": closed}}], "ports": [port]}
    return {"to": _blocks(neighbour, getattr(ranges, neighbour)), "ports": [port]}


def _agent() -> Manifest:
    row = limit("cluster", "eks", "any", "pod_identity_agent").value
    return {"to": [_block(f"{row['address']}/32")], "ports": [_port(int(row["port"]))]}


def _blocks(name: str, found: Sequence[Cidr]) -> list[Manifest]:
    if not found:
        raise ValueError(f"no range for {name}: an empty list would be open to everybody")
    return [_block(text) for text in found]


def _block(text: str) -> Manifest:
    return {"ipBlock": {"cidr": text}}


def _port(number: int, protocol: str = "TCP") -> Manifest:
    return {"protocol": protocol, "port": number}
