"""Who may connect to the database. Apart from it, because the services' addresses are known only after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from components.base import Providers, SayarComponent
from components.database.spec import DatabaseSpec
from providers.supabase import sdk as supabase

EVERYBODY = "0.0.0.0/0"
EVERYBODY_V6 = "::/0"


@dataclass(frozen=True, slots=True)
class DatabaseAccessResources:
    """Every resource that `DatabaseAccess` makes."""

    restrictions: supabase.NetworkRestrictions


class DatabaseAccess(SayarComponent):
    """The networks that may connect. Always there, so that opening again is an update and never a deletion."""

    def __init__(
        self,
        name: str,
        spec: DatabaseSpec,
        providers: Providers,
        *,
        project_ref: pulumi.Input[str],
        egress: pulumi.Output[list[str]] | None,
    ) -> None:
        """`egress` are the services' IPv4 addresses, None where they have no fixed ones.

        Raises ValueError for an engine that is not Supabase, or where access of services is asked without addresses.
        """
        engine = spec.engine
        if engine.kind != "supabase":
            raise ValueError(f"this component restricts a database at Supabase, not {engine.kind}")
        if engine.access.allow == "services" and egress is None:
            raise ValueError("only services may connect, and the services have no fixed addresses")
        super().__init__(name)
        everybody = engine.access.allow == "everybody"
        cidrs: pulumi.Input[Sequence[pulumi.Input[str]]] = [EVERYBODY] if everybody else list(engine.access.cidrs)
        if engine.access.allow == "services" and egress is not None:
            cidrs = egress.apply(lambda addresses: allowed(addresses, engine.access.cidrs))
        self.resources = DatabaseAccessResources(
            restrictions=supabase.NetworkRestrictions(
                "restrictions",
                project_ref=project_ref,
                allowed_cidrs=cidrs,
                # Fixed addresses are IPv4, so nobody of ours comes over IPv6.
                allowed_cidrs_v6=[EVERYBODY_V6] if everybody else [],
                opts=self.child(providers.supabase),
            )
        )
        self.finish()


def allowed(addresses: Sequence[str], cidrs: Sequence[str]) -> list[str]:
    """The services' addresses as networks of one, and the listed ones, each once and in a stable order.

    Raises ValueError without any address: an empty list would lock the platform out of its own database.
    """
    if not addresses:
        raise ValueError("the services have no fixed address yet: nobody could connect to the database")
    return sorted({*(f"{address}/32" for address in addresses), *cidrs})
