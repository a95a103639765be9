"""What AWS calls the guards that a stack file chooses: GuardDuty's features, Security Hub's standards, events."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from components.aws import PARTITION, AwsPlace
from components.limits import limit
from components.security.aws_spec import Guard, Standard

FEATURES: Final[Mapping[Guard, str]] = MappingProxyType(
    {
        "eks_audit_logs": "EKS_AUDIT_LOGS",
        # The name of before, EKS_RUNTIME_MONITORING, is for detectors that have it already.
        "eks_runtime": "RUNTIME_MONITORING",
        "rds_login_events": "RDS_LOGIN_EVENTS",
        "s3_data_events": "S3_DATA_EVENTS",
        "malware": "EBS_MALWARE_PROTECTION",
    }
)

AGENTS: Final = ("EKS_ADDON_MANAGEMENT", "ECS_FARGATE_AGENT_MANAGEMENT", "EC2_AGENT_MANAGEMENT")
"""What runtime monitoring installs by itself. All are said, as the vendor answers with all."""

EVERY: Final[Mapping[str, str]] = MappingProxyType(
    {"fifteen_minutes": "FIFTEEN_MINUTES", "one_hour": "ONE_HOUR", "six_hours": "SIX_HOURS"}
)


def status(on: bool) -> str:
    """A feature's state in GuardDuty's words."""
    return "ENABLED" if on else "DISABLED"


def agents(guard: Guard, on: bool) -> dict[str, str] | None:
    """The state of each agent of a feature: only that of clusters, as nothing runs elsewhere. None without agents."""
    if guard != "eks_runtime":
        return None
    return {agent: status(on and agent == "EKS_ADDON_MANAGEMENT") for agent in AGENTS}


def standard_arn(standard: Standard, place: AwsPlace) -> str:
    """The ARN of a standard in a region; it belongs to AWS and to no account."""
    path = limit("security", "security_hub", standard, "standard").value
    return f"arn:{PARTITION}:securityhub:{place.aws}::standards/{path}"


def grave_findings() -> str:
    """The pattern of events that somebody must see now, as EventBridge takes it."""
    least = limit("security", "guardduty", "any", "high_severity").value
    return json.dumps(
        {
            "source": ["aws.guardduty"],
            "detail-type": ["GuardDuty Finding"],
            "detail": {"severity": [{"numeric": [">=", least]}]},
        },
        separators=(",", ":"),
    )
