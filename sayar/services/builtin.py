"""The map for graphs of this project whose specs nobody knows: every node there can be, narrowed to what is there."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import TYPE_CHECKING, Final, Literal

from components.cache.words import USES
from components.network.regions import every
from sayar.documents.services import Failover, KOfN, Need, ServicesDocument, Surface
from sayar.impact.nodes import unmatched
from sayar.impact.read import checked
from sayar.services.between import united
from sayar.services.database import aurora_anywhere, supabase, supabase_replicas
from sayar.services.draft import SERVED, joined
from sayar.services.edge import client_certificates, client_names, names, rules, schema_validation
from sayar.services.origins import balancer, layers, proofs, railway_project, shared_monitor, shared_on_aws, stands
from sayar.services.own import clients, secrets, web
from sayar.services.places import Place, Places
from sayar.services.services import document
from sayar.services.stores import kafka, store
from sayar.services.users import Users
from sayar.urn import types_of

if TYPE_CHECKING:
    from components.cluster.workload_spec import Surface as Host
    from sayar.graph.model import Graph, Resource

_USERS: Final = Users(SERVED, {})
_OURS: Final = "sayar:"
"""What the types of this project's components begin with."""
_HOSTS: Final = {"api": "api", "web": "api", "webhook": "webhook", "csv": "feed"}
"""The host whose origins a surface stands on."""

Group = Failover | KOfN


def built_in(regions: Iterable[str] | None = None) -> ServicesDocument:
    """All nodes of all tiers, in some regions or in every one that the platform knows, and the surfaces on them.

    What only a spec says is taken as it is worst: no cache keeps feeds, origins insist on the edge's header, no load
    balancer steers by weight, and nothing but the sender keeps events.
    """
    where = tuple(row.name for row in every()) if regions is None else tuple(regions)
    return united(_platform("railway", where), _platform("aws", where), suffix="-on-aws")


def for_graphs(old: Graph | None, new: Graph | None) -> ServicesDocument | None:
    """The built-in map for what is in either graph; None where neither is of this project, so that no surface is known.

    A graph is of this project if something is there that a component of it made: names alone may be anybody's.
    """
    resources = [one for graph in (old, new) if graph is not None for one in graph.resources]
    if not any(type_.startswith(_OURS) for one in resources for type_ in types_of(one.urn)[:1]):
        return None
    regions = [row.name for row in every() if any(row.name in one.name for one in resources)]
    found = narrowed(built_in(regions), resources)
    return found if any(surface.needs for surface in found.surfaces.values()) else None


def narrowed(services: ServicesDocument, resources: Iterable[Resource]) -> ServicesDocument:
    """A map without the nodes that no resource is part of, and without what stands on those alone.

    Members of a group that has no load balancer in front stand in for nobody, so surfaces stand on each of them. Raises
    ValueError for a map that is not sound.
    """
    problems: list[str] = []
    ready = checked(services, problems)
    if problems:
        raise ValueError(problems[0])
    gone = set(unmatched(ready, resources))
    nodes = {name: node for name, node in services.nodes.items() if name not in gone}
    groups = {name: left for name, group in services.groups.items() if (left := _left(group, gone)) is not None}
    surfaces = {}
    for name, surface in services.surfaces.items():
        balanced = f"{_HOSTS[name]}-balancer" in nodes
        needs: dict[str, Need] = {}
        for need in surface.needs:
            for on in _standing(need.on, nodes, services.groups.get(need.on), groups.get(need.on), balanced=balanced):
                needs.setdefault(on, need.model_copy(update={"on": on}))
        surfaces[name] = Surface(budget_s=surface.budget_s, needs=tuple(needs.values()))
    used = {need.on for surface in surfaces.values() for need in surface.needs}
    kept = {name: group for name, group in groups.items() if name in used}
    return services.model_copy(update={"nodes": nodes, "groups": kept, "surfaces": surfaces})


def _left(group: Group, gone: set[str]) -> Group | None:
    """The group of the members that are there; None where it is none any more."""
    if isinstance(group, Failover):
        standbys = tuple(name for name in group.standbys if name not in gone)
        return group.model_copy(update={"standbys": standbys}) if standbys and group.primary not in gone else None
    members = tuple(name for name in group.members if name not in gone)
    return KOfN(kind="k_of_n", k=group.k, members=members) if len(members) > group.k else None


def _standing(
    on: str, nodes: Container[str], whole: Group | None, left: Group | None, *, balanced: bool
) -> tuple[str, ...]:
    """What is left of a node or group to stand on: the group, or each of its members where it is none."""
    if whole is None:
        return (on,) if on in nodes else ()
    if isinstance(left, Failover) or (left is not None and balanced):
        return (on,)
    members = (whole.primary, *whole.standbys) if isinstance(whole, Failover) else whole.members
    return tuple(name for name in members if name in nodes)


def _platform(platform: Literal["railway", "aws"], regions: Sequence[str]) -> ServicesDocument:
    """Everything that a platform may have whose services run there."""
    parts = [names(), rules(SERVED, proven=True), web(), secrets(), clients()]
    for host in SERVED:
        places = _places(host, platform, regions)
        for layer in layers(host, places.origins, balanced=True):
            parts += stands(host, places, layer)
        parts += [balancer(host, own=platform == "aws"), *proofs(host, places.origins)]
        parts += [shared_monitor(host)] if platform == "railway" else []
    kind = "railway" if platform == "railway" else "elasticache"
    parts += [store(use, region, _USERS, kind) for use in USES for region in regions]
    if platform == "railway":
        parts += [railway_project(SERVED), supabase(_USERS), *(supabase_replicas(region, _USERS) for region in regions)]
    else:
        parts += [*shared_on_aws(SERVED, peered=True, endpoints=True), *aurora_anywhere(_USERS), kafka(SERVED)]
        parts += [client_certificates(SERVED, own_authority=True), schema_validation(), client_names("api")]
    return document(joined(parts), timings={}, cached=False)


def _places(host: Host, platform: Literal["railway", "aws"], regions: Iterable[str]) -> Places:
    """Every region as a further one, and on Railway one whose services have the bare names: whichever is the first."""
    first = (Place(host, "railway", "", True, host, 1),) if platform == "railway" else ()
    further = tuple(Place(host, platform, region, first=False, runs=host, weight=1) for region in regions)
    return Places((*first, *further), balanced=True, steered=False)
