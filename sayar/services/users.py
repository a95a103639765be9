"""Who uses the stores: hosts whose services talk to them, at once or through a queue of our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sayar.services.draft import SERVED, Host, Stand
from sayar.services.places import places_of, workload_of

if TYPE_CHECKING:
    from components.cluster.workload_spec import Neighbour, WorkloadSpec
    from infra.config.platform import PlatformSpec
    from sayar.documents.services import Capability, ProxyMask

HOUR_S: Final = 3600


@dataclass(frozen=True, slots=True)
class Users:
    """Hosts that stand on a store; `queued` are those that do through a queue, with the seconds that it keeps."""

    hosts: tuple[Host, ...]
    queued: Mapping[Host, float]

    def stand(
        self,
        host: Host,
        on: str,
        *,
        soft: bool = False,
        capability: Capability = "any",
        mask: ProxyMask | None = None,
    ) -> Stand:
        """How one of them stands on a part of the store."""
        return Stand(host, on, soft=soft, capability=capability, mask=mask, window_s=self.queued.get(host))


def users_of(spec: PlatformSpec, neighbour: Neighbour) -> Users:
    """The users of a store. On Railway every service talks to it; a workload says so itself.

    An event that the webhook intake put on a topic is worked on by its consumers, so their stores are the webhook's
    too, for as long as the topic keeps it.
    """
    direct = [host for host in SERVED if _talks(spec, host, neighbour)]
    queued: dict[Host, float] = {}
    kept = kept_s(spec)
    if kept is not None and "webhook" not in direct and any(neighbour in row.talks_to for row in consumers(spec)):
        queued["webhook"] = kept
    return Users(tuple(host for host in SERVED if host in direct or host in queued), queued)


def consumers(spec: PlatformSpec) -> tuple[WorkloadSpec, ...]:
    """The workloads that read what the webhook intake writes to a topic."""
    eks, kafka, intake = spec.cluster.eks, spec.messaging.kafka, workload_of(spec, "webhook")
    if eks is None or kafka is None or intake is None:
        return ()
    topics = {row.topic for row in kafka.grants if row.workload == intake.name and row.right == "produce"}
    names = {row.workload for row in kafka.grants if row.topic in topics and row.right == "consume"}
    return tuple(row for row in eks.workloads if row.name in names)


def kept_s(spec: PlatformSpec) -> float | None:
    """For how long the topics of the webhook intake keep an event, in seconds; None where there is no such topic."""
    kafka, intake = spec.messaging.kafka, workload_of(spec, "webhook")
    if kafka is None or intake is None:
        return None
    topics = {row.topic for row in kafka.grants if row.workload == intake.name and row.right == "produce"}
    hours = [row.retention_h for row in kafka.topics if row.name in topics and row.retention_h is not None]
    return min(hours) * HOUR_S if hours else None


def _talks(spec: PlatformSpec, host: Host, neighbour: Neighbour) -> bool:
    if host == "web":
        return False
    # An origin that gets no requests any more uses nothing that a surface stands on.
    platforms = {one.platform for one in places_of(spec, host).origins if one.weight > 0}
    workload = workload_of(spec, host)
    return "railway" in platforms or ("aws" in platforms and workload is not None and neighbour in workload.talks_to)
