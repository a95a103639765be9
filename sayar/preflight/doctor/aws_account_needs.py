"""What an AWS account must have that no resource makes: opt-ins, roles of services, quotas, nobody else's guards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from components.backup.aws_spec import AwsBackup
from components.clients.spec import active, by_region
from components.cluster.nodes_spec import PoolSpec
from components.network.regions import called
from components.network.spec import AwsNetwork, VpcSpec
from components.security.aws_spec import AwsSecurity
from infra.config.platform import PlatformSpec
from infra.config.stack import StackConfig
from sayar.preflight.doctor.by_hand import by_hand
from sayar.preflight.doctor.facts import Quota, facts
from sayar.preflight.doctor.wants import AWS, Need, Settled

_NAMES = {"aurora": "Aurora", "s3": "S3"}
"""What AWS Backup calls the stores of `backup.vaults.stores`."""


def aws_account_needs(config: StackConfig) -> Iterator[Need]:
    """All of it, for an account of one's own: of the shipped one there is nothing to say."""
    platform, accounts = config.platform, config.environment.aws
    if not isinstance(platform.network.cloud, AwsNetwork) or accounts is None or accounts.is_example:
        return
    yield from _backup(platform.backup.vaults, accounts.account, accounts.backup)
    yield from _spot(platform)
    yield from _addresses(platform.network.cloud)
    yield from _machines(config)
    yield from _guards(platform)


def _backup(vaults: object, account: str, backup: str | None) -> Iterator[Need]:
    if not isinstance(vaults, AwsBackup):
        return
    region = called("aws", vaults.region)
    names = [_NAMES[store] for store in vaults.stores]
    types = ",".join(f"{name}=true" for name in names)
    text = f"AWS Backup switched on for {' and '.join(names)} in {region}"
    yield by_hand("aws.backup", AWS, text, "sayar:backup.vaults.stores", region=region, types=types)
    if vaults.copy_account == "backup" and backup is not None:
        text = f"copies of AWS Backup from account {account} to account {backup}, allowed in their organization"
        yield by_hand("aws.backup_accounts", AWS, text, "sayar:backup.vaults.copy_account", backup=backup)


def _spot(platform: PlatformSpec) -> Iterator[Need]:
    """The role by which EC2 starts spot machines. In Auto Mode it is AWS that starts them."""
    eks = platform.cluster.eks
    if eks is None or eks.nodes.mode != "standard" or all(pool.spot == "off" for pool in (*eks.pools, eks.cells.pool)):
        return
    text = "the role of EC2 for spot machines, AWSServiceRoleForEC2Spot"
    yield by_hand("aws.spot_role", AWS, text, "sayar:cluster.engine.pools")


def elastic_ips(vpc: VpcSpec) -> int:
    """How many fixed addresses the ways out of a network take."""
    return {"per_zone": vpc.zones, "single": 1, "none": 0}[vpc.nat]


def _addresses(cloud: AwsNetwork) -> Iterator[Need]:
    for vpc in cloud.vpcs:
        text = "fixed addresses (Elastic IPs)"
        yield from _quota("elastic_ips", elastic_ips(vpc), text, called("aws", vpc.region), "sayar:network.cloud.vpcs")


def cores(pools: Sequence[PoolSpec], row: Quota) -> int:
    """The most virtual CPUs of pools that have a family which counts against a quota."""
    return sum(pool.most_cpu for pool in pools if any(family[0] in row.families for family in pool.families))


def _machines(config: StackConfig) -> Iterator[Need]:
    """Machines of a region at their most, with those of its clients. On-demand ones stand in for spot."""
    eks, primary = config.platform.cluster.eks, config.platform.network.primary
    if eks is None:
        return
    clients = by_region(active(config.environment.clients), primary)
    for region in eks.regions:
        pools = (*eks.pools, *[eks.cells.pool] * len(clients.get(region, ())))
        name, where = called("aws", region), "sayar:cluster.engine.pools"
        wanted = cores(pools, facts().quota("on_demand_cpus"))
        yield from _quota("on_demand_cpus", wanted, "virtual CPUs of on-demand machines", name, where)
        wanted = cores([pool for pool in pools if pool.spot == "on"], facts().quota("spot_cpus"))
        yield from _quota("spot_cpus", wanted, "virtual CPUs of spot machines", name, where)


def _quota(quota: str, wanted: int, what: str, region: str, where: str) -> Iterator[Need]:
    """Nothing where none are wanted. What every account has is enough for few, and is not asked for again."""
    if not wanted:
        return
    row = facts().quota(quota)
    filled = {"region": region, "service": row.service, "code": row.code, "wanted": str(wanted), "quota": row.name}
    text = f"a quota of at least {wanted} {what} in {region}"
    name = f"aws.quota.{quota}.{region}"
    if wanted <= row.default:
        found = Settled(True, f"every account begins with {row.default}")
        yield Need(name, AWS, text, where, facts().step("aws.quota", **filled), found)
        return
    asked = {**filled, "default": str(row.default)}
    yield by_hand(name, AWS, text, where, step="aws.quota", look="aws.quota", **asked)


def _guards(platform: PlatformSpec) -> Iterator[Need]:
    """Guards that a region of an account has once, in every region; and the mail that each region's alarm sends."""
    security = platform.security.cloud
    if not isinstance(security, AwsSecurity):
        return
    regions = [called("aws", region) for region in platform.network.names]
    rows = {
        "guard_duty": (security.guard_duty.enabled, "guard_duty.enabled", "GuardDuty"),
        "security_hub": (security.security_hub.enabled, "security_hub.enabled", "Security Hub"),
        "config_recorder": (security.config_recorder, "config_recorder", "a recorder of AWS Config"),
    }
    for guard, (switch, field, title) in rows.items():
        if switch == "off":
            continue
        where = f"sayar:security.cloud.{field}"
        text = f"nobody else's {title.removeprefix('a ')} in {' and '.join(regions)}"
        yield by_hand(f"aws.{guard}", AWS, text, where, step="aws.guard", title=title, source=where)
    if security.guard_duty.enabled == "on":
        email = platform.platform.contacts.security
        text = f"alarms by mail to {email}, confirmed in {' and '.join(regions)}"
        yield by_hand("aws.alarm_mail", AWS, text, "sayar:platform.contacts.security", email=email)
