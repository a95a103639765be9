"""A client's name, its user in the database, its own cluster, and its promise."""

from fnmatch import fnmatchcase
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.clients.database import beginning, cell_engine
from components.clients.objectives import objective
from components.clients.schema_sql import database_user, schema_sql
from components.clients.spec import Client
from components.cluster.cells_spec import CELLS
from tests.components.clients.made import Made, cell_shape, client, engine, made, target
from tests.components.database.specs import WORLDWIDE

NAMES = st.from_regex(r"[a-z0-9]([a-z0-9]|-[a-z0-9]){0,11}", fullmatch=True)
RANDOM_END, LONGEST_MEMBER, IDENTIFIER = 26, "-reader-15-", 63


@pytest.fixture(scope="module")
def dedicated() -> Made:
    return made([client("a-name-that-is-as-long-it", isolation="dedicated")])


@pytest.mark.parametrize(("name", "fine"), [("a" * 24, True), ("a" * 25, False), ("a-b", True), ("a--b", False)])
def test_a_name_fits_into_what_vendors_take(name: str, fine: bool) -> None:
    assert (not list(client(name).problems())) is fine


@given(st.sets(NAMES, min_size=2, max_size=5))
def test_no_two_clients_are_one_user(names: set[str]) -> None:
    assert len({database_user(client(name)) for name in names}) == len(names)
    assert all("-" not in database_user(client(name)) for name in names)


def test_statements_quote_the_name_and_give_rows_but_no_tables() -> None:
    text = schema_sql(client("acme-us"))
    assert 'CREATE SCHEMA IF NOT EXISTS "client_acme_us";' in text
    assert 'GRANT rds_iam TO "client_acme_us";' in text
    assert 'ALTER ROLE "client_acme_us" SET search_path TO "client_acme_us";' in text
    assert "GRANT CREATE" not in text
    assert "PASSWORD" not in text


@given(NAMES)
def test_every_identifier_of_a_client_s_cluster_is_one_that_rds_takes(name: str) -> None:
    start = beginning(client(name).label)
    assert len(start) + len(LONGEST_MEMBER) + RANDOM_END <= IDENTIFIER
    assert "--" not in f"{start}{LONGEST_MEMBER}"
    assert client(name).label.startswith(start)


def test_its_own_cluster_is_the_platform_s_in_another_shape_alone_and_under_the_client_s_key() -> None:
    for platform in (engine(worldwide=WORLDWIDE), engine(encryption="aws_key")):
        own = cell_engine(platform, cell_shape(), "eu-west")
        assert (own.worldwide, own.encryption) == (None, "own_key")
        assert (own.primary.region, own.primary.readers) == ("eu-west", 1)
        assert own.primary.proxy == platform.primary.proxy
        assert (own.version, own.logs, own.deletion_protection) == (
            platform.version,
            platform.logs,
            platform.deletion_protection,
        )


def test_its_own_cluster_and_proxy_know_one_user_and_one_key(dedicated: Made) -> None:
    name = "a-name-that-is-as-long-it"
    (cluster,) = [row for row in dedicated.of_cell(name) if row.type == "aws:rds/cluster:Cluster"]
    assert cluster.inputs["kmsKeyId"] == f"arn:aws:kms:::key/client-{name}-us-east"
    assert cluster.inputs["masterUserSecretKmsKeyId"] == cluster.inputs["kmsKeyId"]
    assert cluster.inputs["clusterIdentifierPrefix"] == "client-a-name-that-is-as-l-"
    assert cluster.inputs["tags"]["client"] == name
    user = database_user(client(name))
    rights = [row for row in dedicated.of_cell(name) if row.type == "aws:iam/rolePolicy:RolePolicy"]
    assert len(rights) == 2
    assert all(f"/{user}" in row.inputs["policy"] for row in rights)
    assert "client_*" not in "".join(row.inputs["policy"] for row in rights)


def test_without_a_proxy_of_the_platform_s_the_client_logs_in_to_its_cluster() -> None:
    cells = made([client(isolation="dedicated")], primary__proxy=None)
    assert not [row for row in cells.of_cell("acme") if row.type.startswith("aws:rds/proxy")]
    rights = cells.one("aws:iam/rolePolicy:RolePolicy").inputs["policy"]
    assert "dbuser:cluster-ABC/client_acme" in rights
    assert ".cluster-x." in cells.one("kubernetes:core/v1:ConfigMap").inputs["data"]["DATABASE_HOST"]


def test_a_promise_of_its_own_takes_the_place_of_the_platform_s() -> None:
    own, none = objective(client(slo=99.9), target()), objective(client(), target())
    assert (own.availability_percent, own.budget_s, own.window_days) == (99.9, 2592.0, 30)
    assert (none.availability_percent, none.budget_s) == (99.99, 259.2)
    fast, slow = own.burns
    assert (fast.name, fast.long_s, fast.short_s, fast.severity) == ("client-acme-burn-14.4", 3600, 300, "critical")
    # 14.4 times 0.1 %.
    assert isclose(fast.error_share, 0.0144)
    assert isclose(slow.error_share, 0.001)


@given(st.floats(min_value=0.1, max_value=99.999))
def test_every_alert_can_fire_and_a_slow_burn_is_never_left_out(percent: float) -> None:
    rows = objective(client(slo=percent), target()).burns
    assert all(0 < row.error_share < 1 for row in rows)
    assert rows[-1].factor == 1


def test_the_pattern_by_which_a_pipeline_is_let_into_cells_holds_every_client_and_nothing_of_the_platform() -> None:
    assert fnmatchcase(Client(name="acme", isolation="schema").label, CELLS)
    assert not fnmatchcase("commerce", CELLS)
