"""What AWS charges for a region of the platform: by the hour, by what is kept, by what goes through.

Hours are those of a month as the terms count it. Capacity bought ahead and spot are factors of their own rows, so that
a bill shows what they take off. `assumed` names the fields of which nobody measured the amount.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from sayar.cost.bill import NOTHING, Bill, Kind, beyond
from sayar.cost.book import Price
from sayar.cost.terms import term

Saves = Literal["none", "spot", "compute_sp", "database_sp", "cache_ri"]
_DISCOUNTS: Final = {
    "compute_sp": "discount.ec2.compute_sp.1y_noupfront",
    "database_sp": "discount.database_sp.provisioned.1y",
}
_RESERVED: Final = ".ri1y_noupfront"
_WORDS: Final = {
    "none": "",
    "spot": ", spot",
    "compute_sp": ", a year of Compute Savings Plan",
    "database_sp": ", a year of Database Savings Plan",
    "cache_ri": ", reserved for a year",
}
_SUPPORT: Final = "support.business_plus"
IO_FACTOR: Final = "aurora.io_optimized.compute_factor"


@dataclass(frozen=True, slots=True)
class Machines:
    """So many of one type, running all month. `count` may be a mean of what an autoscaler runs."""

    type: str
    count: Decimal | int
    saves: Saves = "none"


@dataclass(frozen=True, slots=True)
class Dark:
    """A part that stands in a region and costs, and of which the price or the amount is not known: its row says why."""

    what: str
    sku: str


@dataclass(frozen=True, slots=True)
class Used:
    """What a region uses in a month, GB and millions unless a name says otherwise; all of it may be nothing."""

    nat_gb: Decimal = NOTHING
    lcu: Decimal = NOTHING
    aurora_gb: Decimal = NOTHING
    aurora_io_m: Decimal = NOTHING
    aurora_backup_gb: Decimal = NOTHING
    replicated_writes_m: Decimal = NOTHING
    kafka_gb: Decimal = NOTHING
    kafka_in_gb: Decimal = NOTHING
    cross_zone_gb: Decimal = NOTHING
    internet_gb: Decimal = NOTHING
    other_region_gb: Decimal = NOTHING
    logs_gb: Decimal = NOTHING
    kept_logs_gb: Decimal = NOTHING
    metrics: Decimal = NOTHING
    files_gb: Decimal = NOTHING
    images_gb: Decimal = NOTHING
    trail_events_m: Decimal = NOTHING
    flow_gb: Decimal = NOTHING
    audit_events_m: Decimal = NOTHING
    watched_vcpu: Decimal = NOTHING
    checks: Decimal = NOTHING
    config_items: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class Region:
    """What stands in a region, and what is used of it. `endpoints` are interface endpoints times zones.

    `auto`: AWS runs the machines of clusters, for a fee on their price. `io_optimized`: Aurora bills no requests to
    storage, and more for everything else. Proxies are billed by the processors behind them, or by capacity units.
    """

    name: str
    clusters: int = 0
    nodes: Sequence[Machines] = ()
    disks_gb: Decimal = NOTHING
    nat_gateways: int = 0
    balancers: int = 0
    addresses: int = 0
    endpoints: int = 0
    aurora: Sequence[Machines] = ()
    acu: Decimal = NOTHING
    proxy_vcpu: Decimal | int = 0
    proxy_acu: Decimal | int = 0
    valkey: Sequence[Machines] = ()
    valkey_serverless_gb: Decimal = NOTHING
    brokers: Sequence[Machines] = ()
    kafka_partitions: int = 0
    alarms: Decimal | int = 0
    keys: Decimal | int = 0
    secrets: Decimal | int = 0
    used: Used = Used()
    auto: bool = False
    extended: bool = False
    io_optimized: bool = False
    express: bool = False
    dark: Sequence[Dark] = ()


def regions(bill: Bill, what: Iterable[Region], *, assumed: Collection[str] = ()) -> None:
    """Regions of one account, which share what is free to the internet; the first ones use it up first."""
    left = term("aws", "free_egress_gb")
    for one in what:
        region(bill, one, assumed=assumed, free_gb=left)
        left = beyond(left, one.used.internet_gb)


def region(bill: Bill, what: Region, *, assumed: Collection[str] = (), free_gb: Decimal | None = None) -> None:
    """Everything of one region. `free_gb` is what is left of the account's free traffic, None for all of it."""
    hours = term("aws", "hours_a_month")
    here = _Here(bill, what.name, assumed)
    here.stands("EKS", f"eks.cluster{'.extended' if what.extended else ''}", hours * what.clusters)
    for machines in what.nodes:
        here.runs("nodes", f"ec2.{machines.type}.linux", machines)
    if what.auto:
        here.stands("EKS Auto Mode, on the price of nodes", "eks.auto_fee", here.undiscounted("ec2."), field="nodes")
    here.stands("disks of nodes", "ebs.gp3", what.disks_gb, field="nodes")
    here.stands("NAT gateways", "nat.hour", hours * what.nat_gateways)
    here.stands("load balancers", "alb.hour", hours * what.balancers)
    here.stands("public addresses", "ipv4.public", hours * what.addresses)
    here.stands("endpoints", "vpce.interface", hours * what.endpoints)
    for machines in what.aurora:
        here.runs("Aurora", f"aurora.pg.db.{machines.type}", machines, more=IO_FACTOR if what.io_optimized else None)
    acu = "aurora.acu.ioopt" if what.io_optimized else "aurora.acu"
    here.stands("Aurora Serverless", acu, hours * what.acu, field="acu")
    here.stands("RDS Proxy", "rds_proxy.vcpu", hours * what.proxy_vcpu)
    here.stands("RDS Proxy, serverless", "rds_proxy.acu", hours * what.proxy_acu, field="acu")
    for machines in what.valkey:
        here.runs("Valkey", f"elasticache.valkey.{machines.type}", machines)
    here.uses("Valkey Serverless", "elasticache.serverless.valkey.storage", hours * what.valkey_serverless_gb)
    for machines in what.brokers:
        here.runs("Kafka", f"msk.{'express' if what.express else 'broker'}.{machines.type}", machines)
    if what.kafka_partitions:
        here.stands("Kafka Serverless", "msk.serverless.cluster", hours)
        here.stands("Kafka Serverless, partitions", "msk.serverless.partition", hours * what.kafka_partitions)
    here.stands("alarms", "cloudwatch.alarm", what.alarms, field="alarms")
    here.stands("keys", "kms.key", what.keys)
    here.stands("secrets", "secretsmanager.secret", what.secrets, field="secrets")
    _used(here, what, hours, term("aws", "free_egress_gb") if free_gb is None else free_gb)
    for part in what.dark:
        here.stands(part.what, part.sku, 1)


