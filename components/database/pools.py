"""How many connections the services open to the pooler."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from components.database.supabase_spec import SupabaseEngine
from components.limits import limit
from components.network.checks import cited
from components.spec import Problem


def clients(opened: Iterable[tuple[int, int]]) -> int:
    """The pooler clients that services open at most: of each its replicas in all regions, and connections of one.

    Each counts at the primary even where it reads from replicas, because it comes back when they lag.
    """
    return sum(replicas * connections for replicas, connections in opened)


def clients_in_deploy(opened: Iterable[tuple[int, int]]) -> int:
    """The same while every service is deployed again at once, as after a new password: old and new are connected."""
    return 2 * clients(opened)


def problems_of_clients(engine: SupabaseEngine, clients: int, where: str) -> Iterator[Problem]:
    """More clients than the pooler takes, said at the path `where`. A limit that nobody states is not checked."""
    row = limit("database", "supabase", engine.compute, "pooler_clients")
    if row.value is not None and clients > row.value:
        yield Problem(where, clients, f"at most {row.value} pooler clients on {engine.compute} ({cited(row)})")
    session = limit("database", "supabase", engine.pooler.mode, "client_holds_connection")
    # A client that keeps its connection leaves none for another.
    if session.value and clients > engine.pooler.pool_size:
        allowed = f"at most pooler.pool_size ({engine.pooler.pool_size}) clients in session mode ({cited(session)})"
        yield Problem(where, clients, allowed)
