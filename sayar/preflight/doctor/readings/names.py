"""Who answers for the domain, as the world sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from sayar.graph.errors import InputError
from sayar.preflight.doctor.read import Names, NotRead

if TYPE_CHECKING:
    from dns.asyncresolver import Resolver

SERVER: Final = "SAYAR_DNS_SERVER"
"""ADDRESS:PORT of a resolver to ask instead of this machine's own."""


async def names(domain: str, environment: Mapping[str, str], within_s: float) -> Names:
    """The name servers of the domain, or of what it lies in. Raises InputError for a resolver written wrongly."""
    from dns.exception import DNSException, Timeout

    given = environment.get(SERVER, "")
    try:
        resolver = _resolver(given)
        async with asyncio.timeout(within_s):
            return Names(await _enclosing(resolver, domain, within_s))
    except ValueError:
        raise InputError([f"{SERVER}: {given}: ADDRESS:PORT of a resolver"]) from None
    except (Timeout, TimeoutError):
        return Names(NotRead(f"DNS gave no answer within {within_s:g} s"))
    except (DNSException, OSError) as error:
        return Names(NotRead(f"DNS gave no answer ({type(error).__name__})"))


def _resolver(given: str) -> Resolver:
    from dns.asyncresolver import Resolver

    resolver = Resolver(configure=not given)
    if given:
        address, _, port = given.rpartition(":")
        resolver.nameservers, resolver.port = [address.strip("[]")], int(port)
    return resolver


async def _enclosing(resolver: Resolver, domain: str, within_s: float) -> tuple[str, ...] | NotRead:
    """Of the nearest zone; none where only the registry's own answers. A resolver that does not know even that one is
    no witness: some networks say of every name that it is not there."""
    labels = domain.split(".")
    for first in range(len(labels) - 1):
        if found := await _servers(resolver, ".".join(labels[first:]), within_s):
            return found
    if await _servers(resolver, labels[-1], within_s):
        return ()
    return NotRead(f"this machine's resolver knows nobody for .{labels[-1]} either; {SERVER} may name another one")


async def _servers(resolver: Resolver, name: str, within_s: float) -> tuple[str, ...]:
    from dns.resolver import NXDOMAIN, NoAnswer

    try:
        answer = await resolver.resolve(f"{name}.", "NS", lifetime=within_s)
    except (NXDOMAIN, NoAnswer):
        return ()
    return tuple(sorted(str(row.target).rstrip(".").lower() for row in answer))
