"""The web and the secrets that the platform makes for itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sayar.services.draft import SERVED, Draft, Host, Stand, inside

_HELD: Final[Mapping[str, tuple[Host, ...]]] = {
    "database-password": SERVED,
    "origin-header": SERVED,
    "jwt": ("api",),
    "webhook-handshake": ("webhook",),
    "session": ("web",),
}
"""Who holds each secret: another value logs it out until it has the new one."""

_SEEN: Final[tuple[Host, ...]] = ("api", "web")


def web() -> Draft:
    """The project of the web at its own platform, its host, variables and firewall."""
    return Draft({"web": inside("hosting:Web")}, stands=(Stand("web", "web"),))


def secrets() -> Draft:
    """Each secret, for those who hold it."""
    nodes = {f"secret-{name}": inside("security:PlatformSecrets", name) for name in _HELD}
    return Draft(nodes, stands=tuple(Stand(host, f"secret-{name}") for name, hosts in _HELD.items() for host in hosts))


def clients() -> Draft:
    """The cells of major clients: their users are a few of the api's and the web's."""
    nodes = {"cells-of-clients": inside("clients:*")}
    return Draft(nodes, stands=tuple(Stand(host, "cells-of-clients", soft=True) for host in _SEEN))
