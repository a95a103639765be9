"""What a machine of EC2 is, from the name of its type; arithmetic without a resource."""

from __future__ import annotations

import re
from typing import Final, Literal

Architecture = Literal["arm64", "amd64"]
Image = Literal["bottlerocket", "al2023"]

GRAVITON: Final = re.compile(r"(a1|[a-z]+[0-9]+[a-z]*g[a-z]*)\.")
"""Families whose attributes, after the generation's number, hold a g; and the first one, which had none."""

IMAGES: Final[dict[tuple[Image, Architecture], str]] = {
    ("bottlerocket", "arm64"): "BOTTLEROCKET_ARM_64",
    ("bottlerocket", "amd64"): "BOTTLEROCKET_x86_64",
    ("al2023", "arm64"): "AL2023_ARM_64_STANDARD",
    ("al2023", "amd64"): "AL2023_x86_64_STANDARD",
}


def architecture(instance_type: str) -> Architecture:
    """The architecture of a type as `m7g.large`, or of a family as `m7g.` with its dot.

    Source: EC2 guide, instance type naming conventions.
    """
    return "arm64" if GRAVITON.match(instance_type) else "amd64"


def ami_type(image: Image, instance_type: str) -> str:
    """EKS's name of the image for machines of a type."""
    return IMAGES[image, architecture(instance_type)]
