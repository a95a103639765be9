"""What the cells of major clients add to a bill, held against the program that makes them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from components.clients.spec import Client
from sayar.cost.estimate import Estimate
from sayar.platform import record_config
from tests.cost.priced import billed, dark, lines_of, month, stack

D = Decimal
US, EU = "us-east-1", "eu-west-1"
ACME = Client(name="acme", isolation="dedicated")
BETA = Client(name="beta", isolation="schema", region="eu-west")
GONE = Client(name="gone", isolation="dedicated", stage="leaving")
PROVISIONED = {"database.engine.cells.capacity": {"kind": "provisioned", "instance_class": "db.r7g.large"}}


def more(*clients: Client, sku: str, region: str | None = None, change: dict[str, Any] | None = None) -> Decimal:
    """What clients add to the quantity of some rows."""
    changes = () if change is None else (change,)
    found = month("enterprise", *changes, clients=clients)
    return billed(found, sku, region) - billed(month("enterprise", *changes), sku, region)


@pytest.fixture(scope="module")
def three() -> Estimate:
    return month("enterprise", PROVISIONED, clients=(ACME, BETA, GONE))


@pytest.fixture(scope="module")
def made() -> Counter[str]:
    """The resources of the same platform by type."""
    graph = record_config(stack("enterprise", PROVISIONED, clients=(ACME, BETA, GONE)), stack="prod").graph
    return Counter(one.type for one in graph.resources)


def test_a_bill_with_clients_counts_what_the_program_makes_for_them(three: Estimate, made: Counter[str]) -> None:
    """Two clusters of two, of which one client leaves and keeps its data; a key and a secret for each of three."""
    assert billed(three, "kms.key") == made["aws:kms/key:Key"] == 15 + 3
    assert billed(three, "aurora.pg.") == made["aws:rds/clusterInstance:ClusterInstance"] * 730 == (4 + 4) * 730
    assert billed(three, "alb.hour") == made["aws:lb/loadBalancer:LoadBalancer"] * 730
    assert made["aws:rds/proxy:Proxy"] == 3, "whoever leaves has none"
    assert billed(three, "rds_proxy.vcpu") == (24 + 4 + 2 * 2) * 730
    program = made["aws:secretsmanager/secret:Secret"]
    assert program == 3 + 3
    # 20 are assumed for the platform and its pipeline; each database has one more, which AWS makes.
    assert billed(three, "secretsmanager.secret") == 20 + 3 + 2


def test_a_serverless_cell_is_billed_by_the_units_between_its_least_and_its_most() -> None:
    """2 to 32, at 15 % of the way: 6.5, for a writer and a reader; the proxy by the same units."""
    assert more(ACME, sku="aurora.acu") == 13 * 730
    assert more(ACME, sku="rds_proxy.acu") == 13 * 730
    assert more(GONE, sku="aurora.acu") == 13 * 730, "its data stays until somebody approves"
    assert more(GONE, sku="rds_proxy") == 0
    assert more(BETA, sku="aurora.") == 0, "a schema in the shared cluster"


def test_a_cell_of_machines_of_a_class_is_billed_by_the_hour() -> None:
    assert more(ACME, sku="aurora.pg.db.r7g.large", region=US, change=PROVISIONED) == 2 * 730
    assert more(ACME, GONE, sku="aurora.pg.db.r7g.large", change=PROVISIONED) == 4 * 730
    assert more(ACME, sku="aurora.acu", change=PROVISIONED) == 0
    assert more(ACME, sku="rds_proxy.vcpu", change=PROVISIONED) == 4 * 730


def test_without_proxies_of_the_platform_cells_have_none() -> None:
    assert more(ACME, sku="rds_proxy", change={"database.engine.primary.proxy": None}) == 0


def test_a_cell_is_in_the_region_of_its_client() -> None:
    there = ACME.model_copy(update={"region": "eu-west"})
    assert (more(there, sku="aurora.acu", region=US), more(there, sku="aurora.acu", region=EU)) == (0, 13 * 730)
    assert (more(BETA, sku="kms.key", region=US), more(BETA, sku="kms.key", region=EU)) == (0, 1)
    assert (more(ACME, sku="kms.key", region=US), more(ACME, sku="kms.key", region=EU)) == (1, 0)
    assert more(ACME, sku="secretsmanager.secret") == 2
    assert more(BETA, sku="secretsmanager.secret", region=EU) == 1


def test_without_keys_of_their_own_clients_add_none() -> None:
    assert more(ACME, sku="kms.key", change={"security.cloud.keys.per_client": "off"}) == 0


def test_secrets_that_somebody_counted_are_those_of_clients_too() -> None:
    found = month("enterprise", clients=(ACME, BETA), amounts={"secrets": 30})
    assert billed(found, "secretsmanager.secret") == 30


def test_what_the_platform_cannot_know_of_a_cell_is_listed_as_long_as_it_is_there() -> None:
    def parts(*clients: Client) -> set[str]:
        return dark(month("enterprise", clients=clients)) - dark(month("enterprise"))

    assert parts() == set()
    assert parts(ACME) == {"cells.machines", "cells.storage"}
    assert parts(BETA) == {"cells.machines"}
    assert parts(GONE) == {"cells.storage"}, "nobody is served, the data lies there"


def test_a_class_of_an_unknown_size_is_listed_only_where_a_client_has_it() -> None:
    odd = {"database.engine.cells.capacity": {"kind": "provisioned", "instance_class": "db.r8g.metal"}}
    assert "rds_proxy.unknown_size" in dark(month("enterprise", odd, clients=(ACME,)))
    assert "rds_proxy.unknown_size" not in dark(month("enterprise", odd, clients=(BETA, GONE)))


def test_two_clients_cost_twice_what_one_does() -> None:
    one, other = (ACME, ACME.model_copy(update={"name": "other"}))
    none, alone, both = (month("enterprise", clients=rows).expected for rows in ((), (one,), (one, other)))
    assert both - alone == pytest.approx(alone - none, abs=Decimal("0.05"))


def test_lines_of_cells_name_the_machines(three: Estimate) -> None:
    (line,) = lines_of(three, "aurora.pg.db.r7g.large")
    assert line.label == "us-east-1: Aurora, 4 x r7g.large"
