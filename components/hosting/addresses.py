"""The fixed addresses of services and jobs as one list."""

from __future__ import annotations

from collections.abc import Sequence

import pulumi


def addresses(egress: Sequence[pulumi.Output[Sequence[str]]]) -> pulumi.Output[list[str]] | None:
    """The addresses of all, each once and sorted; None where nobody has fixed ones."""
    if not egress:
        return None
    return pulumi.Output.all(*egress).apply(merged)


def merged(lists: Sequence[Sequence[str]]) -> list[str]:
    """Each address once, in a stable order: services of one environment may share some."""
    return sorted({address for each in lists for address in each})
