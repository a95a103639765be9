"""AWS Backup: a vault with its plan, a vault elsewhere for the copies, and tests of restoring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.aws import SHARED, AwsPlace
from components.backup.aws_spec import AwsBackup, LockSpec, PlanSpec, Store
from components.backup.restore_tests import RestoredInto, RestoreTests, restore_tests
from components.backup.vault_places import misplaced, uncovered
from components.backup.vault_roles import Role, service_role
from components.backup.vault_words import EVERY, admits_copies, backup_policies
from components.base import SayarComponent
from components.limits import limit
from components.policies import document


@dataclass(frozen=True, slots=True)
class LockedVault:
    """A vault and its lock."""

    vault: aws.backup.Vault
    lock: aws.backup.VaultLockConfiguration


@dataclass(frozen=True, slots=True)
class VaultsResources:
    """Every resource that `Vaults` makes. `admits` is None where copies stay in the account."""

    here: LockedVault
    there: LockedVault
    admits: aws.backup.VaultPolicy | None
    taker: Role
    plan: aws.backup.Plan
    selections: Mapping[Store, aws.backup.Selection]
    clients: aws.backup.Selection
    tests: RestoreTests


class Vaults(SayarComponent):
    """Recovery points of the stores, their copies in another region, and a restore of each store as often as said.

    A vault with recovery points in it cannot be deleted. Between accounts the organization has to allow copies.
    """

    def __init__(
        self,
        name: str,
        spec: AwsBackup,
        here: AwsPlace,
        there: AwsPlace,
        *,
        key_arn: pulumi.Input[str],
        copy_key_arn: pulumi.Input[str],
        stores: Mapping[Store, Sequence[pulumi.Input[str]]],
        restored_into: RestoredInto | None,
    ) -> None:
        """`key_arn` is of `here`, `copy_key_arn` of `there`; the vaults keep them for life. `stores` are ARNs.

        `restored_into` may be None where no cluster is tested. Raises ValueError for places or stores that are not
        those of the spec.
        """
        wrong = [*misplaced(spec, here, there), *uncovered(spec, stores)]
        if "aurora" in spec.test.stores and restored_into is None:
            wrong.append("no network to restore a cluster into")
        if wrong:
            raise ValueError("; ".join(wrong))
        super().__init__(name)
        vault = self._vault(f"vault-{here.region}", spec.lock, here, key_arn)
        copies = self._vault(f"copies-{there.region}", spec.lock, there, copy_key_arn)
        admits = self._admits(copies, here, there) if here.account != there.account else None
        taker = service_role(self, f"backup-{here.region}", here, backup_policies(spec.stores))
        plan = self._plan(spec, here, vault, copies, admits)
        self.resources = VaultsResources(
            here=vault,
            there=copies,
            admits=admits,
            taker=taker,
            plan=plan,
            selections={store: self._selection(store, stores[store], here, plan, taker) for store in spec.stores},
            clients=self._clients(spec.stores, here, plan, taker),
            tests=restore_tests(self, spec.test, here, vault_arn=vault.vault.arn, into=restored_into),
        )
        self.vault_arn: pulumi.Output[str] = vault.vault.arn
        self.copies_arn: pulumi.Output[str] = copies.vault.arn
        self.finish(vault=self.vault_arn, copies=self.copies_arn)

    def _vault(self, label: str, lock: LockSpec, place: AwsPlace, key_arn: pulumi.Input[str]) -> LockedVault:
        vault = aws.backup.Vault(
            label,
            kms_key_arn=key_arn,
            tags=place.tagged(label, "backups"),
            opts=self.child(place.provider, protect=True),
        )
        return LockedVault(
            vault=vault,
            lock=aws.backup.VaultLockConfiguration(
                f"lock-{label}",
                backup_vault_name=vault.name,
                min_retention_days=lock.least_days,
                max_retention_days=lock.most_days,
                # A value makes the lock final once the days are over.
                changeable_for_days=lock.grace_days,
                # A vault has one.
                opts=self.child(place.provider, delete_before_replace=True),
            ),
        )

    def _admits(self, copies: LockedVault, here: AwsPlace, there: AwsPlace) -> aws.backup.VaultPolicy:
        return aws.backup.VaultPolicy(
            f"admits-copies-{there.region}",
            backup_vault_name=copies.vault.name,
            policy=document(admits_copies(here.root)),
            opts=self.child(there.provider),
        )

    def _plan(
        self,
        spec: AwsBackup,
        here: AwsPlace,
        vault: LockedVault,
        copies: LockedVault,
        admits: aws.backup.VaultPolicy | None,
    ) -> aws.backup.Plan:
        label = f"backups-{here.region}"
        # A copy that is refused is not tried again.
        ready = [vault.lock, copies.lock, *([] if admits is None else [admits])]
        return aws.backup.Plan(
            label,
            rules=[_rule(row, here, vault.vault.name, copies.vault.arn) for row in spec.plans],
            tags=here.tagged(label),
            opts=self.child(here.provider, depends_on=ready),
        )

    def _selection(
        self, store: Store, arns: Sequence[pulumi.Input[str]], here: AwsPlace, plan: aws.backup.Plan, taker: Role
    ) -> aws.backup.Selection:
        return aws.backup.Selection(
            f"{store}-{here.region}",
            plan_id=plan.id,
            iam_role_arn=taker.role.arn,
            resources=list(arns),
            opts=self.child(here.provider, depends_on=list(taker.policies.values())),
        )

    def _clients(
        self, stores: Sequence[Store], here: AwsPlace, plan: aws.backup.Plan, taker: Role
    ) -> aws.backup.Selection:
        """Data of clients, by their tag: a list of all would change with every client, and ends at thirty."""
        owned = "aws:ResourceTag/client"
        return aws.backup.Selection(
            f"clients-{here.region}",
            plan_id=plan.id,
            iam_role_arn=taker.role.arn,
            resources=[EVERY[store] for store in stores],
            # Tagged at all, as what is not would count as not shared.
            conditions=[
                {
                    "string_likes": [{"key": owned, "value": "*"}],
                    "string_not_equals": [{"key": owned, "value": SHARED}],
                }
            ],
            opts=self.child(here.provider, depends_on=list(taker.policies.values())),
        )


def _rule(
    row: PlanSpec, here: AwsPlace, vault_name: pulumi.Input[str], copies_arn: pulumi.Input[str]
) -> aws.backup.PlanRuleArgsDict:
    kept: aws.backup.PlanRuleLifecycleArgsDict = {"delete_after": row.keep_days}
    if row.cold_after_days is not None:
        kept["cold_storage_after"] = row.cold_after_days
    after = int(limit("backup", "aws_backup", "any", "complete_within_min").value)
    return {
        "rule_name": row.name,
        "target_vault_name": vault_name,
        "schedule": row.schedule,
        "start_window": row.start_within_min,
        # Counted from the schedule, as the start is.
        "completion_window": row.start_within_min + after,
        "lifecycle": kept,
        "copy_actions": [{"destination_vault_arn": copies_arn, "lifecycle": {"delete_after": row.copies_keep_days}}],
        "recovery_point_tags": here.tagged(f"{row.name}-{here.region}", "backups"),
    }
