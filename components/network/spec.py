"""Where the platform is: regions, where each class of data may live, and the private networks of a cloud."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from components.limits import Limit, limit
from components.network import cidr
from components.network.checks import Switch, at_least, at_most, cited, known, one_of, unique
from components.network.cidr import Cidr
from components.network.regions import Jurisdiction, every, region
from components.spec import Label, Problem, Spec

DataClass = Literal["personal", "business", "catalog", "telemetry", "backups"]
"""Personal: people who write on WhatsApp. Business: the shops and their staff. Catalog: products and feeds.
Telemetry: logs, metrics and traces. Backups: copies of personal, business and catalog."""

DATA_CLASSES: tuple[DataClass, ...] = ("personal", "business", "catalog", "telemetry", "backups")
Prefix = Annotated[int, Field(ge=8, le=32)]
"""The length of a network prefix in bits."""


InterfaceService = Literal[
    "ecr.api",
    "ecr.dkr",
    "sts",
    "secretsmanager",
    "logs",
    "kms",
    "ec2",
    "eks",
    "eks-auth",
    "elasticloadbalancing",
    "sqs",
    "ssm",
    "monitoring",
    "xray",
]
"""Services of AWS that can have addresses in the network. Controllers of our own ask `elasticloadbalancing`, `sqs` and
`ssm`; with nodes in Auto Mode they are AWS's and ask from elsewhere."""


class RegionSpec(Spec):
    """One region by the platform's own name; writes go to the primary."""

    name: Label
    role: Literal["primary", "secondary"]

    def rules(self) -> Iterator[Problem]:
        """The region is one that the vendors have a name for."""
        yield from known("name", self.name, [row.name for row in every()], "region that the platform knows")

    @property
    def jurisdiction(self) -> Jurisdiction | None:
        """Where its data lies in law; None for a region that nobody knows."""
        row = region(self.name)
        return row.law if row else None


class ResidencySpec(Spec):
    """Where one class of data is kept, and the jurisdictions that it must not leave."""

    data: DataClass
    kept_in: Annotated[tuple[Label, ...], Field(min_length=1)]
    allowed: Annotated[tuple[Jurisdiction, ...], Field(min_length=1)]

    def rules(self) -> Iterator[Problem]:
        """A region or a jurisdiction is named once."""
        yield from unique("kept_in", self.kept_in)
        yield from unique("allowed", self.allowed)


class NoCloud(Spec):
    """The platforms bring their own networks."""

    kind: Literal["none"]


class VpcSpec(Spec):
    """The network of one region. It can grow to `room_for_zones` zones without moving a subnet."""

    IDENTITY: ClassVar[tuple[str, ...]] = ("region",)
    IMMUTABLE: ClassVar[tuple[str, ...]] = (
        "cidr",
        "room_for_zones",
        "public_prefix",
        "private_prefix",
        "intra_prefix",
    )
    """Fields that cannot change in place: subnets would move, and with them everything that has an address in one."""

    region: Label
    cidr: Cidr
    zones: Annotated[int, Field(ge=1)]
    room_for_zones: Annotated[int, Field(ge=1)]
    public_prefix: Prefix
    private_prefix: Prefix
    intra_prefix: Prefix
    nat: Literal["per_zone", "single", "none"]

    def rules(self) -> Iterator[Problem]:
        """A private range of a size that AWS takes, in which the subnets of all zones find room."""
        yield from cidr.sound("cidr", self.cidr)
        network = cidr.parsed(self.cidr)
        widest, narrowest = _aws("vpc_widest_prefix"), _aws("vpc_narrowest_prefix")
        yield from at_least(limit("network", "eks", "any", "cluster_least_zones"), "zones", self.zones)
        place = region(self.region)
        if place is not None and self.zones > len(place.zones):
            there = f"at most {len(place.zones)}: a cluster can be in {', '.join(place.zones)}"
            yield Problem("zones", self.zones, there)
        if self.room_for_zones < self.zones:
            yield Problem("room_for_zones", self.room_for_zones, f"at least zones ({self.zones})")
        if network is None:
            return
        if not widest.value <= network.prefixlen <= narrowest.value:
            yield Problem("cidr", self.cidr, f"a range between /{widest.value} and /{narrowest.value}")
        if not cidr.inside(self.cidr, _aws("private_ranges").value):
            yield Problem("cidr", self.cidr, f"inside one of {', '.join(_aws('private_ranges').value)}")
        for taken in _aws("reserved_ranges").value:
            if cidr.overlap(self.cidr, taken):
                yield Problem("cidr", self.cidr, f"a range apart from {taken}, which services of AWS use")
        for name in ("public_prefix", "private_prefix", "intra_prefix"):
            yield from at_most(narrowest, name, getattr(self, name))
        if self.wanted_addresses > network.num_addresses:
            yield Problem(
                "cidr",
                self.cidr,
                f"a range with room for {self.wanted_addresses} addresses: the subnets of {self.room_for_zones} zones",
            )

    @property
    def wanted_addresses(self) -> int:
        """Addresses of all subnets once every zone is used. Powers of two, so they pack without a gap."""
        sizes = (self.public_prefix, self.private_prefix, self.intra_prefix)
        return sum(1 << (32 - prefix) for prefix in sizes) * self.room_for_zones


