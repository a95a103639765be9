"""The places on AWS of a stack: one explicit provider for each region, and one for the account of the copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.aws import AwsPlace
from components.network.regions import called
from infra.config.platform import PlatformSpec
from infra.config.stack import AwsAccounts, StackConfig

COST = "platform"
"""Whose cost it is where no client's."""


@dataclass(frozen=True, slots=True)
class Places:
    """The regions of the main account, the primary one first, and where copies go."""

    regions: Mapping[str, AwsPlace]
    copies: AwsPlace | None

    @property
    def primary(self) -> AwsPlace:
        """Where data is written."""
        return next(iter(self.regions.values()))

    @property
    def copied_by(self) -> tuple[str, ...]:
        """Accounts beside the main one that copies are made by; their services use the keys of the data."""
        if self.copies is None or self.copies.account == self.primary.account:
            return ()
        return (self.copies.account,)


def places(config: StackConfig) -> Places:
    """Register the providers. Raises ValueError for a stack without an account, which the config refuses before."""
    accounts, platform = config.environment.aws, config.platform
    if accounts is None:
        raise ValueError("a platform on AWS needs an account")
    tags = _tags(platform)
    regions = {region: _place(region, f"aws-{region}", accounts, tags) for region in platform.network.names}
    vaults = platform.backup.vaults
    copies = None
    if vaults.kind == "aws":
        elsewhere = vaults.copy_account == "backup"
        copies = _backup_place(vaults.copy_to, accounts, tags) if elsewhere else regions[vaults.copy_to]
    return Places(regions, copies)


def _place(region: str, name: str, accounts: AwsAccounts, tags: Mapping[str, str]) -> AwsPlace:
    # AWS' SDK is loaded only by a stack that is there.
    import pulumi_aws as aws

    # Credentials of another account would otherwise build a second platform there.
    provider = aws.Provider(name, region=called("aws", region), allowed_account_ids=[accounts.account])
    return AwsPlace(region, called("aws", region), accounts.account, provider, tags)


def _backup_place(region: str, accounts: AwsAccounts, tags: Mapping[str, str]) -> AwsPlace:
    import pulumi_aws as aws

    account = accounts.backup or accounts.account
    role = f"arn:aws:iam::{account}:role/{accounts.deploy_role}"
    provider = aws.Provider(
        f"aws-copies-{region}",
        region=called("aws", region),
        allowed_account_ids=[account],
        # A plain dict would keep the Python spelling of its keys: a provider takes its arguments as JSON.
        assume_roles=[aws.ProviderAssumeRoleArgs(role_arn=role)],
    )
    return AwsPlace(region, called("aws", region), account, provider, tags)


def _tags(platform: PlatformSpec) -> Mapping[str, str]:
    """The tags of everything. They may name the tier: they are inputs, not names."""
    return {
        "tier": platform.tier,
        "environment": pulumi.get_stack(),
        "owner": platform.platform.contacts.alerts,
        "cost": COST,
    }
