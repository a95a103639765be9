"""Rules that need more than one concern, with the path of the field to mend."""

from __future__ import annotations

from collections.abc import Iterator

from components.spec import Problem
from infra.config.platform import PlatformSpec


def across(platform: PlatformSpec) -> Iterator[Problem]:
    """Every illegal combination of concerns."""
    yield from ()
