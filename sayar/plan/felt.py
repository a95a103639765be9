"""What the users of a comparison feel: each change judged by the facts, and the seconds of every surface."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from components.findings import Finding
from sayar.graph.model import Change, Comparison
from sayar.impact.catalogue import load_catalogue
from sayar.impact.rows import Rows, Told, ops_of, told_of, worst_of
from sayar.impact.seconds.steps import Judged
from sayar.plan.effects import judge

if TYPE_CHECKING:
    from sayar.documents.surface import Surface
    from sayar.impact.nodes import Reach
    from sayar.impact.read import Services

_SERVICES: Final = "services"


class Stateful(Protocol):
    """What is asked of the facts: what goes with a stateful resource, None for a stateless one."""

    def stateful(self, type_: str) -> str | None:
        """What is lost with a resource of the type."""


@dataclass(frozen=True, slots=True)
class FeltByUsers:
    """Changes with what is said of them, and the seconds of each surface; none where no services are known."""

    judged: tuple[Judged, ...]
    surfaces: Mapping[str, Surface] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    reach: Reach | None = None

    def surfaces_of(self, change: Change) -> tuple[str, ...]:
        """The surfaces that stand on what changes."""
        return self.reach.surfaces_of(change.urn, change.name, change.type) if self.reach else ()


def felt_by(comparison: Comparison, facts: Stateful, services: Services | None) -> FeltByUsers:
    """Judge a comparison. Without services no surface is known, only what each change does.

    Facts of a services file are tried before the built-in ones. Raises InputError for its timings that make no sense
    there.
    """
    types = {change.type for change in comparison.changes}
    own, timings = (services.rows, services.document.timings) if services else ((), {})
    rows = Rows((*own, *load_catalogue().rows(types, timings)))
    judged = tuple(Judged(one, *judge(one, facts.stateful(one.type), rows)) for one in comparison.changes)
    if services is None:
        return FeltByUsers(judged)
    # Imported where services are known: their models take a while to make.
    from sayar.impact.nodes import reach_of
    from sayar.impact.seconds.surfaces import Update, impact_of

    reach = reach_of(services)
    old, new = comparison.graphs()
    found = impact_of(Update(judged, old, new, services, rows, _nodes_of(judged, reach), _together(rows)))
    remarks = tuple(Finding(id_, "warning", text, _SERVICES) for id_, text in found.remarks)
    return FeltByUsers(judged, found.surfaces, remarks, reach)


def _nodes_of(judged: Sequence[Judged], reach: Reach) -> Callable[[Change], tuple[str, ...]]:
    """The nodes of each change, looked up once."""
    found = {one.change.urn: reach.nodes_of(one.change.urn, one.change.name, one.change.type) for one in judged}
    return lambda change: found[change.urn]


def _together(rows: Rows) -> Callable[[Change], Told | None]:
    """What the rows of `members: all` say of a primary's change."""
    nothing = Told("none", 0, 0, None, "")

    def told(change: Change) -> Told | None:
        found = [told_of(change, op, rows, nothing, members="all") for op in ops_of(change)]
        known = [one for one in found if one is not None]
        return worst_of(known) if known else None

    return told
