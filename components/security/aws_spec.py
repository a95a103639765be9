"""What watches over AWS accounts: keys, trail, findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from components.limits import limit
from components.network.checks import Switch, at_least, at_most, unique
from components.spec import Label, Problem, Spec

KeyUse = Literal["database", "cache", "messaging", "cluster", "backup", "logs", "files"]
Guard = Literal["eks_audit_logs", "eks_runtime", "rds_login_events", "s3_data_events", "malware"]
Standard = Literal["aws_foundational", "cis_3_0", "nist_800_53"]


class NoAws(Spec):
    """Nothing runs on AWS."""

    kind: Literal["none"]


class KeysSpec(Spec):
    """Own encryption keys, one for each use and region. A deleted key can be had back for `deletion_days`."""

    uses: Annotated[tuple[KeyUse, ...], Field(min_length=1)]
    per_client: Switch
    rotation_days: int
    deletion_days: int

    def rules(self) -> Iterator[Problem]:
        """A key for a use once; times that the service takes."""
        yield from unique("uses", self.uses, "each use once")
        yield from at_least(limit("security", "kms", "any", "least_rotation_days"), "rotation_days", self.rotation_days)
        yield from at_most(limit("security", "kms", "any", "most_rotation_days"), "rotation_days", self.rotation_days)
        least, most = limit("security", "kms", "any", "deletion_days").value
        if not least <= self.deletion_days <= most:
            yield Problem("deletion_days", self.deletion_days, f"between {least} and {most}")


class GuardDutySpec(Spec):
    """Detection of threats, and what it looks at beside the account's own logs."""

    enabled: Switch
    features: tuple[Guard, ...]
    findings_every: Literal["fifteen_minutes", "one_hour", "six_hours"]

    def rules(self) -> Iterator[Problem]:
        """A feature once, and none of a detector that is off."""
        yield from unique("features", self.features, "each feature once")
        if self.enabled == "off" and self.features:
            yield Problem("features", list(self.features), "none while enabled is off")


class SecurityHubSpec(Spec):
    """Findings of all services in one place, measured against standards."""

    enabled: Switch
    standards: tuple[Standard, ...]

    def rules(self) -> Iterator[Problem]:
        """A standard once, and none of a hub that is off."""
        yield from unique("standards", self.standards, "each standard once")
        if self.enabled == "off" and self.standards:
            yield Problem("standards", list(self.standards), "none while enabled is off")


class AuditSpec(Spec):
    """The trail of every call to the account, kept for `retention_days` in a locked bucket of `region`."""

    region: Label
    all_regions: Switch
    validation: Switch
    data_events: Switch
    retention_days: int

    def rules(self) -> Iterator[Problem]:
        """As long as an audit looks back."""
        least = limit("security", "cloudtrail", "any", "least_trail_days")
        yield from at_least(least, "retention_days", self.retention_days)


class AwsSecurity(Spec):
    """The guards of the platform's AWS account."""

    kind: Literal["aws"]
    keys: KeysSpec
    guard_duty: GuardDutySpec
    security_hub: SecurityHubSpec
    audit: AuditSpec
    config_recorder: Switch
    access_analyzer: Switch
    block_public_buckets: Switch
