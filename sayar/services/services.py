"""The service map of a platform, from its spec alone: the same for every stack, tier and phase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sayar.documents.services import FORMAT, Node, ServicesDocument
from sayar.services.database import database
from sayar.services.draft import SERVED, Draft, joined
from sayar.services.edge import edge
from sayar.services.origins import origins
from sayar.services.own import clients as cells
from sayar.services.own import secrets, web
from sayar.services.places import places_of, workload_of
from sayar.services.stores import broker, stores
from sayar.services.surfaces import keeps_feeds, surfaces
from sayar.services.users import users_of

if TYPE_CHECKING:
    from infra.config.platform import PlatformSpec


def services_of(spec: PlatformSpec, *, budget_s: float | None = None, clients: bool = False) -> ServicesDocument:
    """What api, web, webhook and csv of a platform stand on; `budget_s` are the seconds that each may fail in a move.

    Nodes match by component, type and name, which no tier and no phase changes. `clients`: the stack has cells of major
    clients, which its environment says and no spec does; their users are a few of the api's and the web's.
    """
    parts = [
        edge(spec),
        origins(spec),
        database(spec, users_of(spec, "database")),
        stores(spec),
        broker(spec),
        web(),
        secrets(),
    ]
    if clients:
        parts.append(cells())
    return document(joined(parts), timings=timings(spec), cached=keeps_feeds(spec), budget_s=budget_s)


def document(
    draft: Draft, *, timings: Mapping[str, float], cached: bool, budget_s: float | None = None
) -> ServicesDocument:
    """A draft as a document; `cached`: the edge keeps feeds."""
    return ServicesDocument(
        format=FORMAT,
        timings=dict(timings),
        nodes={name: Node(match=match) for name, match in draft.nodes.items()},
        groups=dict(draft.groups),
        surfaces=surfaces(draft.stands, cached=cached, budget_s=budget_s),
    )


def timings(spec: PlatformSpec) -> dict[str, float]:
    """The named seconds that the spec itself says.

    `detection_s` is the time from the failure of an origin to its pool being left out: so many probes in a row, each
    with its repetitions. A disk's size is room and not what is in it, so the database has none.
    """
    found: dict[str, float] = {"drain_s": float(max(_draining(spec), default=0))}
    if spec.edge.mode != "external":
        found["dns_ttl_s"] = float(spec.edge.dns.ttl_s)
    if spec.edge.large.balancing is not None:
        monitor = spec.edge.large.balancing.monitor
        probing = monitor.interval_s * monitor.down_after
        found["detection_s"] = float(probing + monitor.timeout_s * (monitor.retries + 1))
    return dict(sorted(found.items()))


def _draining(spec: PlatformSpec) -> list[float]:
    """How long each service that answers a host may finish its requests, in seconds."""
    railway = spec.hosting.railway
    found: list[float] = []
    for host in SERVED:
        platforms = {one.platform for one in places_of(spec, host).origins}
        workload = workload_of(spec, host)
        if railway is not None and "railway" in platforms:
            found.append(railway.services.of(host).draining_s)
        if workload is not None and "aws" in platforms:
            found.append(workload.grace_s)
    return found
