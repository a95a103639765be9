"""Security groups of data stores: who may come in on which port. Nothing goes out, as a store calls nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi_aws as aws

from components.aws import SHARED, AwsPlace
from components.network.ways import Way, Who, addresses, group_of, way_in

if TYPE_CHECKING:
    import pulumi

    from components.base import SayarComponent


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who may connect, by a short name that ends up in logical names: security groups of the same network by id, and
    ranges of networks that are peered with it (a group of another region cannot be named).

    Raises ValueError for a name that is there twice: its rules would be one and the same to the engine.
    """

    groups: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    ranges: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        both = sorted(set(self.groups) & set(self.ranges))
        if both:
            raise ValueError(f"{', '.join(both)}: admitted as a group and as a range")

    @property
    def every(self) -> tuple[tuple[str, Who], ...]:
        """Everybody by name, groups first."""
        groups = ((name, group_of(identity)) for name, identity in self.groups.items())
        return (*groups, *((name, addresses(text)) for name, text in self.ranges.items()))


@dataclass(frozen=True, slots=True)
class Doors:
    """A security group and its rules."""

    group: aws.ec2.SecurityGroup
    rules: tuple[aws.vpc.SecurityGroupIngressRule, ...]


def doors(
    component: SayarComponent,
    name: str,
    place: AwsPlace,
    *,
    vpc_id: pulumi.Input[str],
    ports: Mapping[str, int],
    admitted: Admitted,
    client: str = SHARED,
) -> Doors:
    """The group `name` of a store, a child of `component`, with one rule for each port and each who may connect.

    `ports` by a short name, `client` whose store it is. Names are the vendor's to make, so a new group comes before
    the old one goes.
    """
    group = aws.ec2.SecurityGroup(
        name,
        vpc_id=vpc_id,
        # A changed description would make a new group.
        description=f"Who may reach {name}",
        tags=place.tagged(name, client=client),
        opts=component.child(place.provider),
    )

    def rule(port: str, who: str, source: Who) -> aws.vpc.SecurityGroupIngressRule:
        number = ports[port]
        way = Way(f"{name}-{port}-from-{who}", group.id, (number, number), source, f"{port} from {who}")
        return way_in(component, place, way, client=client)

    return Doors(group=group, rules=tuple(rule(port, who, source) for port in ports for who, source in admitted.every))
