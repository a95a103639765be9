"""What watches over the accounts on AWS: detection, trail, defaults, the alarm of the bill, and vaults for copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from components.backup.aws_spec import AwsBackup
from components.security.aws_spec import AwsSecurity
from infra.budget import monthly_usd
from infra.config.stack import StackConfig
from infra.ground import Ground
from infra.places import Places
from infra.stores import Stores

if TYPE_CHECKING:
    import pulumi

    from components.backup.aws_spec import Store


def guards(config: StackConfig, places: Places, grounds: Mapping[str, Ground]) -> None:
    """Register what `sayar:security.cloud` asks for, and the alarm of the bill."""
    spec = config.platform
    security = spec.security.cloud
    if not isinstance(security, AwsSecurity):
        return
    from components.monitoring.cost_budget import CostBudget
    from components.security.account import AccountDefaults
    from components.security.audit import AuditTrail
    from components.security.guards import Guards

    AccountDefaults("account", security, tuple(places.regions.values()))
    for region, ground in grounds.items():
        Guards(
            f"guards-{region}",
            security,
            ground.place,
            primary=ground.place is places.primary,
            key_arn=ground.keys.of("logs"),
            alarm_email=spec.platform.contacts.security,
        )
    audit = grounds[security.audit.region]
    AuditTrail("audit", security.audit, audit.place, key_arn=audit.keys.of("logs"))
    amount = monthly_usd(config)
    if amount is not None:
        contact = spec.platform.contacts.alerts
        CostBudget("cost", places.primary, monthly_usd=amount, email=contact, alerts=spec.monitoring.alerts)


def vaults(
    config: StackConfig,
    places: Places,
    grounds: Mapping[str, Ground],
    stores: Stores,
    buckets: Sequence[pulumi.Input[str]],
) -> None:
    """Register the vaults. `buckets` are ARNs of buckets in the region of the data."""
    spec, security = config.platform.backup.vaults, config.platform.security.cloud
    if not isinstance(spec, AwsBackup) or not isinstance(security, AwsSecurity) or places.copies is None:
        return
    from components.backup.restore_tests import RestoredInto
    from components.backup.vaults import Vaults
    from components.security.aws_spec import KeysSpec
    from components.security.keys import Keys

    ground, aurora = grounds[spec.region], stores.aurora
    kept: dict[Store, Sequence[pulumi.Input[str]]] = {"s3": buckets}
    restored = None
    if aurora is not None and spec.region in aurora.clusters:
        cluster = aurora.clusters[spec.region]
        kept["aurora"] = [cluster.arn]
        restored = RestoredInto(cluster.resources.subnets.name, cluster.group_id)
    if places.copies.account == places.primary.account:
        copy_key = grounds[spec.copy_to].keys.of("backup")
    else:
        row: KeysSpec = security.keys.model_copy(update={"uses": ("backup",)})
        copy_key = Keys(f"keys-copies-{spec.copy_to}", row, places.copies).of("backup")
    Vaults(
        f"vaults-{spec.region}",
        spec,
        ground.place,
        places.copies,
        key_arn=ground.keys.of("backup"),
        copy_key_arn=copy_key,
        stores={store: kept[store] for store in spec.stores if store in kept},
        restored_into=restored,
    )