def support(bill: Bill) -> None:
    """A share of everything on AWS, so it has to come last. Above the first step nobody has found the share."""
    spent, step = bill.of("aws"), term("aws", "support_step_usd")
    bill.add("AWS Business Support+", "aws", _SUPPORT, min(spent, step), kind="plan")
    if spent > step:
        bill.lacks("aws", _SUPPORT, f"AWS Business Support+ on what is above {step:,} USD: less than below it")


@dataclass(frozen=True, slots=True)
class _Here:
    bill: Bill
    region: str
    assumed: Collection[str]

    def runs(self, what: str, sku: str, machines: Machines, more: str | None = None) -> None:
        """Machines by the hour, with what was saved ahead or bought on the spot taken off; `more` is a factor's row.

        Where nobody knows what that takes off, they cost what they do otherwise, and the line says so.
        """
        many = term("aws", "hours_a_month") * machines.count
        factor, words = Decimal(1), _WORDS[machines.saves]
        label = f"{what}, {Decimal(machines.count):f} x {machines.type}"
        rows: list[Price] = []
        if more is not None:
            charged = self.bill.book.find("aws", more, self.region)
            if not isinstance(charged, Price):
                self.bill.lacks("aws", more, f"{self.region}: {label}: {charged.why}")
                return
            factor *= charged.usd
            rows.append(charged)
        unknown = ", as without it: nobody knows what it takes off"
        if machines.saves == "cache_ri":
            reserved = self.bill.book.find("aws", sku + _RESERVED, self.region)
            sku, words = (sku + _RESERVED, words) if isinstance(reserved, Price) else (sku, words + unknown)
        elif machines.saves != "none":
            taken = self.bill.book.find("aws", _discount(machines), self.region)
            if isinstance(taken, Price):
                factor *= 1 - taken.usd
                rows.append(taken)
            else:
                words += unknown
        field = "nodes" if sku.startswith("ec2.") else None
        self._add(f"{label}{words}", sku, many, "addon", factor, tuple(rows), field=field)

    def undiscounted(self, sku: str) -> Decimal:
        """What lines of this region would cost at the price of the hour, USD."""
        rows = (one for one in self.bill.lines if one.region == self.region and one.sku.startswith(sku))
        return sum((one.quantity * one.unit_usd for one in rows), NOTHING)

    def stands(self, what: str, sku: str, quantity: Decimal | int, *, field: str | None = None) -> None:
        """What is paid for whether anybody uses it or not."""
        if quantity:
            self._add(what, sku, Decimal(quantity), "addon", field=field)

    def uses(self, what: str, sku: str, quantity: Decimal, *, field: str | None = None) -> None:
        """What is paid for as it is used."""
        self._add(what, sku, quantity, "usage", field=field)

    def _add(
        self,
        what: str,
        sku: str,
        quantity: Decimal,
        kind: Kind,
        factor: Decimal = Decimal(1),
        rows: tuple[Price, ...] = (),
        *,
        field: str | None,
    ) -> None:
        self.bill.add(
            f"{self.region}: {what}",
            "aws",
            sku,
            quantity,
            region=self.region,
            kind=kind,
            factor=factor,
            rows=rows,
            assumed=field in self.assumed,
        )