class FlowLogsSpec(Spec):
    """Records of connections, kept for `retention_days` days."""

    traffic: Literal["all", "reject", "off"]
    retention_days: Annotated[int, Field(ge=1)]

    def rules(self) -> Iterator[Problem]:
        """The log service keeps logs for certain numbers of days only."""
        yield from one_of(
            limit("network", "cloudwatch", "any", "log_retention_days"), "retention_days", self.retention_days
        )


class AwsNetwork(Spec):
    """One VPC a region. `elsewhere` are ranges of other networks that must stay reachable.

    A network without a way out has limits that no rule here sees: images come from ECR alone, so those of charts and of
    the placeholder must be copied there; Karpenter of our own asks IAM for profiles and AWS for prices, which have no
    endpoint in a region, so nodes must be in Auto Mode; and what scales by lag reads it where Kafka is.
    """

    kind: Literal["aws"]
    vpcs: Annotated[tuple[VpcSpec, ...], Field(min_length=1)]
    elsewhere: tuple[Cidr, ...]
    gateway_endpoints: tuple[Literal["s3", "dynamodb"], ...]
    interface_endpoints: tuple[InterfaceService, ...]
    flow_logs: FlowLogsSpec
    peering: Switch

    def rules(self) -> Iterator[Problem]:
        """No two ranges share an address; without a way out, what nodes need must have an endpoint."""
        yield from unique("vpcs[{}].region", [vpc.region for vpc in self.vpcs], "one network a region")
        yield from unique("gateway_endpoints", self.gateway_endpoints)
        yield from unique("interface_endpoints", self.interface_endpoints)
        for index, text in enumerate(self.elsewhere):
            yield from cidr.sound(f"elsewhere[{index}]", text)
        yield from cidr.overlaps("vpcs[{}].cidr", [vpc.cidr for vpc in self.vpcs])
        for index, vpc in enumerate(self.vpcs):
            for text in self.elsewhere:
                if cidr.overlap(vpc.cidr, text):
                    yield Problem(f"vpcs[{index}].cidr", vpc.cidr, f"a range apart from {text}, which is elsewhere")
            if vpc.nat == "none":
                yield from self._without_way_out(index)
        if self.peering == "on" and len(self.vpcs) < 2:
            yield Problem("peering", "on", "off with a single network")

    def _without_way_out(self, index: int) -> Iterator[Problem]:
        needed = limit("network", "eks", "any", "endpoints_without_way_out")
        there = (*self.interface_endpoints, *self.gateway_endpoints)
        missing = [name for name in needed.value if name not in there]
        if missing:
            allowed = f"a way out, or endpoints for {', '.join(missing)} ({cited(needed)})"
            yield Problem(f"vpcs[{index}].nat", "none", allowed)


class NetworkSpec(Spec):
    """Regions, residency and networks of the platform."""

    regions: Annotated[tuple[RegionSpec, ...], Field(min_length=1)]
    residency: tuple[ResidencySpec, ...]
    cloud: Annotated[NoCloud | AwsNetwork, Field(discriminator="kind")]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all regions, the primary one first."""
        return tuple(region.name for region in sorted(self.regions, key=lambda region: region.role != "primary"))

    @property
    def primary(self) -> str:
        """The region that takes writes."""
        return self.names[0]

    def may_keep(self, data: DataClass, jurisdiction: Jurisdiction) -> bool:
        """True where a class of data may be kept in a jurisdiction."""
        return any(row.data == data and jurisdiction in row.allowed for row in self.residency)

    def rules(self) -> Iterator[Problem]:
        """One primary; every class of data has a home in a region that it may be in; a network for every region."""
        yield from unique("regions[{}].name", [region.name for region in self.regions], "each region once")
        primaries = [index for index, region in enumerate(self.regions) if region.role == "primary"]
        if not primaries:
            yield Problem("regions", list(self.names), "one region whose role is primary")
        for index in primaries[1:]:
            yield Problem(f"regions[{index}].role", "primary", "secondary: writes go to one region")
        yield from self._residency()
        if isinstance(self.cloud, AwsNetwork):
            yield from self._networks(self.cloud)

    def _residency(self) -> Iterator[Problem]:
        yield from unique("residency[{}].data", [row.data for row in self.residency], "each class of data once")
        missing = [data for data in DATA_CLASSES if all(row.data != data for row in self.residency)]
        if missing:
            yield Problem("residency", [row.data for row in self.residency], f"a row for {', '.join(missing)} too")
        places = {region.name: region.jurisdiction for region in self.regions}
        for index, row in enumerate(self.residency):
            for place, name in enumerate(row.kept_in):
                where = f"residency[{index}].kept_in[{place}]"
                yield from known(where, name, places, "region of the platform")
                law = places.get(name)
                if law is not None and law not in row.allowed:
                    yield Problem(where, name, f"a region in {', '.join(row.allowed)}: {name} is in {law}")

    def _networks(self, cloud: AwsNetwork) -> Iterator[Problem]:
        for index, vpc in enumerate(cloud.vpcs):
            yield from known(f"cloud.vpcs[{index}].region", vpc.region, self.names, "region of the platform")
        bare = [name for name in self.names if all(vpc.region != name for vpc in cloud.vpcs)]
        if bare:
            yield Problem("cloud.vpcs", [vpc.region for vpc in cloud.vpcs], f"a network for {', '.join(bare)} too")


def _aws(name: str) -> Limit:
    return limit("network", "aws", "any", name)
