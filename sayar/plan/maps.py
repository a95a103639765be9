"""The services that a forecast is judged by, where nobody brings a file of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sayar.impact.read import Services, checked

if TYPE_CHECKING:
    from infra.config.platform import PlatformSpec
    from sayar.documents.services import ServicesDocument
    from sayar.graph.model import Graph


def map_between(old: PlatformSpec, new: PlatformSpec, *, budget_s: float | None, clients: bool = False) -> Services:
    """What the surfaces of the platform stand on before and after an update."""
    from sayar.services.between import between

    return ready(between(old, new, budget_s=budget_s, clients=clients))


def map_of(old: Graph, new: Graph) -> Services | None:
    """The same where nobody knows the specs; None for a stack of another project."""
    from sayar.services.builtin import for_graphs

    found = for_graphs(old, new)
    return None if found is None else ready(found)


def ready(document: ServicesDocument) -> Services:
    """A map of the tool's own making. Raises ValueError for one that does not fit together, which is a fault of it."""
    problems: list[str] = []
    services = checked(document, problems)
    if problems:
        raise ValueError("; ".join(problems))
    return services
