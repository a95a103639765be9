"""What every object in a cluster is called and labelled with. Pure.

Names are given in full, as workloads, network policies and load balancers meet by name. A selector holds the two labels
that never change, as nothing may change the selector of a Deployment; all others may come and go.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from components.aws import SHARED

Manifest: TypeAlias = Any
"""A part of an object as the API of Kubernetes spells it: dictionaries and lists, whose leaves may be outputs.

The SDK has a type for every kind of part, which only literals in the call itself are of.
"""

PLATFORM: Final = "sayar"
POOL_KEY: Final = "sayar/pool"
"""Key of the label that all nodes of a pool have, and of the taint of those that keep other pods away."""
SYSTEM_POOL: Final = "system"
"""What that label says on machines of our own that controllers run on; they are no pool."""


def selector(workload: str) -> dict[str, str]:
    """The labels by which the pods of a workload are found in their namespace."""
    return {"app.kubernetes.io/name": workload, "app.kubernetes.io/part-of": PLATFORM}


def labels(name: str, *, client: str = SHARED, surface: str | None = None) -> dict[str, str]:
    """All labels of an object that belongs to `name`: the selector, who keeps it, whose it is, and what it answers."""
    return {
        **selector(name),
        "app.kubernetes.io/managed-by": "pulumi",
        "sayar/client": client,
        **({} if surface is None else {"sayar/surface": surface}),
    }


def metadata(
    name: str, marks: dict[str, str], *, namespace: str | None = None, notes: Mapping[str, str] | None = None
) -> Manifest:
    """The metadata of one object: its name, labels, annotations, and the namespace of what lives in one."""
    return {
        "name": name,
        **({} if namespace is None else {"namespace": namespace}),
        "labels": marks,
        **({} if not notes else {"annotations": dict(notes)}),
    }


def priority_class(value: int) -> str:
    """The name of the class of a priority. Values cannot change, so a new value is a class of its own."""
    return f"{PLATFORM}-{value}"
