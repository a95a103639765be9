"""How many clients the pooler carries and how many connections it takes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.database.pools import clients, clients_in_deploy, problems_of_clients
from tests.components.database.specs import engine

WHERE = "database.engine.compute"


def found(count: int, **changes: Any) -> list[str]:
    problems = list(problems_of_clients(engine(**changes), count, WHERE))
    assert all((row.path, row.value) == (WHERE, count) for row in problems)
    return [row.allowed for row in problems]


def test_each_replica_of_each_service_opens_its_connections() -> None:
    # Three of the API with 20, two webhooks with 10, one feed with 5.
    assert clients([(3, 20), (2, 10), (1, 5)]) == 85
    assert clients([]) == 0


def test_old_and_new_are_connected_while_everything_is_deployed_again() -> None:
    assert clients_in_deploy([(3, 20), (2, 10), (1, 5)]) == 170


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 100))), st.tuples(st.integers(1, 50), st.integers(1, 100)))
def test_one_more_service_never_opens_less(opened: list[tuple[int, int]], more: tuple[int, int]) -> None:
    assert clients([*opened, more]) == clients(opened) + more[0] * more[1]


@pytest.mark.parametrize(("size", "most"), [("micro", 200), ("small", 400), ("large", 800), ("4xlarge", 3000)])
def test_a_pooler_takes_as_many_clients_as_its_size_carries(size: str, most: int) -> None:
    assert found(most, compute=size) == []
    assert found(most + 1, compute=size) == [f"at most {most} pooler clients on {size} (supabase/supabase, 2026-08)"]


def test_a_size_that_nobody_states_is_not_checked() -> None:
    assert found(1_000_000, compute="8xlarge") == []


def test_a_client_in_session_mode_keeps_a_connection_so_the_pool_is_the_bound() -> None:
    session = {"pooler__mode": "session", "pooler__pool_size": 15}
    assert found(15, **session) == []
    assert found(16, **session) == [
        "at most pooler.pool_size (15) clients in session mode (supabase/supavisor#79, 2026-11)"
    ]
    assert found(16, pooler__pool_size=15) == []


def test_postgres_own_setting_counts_before_what_the_size_carries() -> None:
    assert engine().connections == 90, "what the size carries"
    assert engine(postgres__max_connections=40).connections == 40
    assert engine(compute="8xlarge", postgres__max_connections=40).connections == 40


def test_nobody_knows_the_connections_of_a_size_that_nobody_states() -> None:
    assert engine(compute="8xlarge").connections is None
