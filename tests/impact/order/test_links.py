"""References by value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from sayar.graph.model import UNKNOWN, Resource
from sayar.impact.order.links import known_links, linked, read_links
from tests.graph.builders import urn

POOL = "cloudflare:index/loadBalancerPool:LoadBalancerPool"
DOMAIN = "railway:index:CustomDomain"
SERVICE = "kubernetes:core/v1:Service"
BINDING = "kubernetes:eks.amazonaws.com/v1:TargetGroupBinding"


def one(name: str, type_: str, provider: str | None = None, **inputs: Any) -> Resource:
    return Resource(urn(name, type_), type_, inputs=inputs, provider=provider)


def pool(*hosts: Any) -> Resource:
    return one("pool", POOL, origins=[{"header": {"hosts": [host]}} for host in hosts])


def test_a_pool_uses_the_domain_whose_host_it_asks_for() -> None:
    domains = [one("us", DOMAIN, domain="us.example.com"), one("eu", DOMAIN, domain="eu.example.com")]
    found = list(linked([pool("eu.example.com"), *domains], known_links()))
    assert found == [(urn("pool", POOL), urn("eu", DOMAIN))]


@pytest.mark.parametrize("host", [UNKNOWN, None, "", "us.example.com.", 7])
def test_a_value_that_is_not_the_same_text_links_nothing(host: Any) -> None:
    assert list(linked([pool(host), one("us", DOMAIN, domain="us.example.com")], known_links())) == []


def test_two_unknown_values_are_not_the_same() -> None:
    assert list(linked([pool(UNKNOWN), one("us", DOMAIN, domain=UNKNOWN)], known_links())) == []


def in_cluster(name: str, type_: str, cluster: str, namespace: str = "shop", **spec: Any) -> Resource:
    provider = f"{urn(cluster, 'pulumi:providers:kubernetes')}::id"
    return one(name, type_, provider, metadata={"name": "api", "namespace": namespace}, spec=spec)


def test_names_in_a_cluster_mean_that_cluster_and_that_namespace() -> None:
    binding = in_cluster("binding", BINDING, "us", serviceRef={"name": "api"})
    near = in_cluster("near", SERVICE, "us")
    others = [in_cluster("far", SERVICE, "eu"), in_cluster("else", SERVICE, "us", namespace="other")]
    found = list(linked([binding, near, *others], known_links()))
    assert found == [(binding.urn, near.urn)]


def test_a_balancer_serves_through_the_listeners_that_refer_to_it() -> None:
    balancers = [one(name, "aws:lb/loadBalancer:LoadBalancer") for name in ("a", "b")]
    listener = replace(
        one("https", "aws:lb/listener:Listener"),
        property_dependencies={"loadBalancerArn": (balancers[0].urn,), "certificateArn": (balancers[1].urn,)},
    )
    assert list(linked([*balancers, listener], known_links())) == [(balancers[0].urn, listener.urn)]


def test_every_link_has_a_source_and_a_date() -> None:
    assert known_links().links
    assert known_links().backed
    for link in known_links().links:
        assert link.source
        assert date.fromisoformat(link.date) <= date(2026, 11, 30)
        assert link.user.type != link.used.type
    for row in known_links().backed:
        assert row.source
        assert date.fromisoformat(row.date) <= date(2026, 11, 30)
        assert row.user.type != row.used.type


GOOD = """
links:
  - user: {type: a, path: name}
    used: {type: b, path: "x[*].y"}
    source: s
    date: "2026-01-01"
    confidence: assumed
"""


@pytest.mark.parametrize(
    ("good", "bad"),
    [('"x[*].y"', '"x[.y"'), ("2026-01-01", "2026-13-01"), ("assumed", "sure"), ("source: s", "origin: s")],
)
def test_a_row_that_is_none_is_refused(good: str, bad: str) -> None:
    assert len(read_links(GOOD).links) == 1
    with pytest.raises(ValidationError):
        read_links(GOOD.replace(good, bad))
