"""Rules of security groups: who may talk to whom over TCP, each written the same way wherever it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

import pulumi_aws as aws

from components.aws import SHARED, AwsPlace

if TYPE_CHECKING:
    import pulumi

    from components.base import SayarComponent

R = TypeVar("R")

HTTPS_PORT: Final = 443

Who = dict[str, "pulumi.Input[str]"]
"""The other side of a rule, by the argument of AWS that names its kind."""


@dataclass(frozen=True, slots=True)
class Way:
    """One rule before it is a resource. `label` is its logical name, `group` the group it belongs to.

    `ports` are the first and the last; None is every protocol and port. `who` is the other side.
    """

    label: str
    group: pulumi.Input[str]
    ports: tuple[int, int] | None
    who: Who
    why: str


def group_of(identity: pulumi.Input[str]) -> Who:
    """A security group of the same network."""
    return {"referenced_security_group_id": identity}


def addresses(cidr: str) -> Who:
    """A range of IPv4 addresses."""
    return {"cidr_ipv4": cidr}


def address_list(identity: pulumi.Input[str]) -> Who:
    """A managed list of ranges."""
    return {"prefix_list_id": identity}


def way_in(
    component: SayarComponent, place: AwsPlace, way: Way, *, client: str = SHARED
) -> aws.vpc.SecurityGroupIngressRule:
    """The rule that lets `who` in, a child of `component`."""
    return _made(aws.vpc.SecurityGroupIngressRule, component, place, way, client)


def way_out(
    component: SayarComponent, place: AwsPlace, way: Way, *, client: str = SHARED
) -> aws.vpc.SecurityGroupEgressRule:
    """The rule that lets the group's members out to `who`, a child of `component`."""
    return _made(aws.vpc.SecurityGroupEgressRule, component, place, way, client)


def _made(kind: Callable[..., R], component: SayarComponent, place: AwsPlace, way: Way, client: str) -> R:
    ports: dict[str, Any] = {} if way.ports is None else {"from_port": way.ports[0], "to_port": way.ports[1]}
    return kind(
        way.label,
        security_group_id=way.group,
        ip_protocol="-1" if way.ports is None else "tcp",
        description=way.why,
        tags=place.tagged(way.label, client=client),
        opts=component.child(place.provider),
        **ports,
        **way.who,
    )
