"""The services that a forecast is judged by, where nobody brings a file of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sayar.impact.read import Services, checked

if TYPE_CHECKING:
    from infra.config.platform import PlatformSpec
    from infra.config.stack import Beside
    from infra.moves.phase import EventName, Standing
    from sayar.documents.services import ServicesDocument
    from sayar.graph.model import Graph

_WHOLE: Final = 100


def map_between(old: Standing, new: Standing, *, budget_s: float | None, clients: bool = False) -> Services:
    """What the surfaces stand on before and after an update, of both platforms where two are there."""
    from sayar.services.between import united
    from sayar.services.leaving import unused

    before, after = (map_in(one, budget_s=budget_s, clients=clients) for one in (old, new))
    both = united(before, after)
    if old.beside is None and new.beside is None:
        both = both.model_copy(update={"facts": (*both.facts, *unused(old.platform, new.platform))})
    return ready(both)


def map_in(standing: Standing, *, budget_s: float | None, clients: bool = False) -> ServicesDocument:
    """The map of what stands in a phase."""
    from sayar.services.between import united
    from sayar.services.services import services_of

    platform, beside = standing.platform, standing.beside
    share = beside.aws_part if beside is not None else None
    if beside is None or share is None:
        return services_of(platform, budget_s=budget_s, clients=clients)
    on_aws, at_vendors = sides(platform, beside)
    # Whoever gets no request stands for nothing.
    rows = [(spec, part) for spec, part in ((on_aws, share), (at_vendors, 1 - share)) if part]
    first, *others = (services_of(_part(spec, part), budget_s=budget_s, clients=clients) for spec, part in rows)
    return united(first, *others) if others else first


def sides(platform: PlatformSpec, beside: Beside) -> tuple[PlatformSpec, PlatformSpec]:
    """What is on AWS and what is at vendors: both behind the edge of the phase, on the database that is written to."""
    from infra.moves.mixing import setting

    there = (platform, beside.platform)
    on_aws = next(one for one in there if one.network.cloud.kind == "aws")
    at_vendors = next(one for one in there if one.network.cloud.kind != "aws")
    written = on_aws if beside.data == "aws" else at_vendors
    # Origins at vendors do not look at what the edge shows to those that do.
    unasked = setting(platform.edge, "large.client_certificates", ())
    return (
        on_aws.model_copy(update={"edge": platform.edge, "database": written.database}),
        at_vendors.model_copy(update={"edge": unasked, "database": written.database}),
    )


def _part(spec: PlatformSpec, part: float) -> PlatformSpec:
    """The same with a part of every region's requests: the rest goes to a pool of nobody's."""
    balancing = spec.edge.large.balancing
    if balancing is None or part == 1:
        return spec
    from infra.moves.mixing import setting

    shares = {pool.region: pool.share if balancing.steering == "random" else 1.0 for pool in balancing.pools}
    pools = [pool.model_copy(update={"share": shares[pool.region] * part}) for pool in balancing.pools]
    rest = balancing.pools[0].model_copy(update={"region": "elsewhere", "share": sum(shares.values()) * (1 - part)})
    steered = balancing.model_copy(update={"steering": "random", "pools": (*pools, rest)})
    return setting(spec, "edge.large.balancing", steered)


def with_event(standing: Standing, name: EventName, *, budget_s: float | None, clients: bool = False) -> Services:
    """The map of what stands while people do something to it that no resource shows."""
    from sayar.services.events import event_of

    document = map_in(standing, budget_s=budget_s, clients=clients)
    return ready(document.model_copy(update=event_of(name, document)))


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
