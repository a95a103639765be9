"""How clients reach a read replica: by its row in the project's pooler."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from providers.kit.kind import Output
from providers.kit.once import or_none
from providers.kit.values import Plain
from providers.supabase.kinds.shared import Supabase

ADDRESS: Final[Mapping[str, Output]] = {
    "host": Output("string", "The host name of its pooler."),
    "port": Output("integer", "The port of its pooler."),
    "user": Output("string", "The user with which the pooler leads to this replica."),
}
"""The outputs of a replica that say how it is reached."""

_NAMES: Final[Mapping[str, str]] = {"host": "db_host", "port": "db_port", "user": "db_user"}


async def address(supabase: Supabase, ref: str, identifier: str) -> Mapping[str, Plain] | None:
    """How the replica is reached, None as long as the pooler does not list it. Raises PlatformError."""
    rows = await or_none(supabase.views.poolers(ref)) or ()
    row = next((row for row in rows if row["identifier"] == identifier), None)
    return None if row is None else {output: row[name] for output, name in _NAMES.items()}


def lacking(outputs: Mapping[str, Plain]) -> tuple[str, ...]:
    """What a state does not know of the way to its replica; all of it where an older version has written it."""
    return tuple(name for name in ADDRESS if name not in outputs)


def known_address(outputs: Mapping[str, Plain]) -> dict[str, Plain]:
    """What a state knows of it."""
    return {name: outputs[name] for name in ADDRESS if name in outputs}
