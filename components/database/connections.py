"""How clients reach a database: through its pooler, with TLS and the password in a secret."""

from __future__ import annotations

from urllib.parse import quote

import pulumi

from components.limits import limit
from providers.supabase import sdk as supabase


def connection_string(user: str, host: str, port: float, password: str) -> str:
    """How clients connect through a pooler. Numbers come from the engine as floats."""
    return (
        f"postgresql://{quote(user, safe='.')}:{quote(password, safe='')}@{host}:{int(port)}/postgres?sslmode=require"
    )


def reached(what: str, user: str | None, host: str | None, port: float | None, password: str) -> str:
    """The same for a database of which the pooler may not know yet.

    Raises ValueError then: half a string would fail later and say less.
    """
    if user is None or host is None or port is None:
        raise ValueError(f"{what} has no address at the pooler: see its status, refresh, and run the update again")
    return connection_string(user, host, port, password)


def pooler_url(
    project: supabase.Project, pooler: supabase.PoolerConfig, password: pulumi.Input[str]
) -> pulumi.Output[str]:
    """The primary, for services."""
    return _sealed("the database", _primary_user(project), pooler.host, pooler.port, password)


def session_url(
    project: supabase.Project, pooler: supabase.PoolerConfig, password: pulumi.Input[str]
) -> pulumi.Output[str]:
    """The primary, for jobs such as pg_dump, which need one connection from their start to their end."""
    return _sealed("the database", _primary_user(project), pooler.host, session_port(), password)


def replica_url(name: str, replica: supabase.ReadReplica, password: pulumi.Input[str]) -> pulumi.Output[str]:
    """The replica of a logical name, for reads only. It has a pool of its own, and the user says which one that is."""
    return _sealed(name, replica.user, replica.host, replica.port, password)


def session_port() -> int:
    """The port at which the pooler keeps a connection for a client as long as it stays."""
    port: int = limit("database", "supabase", "any", "session_port").value
    return port


def _primary_user(project: supabase.Project) -> pulumi.Output[str]:
    return project.ref.apply(lambda ref: f"postgres.{ref}")


def _sealed(
    what: str,
    user: pulumi.Output[str],
    host: pulumi.Output[str],
    port: pulumi.Input[int],
    password: pulumi.Input[str],
) -> pulumi.Output[str]:
    """The whole string is a secret; the vendor's own has a placeholder for the password."""
    parts = pulumi.Output.all(user, host, port, password)
    return pulumi.Output.secret(parts.apply(lambda given: reached(what, *given)))
