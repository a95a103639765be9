"""Proofs of small comparisons in one line each."""

from __future__ import annotations

from typing import Any

from sayar.graph.compare import compare
from sayar.graph.model import Graph
from sayar.impact.order.check import Proof
from sayar.impact.order.prove import prove
from sayar.verdict import Effect
from tests.graph.builders import TYPE, FakeFacts
from tests.impact.rows import services

DNS = "cloudflare:index/dnsRecord:DnsRecord"
DOMAIN = "railway:index:CustomDomain"
FACTS = FakeFacts(replace={TYPE: ("forced",), DNS: (), DOMAIN: ()})
FIRST = FakeFacts(replace={TYPE: ("forced",)}, first=frozenset({TYPE}))


def named(*names: str, **groups: Any) -> Any:
    """One surface, `api`, that stands on each name or group."""
    members = [
        one for group in groups.values() for one in (group.get("members") or [group["primary"], *group["standbys"]])
    ]
    on = [*groups, *names]
    return services(
        nodes={name: {"match": {"name": name}} for name in dict.fromkeys([*names, *members])},
        groups=groups,
        surfaces={"api": {"needs": [{"on": one, "mode": "hard"} for one in on]}},
    )


def proof_of(
    old: Graph, new: Graph, standing: Any, effect: Effect = "none", facts: FakeFacts = FACTS, **options: Any
) -> Proof:
    """The proof where each change has the same effect."""
    comparison = compare(old, new, facts)
    return prove(comparison, old, new, standing, {one.urn: effect for one in comparison.changes}, **options)
