"""The regions of the platform."""

from __future__ import annotations

from typing import Any, Final

_REGIONS: Final = {
    "us-east-1": "East US (North Virginia)",
    "us-east-2": "East US (Ohio)",
    "us-west-1": "West US (North California)",
    "us-west-2": "West US (Oregon)",
    "ca-central-1": "Canada (Central)",
    "sa-east-1": "South America (São Paulo)",
    "eu-west-1": "West EU (Ireland)",
    "eu-west-2": "West Europe (London)",
    "eu-west-3": "West EU (Paris)",
    "eu-central-1": "Central EU (Frankfurt)",
    "eu-central-2": "Central Europe (Zurich)",
    "eu-north-1": "North EU (Stockholm)",
    "ap-south-1": "South Asia (Mumbai)",
    "ap-southeast-1": "Southeast Asia (Singapore)",
    "ap-southeast-2": "Oceania (Sydney)",
    "ap-northeast-1": "Northeast Asia (Tokyo)",
    "ap-northeast-2": "Northeast Asia (Seoul)",
    "ap-east-1": "East Asia (Hong Kong)",
}
_GROUPS: Final = {"americas": "Americas", "emea": "Europe, Middle East, Africa", "apac": "Asia-Pacific"}

IN_GROUP: Final = {"americas": "us-east-1", "emea": "eu-central-1", "apac": "ap-southeast-1"}
"""The region that a smart group chooses."""


def available() -> dict[str, Any]:
    """The regions as the API tells them."""
    groups = [{"name": name, "code": code, "type": "smartGroup"} for code, name in _GROUPS.items()]
    specific = [{"name": name, "code": code, "type": "specific", "provider": "AWS"} for code, name in _REGIONS.items()]
    return {
        "recommendations": {"smartGroup": groups[0], "specific": specific[:1]},
        "all": {"smartGroup": groups, "specific": specific},
    }