def _discount(machines: Machines) -> str:
    """The row that says what is taken off."""
    return _DISCOUNTS.get(machines.saves, f"discount.spot.{machines.type}")


def _used(here: _Here, what: Region, hours: Decimal, free_gb: Decimal) -> None:
    used = what.used
    internet = beyond(used.internet_gb, free_gb)
    io = NOTHING if what.io_optimized else used.aurora_io_m
    storage = "aurora.storage.ioopt" if what.io_optimized else "aurora.storage"
    for label, sku, quantity, field in (
        ("NAT data", "nat.data", used.nat_gb, "nat_gb"),
        ("load balancer capacity", "alb.lcu", used.lcu * hours, "lcu"),
        ("Aurora storage", storage, used.aurora_gb, "aurora_gb"),
        ("Aurora requests to storage", "aurora.io", io, "aurora_io_m"),
        ("Aurora backups", "aurora.backup", used.aurora_backup_gb, "aurora_backup_gb"),
        (
            "Aurora writes to the other region",
            "aurora.global.replicated_write",
            used.replicated_writes_m,
            "replicated_writes_m",
        ),
        ("Kafka storage", "msk.storage", used.kafka_gb, "kafka_gb"),
        ("Kafka, data in", "msk.express.in", used.kafka_in_gb, "kafka_in_gb"),
        ("traffic between zones, both ways", "transfer.inter_az", used.cross_zone_gb, "cross_zone_gb"),
        ("egress to the internet", "transfer.internet", internet, "internet_gb"),
        ("traffic to the other region", "transfer.inter_region", used.other_region_gb, "other_region_gb"),
        ("logs", "cloudwatch.logs.ingest", used.logs_gb, "logs_gb"),
        ("logs that are kept", "cloudwatch.logs.storage", used.kept_logs_gb, "logs_gb"),
        ("metrics", "cloudwatch.metric", used.metrics, "metrics"),
        ("files", "s3.standard", used.files_gb, "files_gb"),
        ("images", "ecr.storage", used.images_gb, "images_gb"),
        ("GuardDuty, CloudTrail", "guardduty.cloudtrail", used.trail_events_m, "trail_events_m"),
        ("GuardDuty, flow logs and DNS", "guardduty.flow_dns", used.flow_gb, "flow_gb"),
        ("GuardDuty, EKS audit", "guardduty.eks_audit", used.audit_events_m, "audit_events_m"),
        ("GuardDuty, runtime", "guardduty.runtime", used.watched_vcpu, "nodes"),
        ("Security Hub checks", "securityhub.check", used.checks, "checks"),
        ("Config items", "config.item", used.config_items, "config_items"),
    ):
        here.uses(label, sku, quantity, field=field)
