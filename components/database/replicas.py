"""Read replicas at Supabase: what a stack says of them, and how many there may be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field

from components.limits import Limit, limit
from components.network.checks import at_most, cited, known, listed, unique
from components.network.regions import offered
from components.spec import Label, Problem, Spec


class ReplicaSpec(Spec):
    """`count` replicas in a region, also in the primary's own.

    Services of that region read from them while they lag at most `max_lag_s` seconds behind, else from the primary.
    """

    region: Label
    count: Annotated[int, Field(ge=1)]
    max_lag_s: Annotated[int, Field(ge=1)]


def most_replicas(plan: str, compute: str) -> Limit:
    """The row that bounds the replicas of a project: that of its plan, or of its compute size where that is less."""
    by_plan = limit("database", "supabase", plan, "read_replicas")
    by_size = limit("database", "supabase", compute, "size_read_replicas")
    # Where both say the same the plan is named, because a larger size would not help.
    return min((by_plan, by_size), key=lambda row: math.inf if row.value is None else row.value)


def replica_rules(rows: Sequence[ReplicaSpec], *, plan: str, compute: str, pitr_days: int | None) -> Iterator[Problem]:
    """A region stands once and exists; as many as plan and size allow; and the backups that they are filled from."""
    yield from unique("read_replicas[{}].region", [row.region for row in rows], "each region once")
    for index, row in enumerate(rows):
        where = f"read_replicas[{index}].region"
        yield from known(where, row.region, offered("supabase"), "region that Supabase has")
    most = most_replicas(plan, compute)
    yield from at_most(most, "read_replicas", sum(row.count for row in rows))
    # Where no replica may be at all, buying backups for it would mend nothing.
    if rows and pitr_days is None and most.value != 0:
        needed = limit("database", "supabase", "any", "replica_backups")
        days = limit("database", "supabase", plan, "pitr_days")
        allowed = f"{listed(days.value)} with read_replicas, which need {needed.value} backups ({cited(needed)})"
        yield Problem("pitr_days", None, allowed)
