"""The statements of the page about moving rows, run in their order between two real servers."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.docs.real_postgres import Server, two_servers

pytestmark = pytest.mark.postgres
PAGE = Path(__file__).resolve().parents[2] / "docs" / "data-move.md"
FENCE = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """The blocks of the page in a language, without the indent that a list gives them."""
    text = PAGE.read_text(encoding="utf-8")
    return [re.sub(r"^ +", "", body, flags=re.MULTILINE) for kind, body in FENCE.findall(text) if kind == language]


WITHOUT_KEY, COPIED, BEHIND, SUMS, FREEZE, SEQUENCES = range(6)
START, ROUND = range(2)


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Server, Server]]:
    """A shop with 5,000 orders at the old server, and the roles of the application at both."""
    with two_servers() as (old, new):
        for server in (old, new):
            server.ask("create role app login")
        old.ask("create table orders (id bigserial primary key, what text)")
        old.ask("grant all on all tables in schema public to app; grant all on all sequences in schema public to app")
        old.ask("insert into orders (what) select md5(i::text) from generate_series(1, 5000) i")
        yield old, new


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end, "the replication does not get there"
        time.sleep(0.1)


def shell(script: str, old: Server, new: Server) -> None:
    environment = {**os.environ, "SOURCE": old.dsn(), "TARGET": new.dsn()}
    subprocess.run(["bash", "-c", script], env=environment, check=True, stdout=subprocess.DEVNULL)


def caught_up(server: Server, sql: list[str]) -> Callable[[], bool]:
    return lambda: all(row.endswith("|0") for row in server.ask(sql[BEHIND]).splitlines())


def test_rows_move_and_come_back_as_the_page_says(servers: tuple[Server, Server]) -> None:
    old, new = servers
    sql, sh = blocks("sql"), blocks("sh")
    assert (len(sql), len(sh)) == (6, 2), "the page has the blocks that this test runs"

    old.ask("create table nameless (a int)")
    assert old.ask(sql[WITHOUT_KEY]) == "nameless"
    old.ask("drop table nameless")
    assert old.ask(sql[WITHOUT_KEY]) == ""

    shell(sh[START], old, new)
    until(lambda: new.ask(sql[COPIED]) == "")
    old.ask("insert into orders (what) values ('written meanwhile')", user="app")
    new.ask("grant all on all tables in schema public to app; grant all on all sequences in schema public to app")

    old.ask(sql[FREEZE])
    with pytest.raises(subprocess.CalledProcessError) as refused:
        old.ask("insert into orders (what) values ('too late')", user="app")
    assert "read-only transaction" in refused.value.stderr
    until(caught_up(old, sql))
    assert old.ask(sql[SUMS]) == new.ask(sql[SUMS])
    assert old.ask(sql[SUMS]).startswith("5001|")

    for statement in old.ask(sql[SEQUENCES]).splitlines():
        new.ask(statement)
    shell(sh[ROUND], old, new)
    assert old.ask("select count(*) from pg_replication_slots") == "0", "the slot of the way there is gone"
    new.ask("insert into orders (what) values ('at the new one')", user="app")
    assert new.ask("select max(id) from orders") == "6002", "5,001 of before, and a thousand to spare"
    until(lambda: old.ask("select what from orders where id = 6002") == "at the new one")

    # Back after the first write: nothing that was written is lost.
    new.ask(sql[FREEZE])
    until(caught_up(new, sql))
    assert old.ask(sql[SUMS]) == new.ask(sql[SUMS])
    old.ask("alter role app reset default_transaction_read_only")
    old.ask("drop subscription sayar_back; ")
    old.ask("drop publication sayar_move")
    new.ask("drop publication sayar_back")
    assert new.ask("select count(*) from pg_replication_slots") == "0"
