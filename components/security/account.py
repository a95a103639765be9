"""What holds for a whole account, whatever is made in it later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi_aws as aws

from components.aws import AwsPlace
from components.base import SayarComponent
from components.limits import limit
from components.security.aws_spec import AwsSecurity


@dataclass(frozen=True, slots=True)
class RegionDefaults:
    """What one region does with every disk."""

    encryption: aws.ebs.EncryptionByDefault
    snapshots: aws.ebs.SnapshotBlockPublicAccess


@dataclass(frozen=True, slots=True)
class AccountDefaultsResources:
    """Every resource that `AccountDefaults` makes; regions by the platform's name. None for what is off."""

    public_access: aws.s3.AccountPublicAccessBlock | None
    passwords: aws.iam.AccountPasswordPolicy
    regions: Mapping[str, RegionDefaults]


class AccountDefaults(SayarComponent):
    """Defaults of one account: no public bucket, encrypted disks, passwords that are hard to guess.

    They are there once in an account: another stack there has to share them.
    """

    def __init__(self, name: str, spec: AwsSecurity, places: Sequence[AwsPlace]) -> None:
        """`places` are the account's regions, the primary one first.

        Raises ValueError for no place and for places of several accounts.
        """
        accounts = sorted({place.account for place in places})
        if len(accounts) != 1:
            raise ValueError(f"defaults are of one account, not of {', '.join(accounts) or 'none'}")
        super().__init__(name)
        home = places[0]
        self.resources = AccountDefaultsResources(
            public_access=self._public_access(home) if spec.block_public_buckets == "on" else None,
            passwords=self._passwords(home),
            regions={place.region: self._disks(place) for place in places},
        )
        self.finish()

    def _public_access(self, home: AwsPlace) -> aws.s3.AccountPublicAccessBlock:
        return aws.s3.AccountPublicAccessBlock(
            "no-public-buckets",
            account_id=home.account,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self.child(home.provider),
        )

    def _passwords(self, home: AwsPlace) -> aws.iam.AccountPasswordPolicy:
        """People come through single sign-on; this is for whoever has a password all the same.

        Long ones, without an end: a forced change makes them worse (NIST SP 800-63B, 3.1.1.2).
        """
        return aws.iam.AccountPasswordPolicy(
            "passwords",
            minimum_password_length=int(limit("security", "iam", "any", "least_password_length").value),
            password_reuse_prevention=int(limit("security", "iam", "any", "passwords_remembered").value),
            require_lowercase_characters=True,
            require_uppercase_characters=True,
            require_numbers=True,
            require_symbols=True,
            allow_users_to_change_password=True,
            opts=self.child(home.provider),
        )

    def _disks(self, place: AwsPlace) -> RegionDefaults:
        options = self.child(place.provider)
        return RegionDefaults(
            # With AWS' own key: clusters say theirs, and anybody else could not use it.
            encryption=aws.ebs.EncryptionByDefault(f"encrypted-disks-{place.region}", enabled=True, opts=options),
            snapshots=aws.ebs.SnapshotBlockPublicAccess(
                f"private-snapshots-{place.region}", state="block-all-sharing", opts=options
            ),
        )
