"""Connection strings: any password, the right user, and nothing half."""

from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.database.connections import connection_string, reached, session_port


@given(st.text(min_size=1), st.integers(1, 65535))
def test_a_connection_string_carries_any_password(password: str, port: int) -> None:
    parts = urlsplit(connection_string("postgres.ref", "pooler.example", float(port), password))
    assert unquote(parts.password or "") == password
    assert (parts.username, parts.hostname, parts.port) == ("postgres.ref", "pooler.example", port)
    assert (parts.path, parts.query) == ("/postgres", "sslmode=require")


@given(st.text(min_size=1))
def test_a_user_is_never_read_as_something_else(user: str) -> None:
    parts = urlsplit(connection_string(user, "pooler.example", 6543.0, "secret"))
    assert (unquote(parts.username or ""), parts.password, parts.hostname) == (user, "secret", "pooler.example")


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_half_an_address_is_refused_without_telling_the_password(missing: int) -> None:
    known: list[Any] = ["postgres.ref", "pooler.example", 6543.0]
    known[missing] = None
    with pytest.raises(ValueError, match="replica-eu-west has no address") as caught:
        reached("replica-eu-west", *known, "canary-password")
    assert "canary" not in str(caught.value)


def test_sessions_have_the_port_that_supabase_documents() -> None:
    # The port of transactions, 6543, comes from the API.
    assert session_port() == 5432
