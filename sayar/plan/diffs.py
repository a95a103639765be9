"""What a change of any Pulumi stack does: two documents of what is there, or one preview of the engine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from components.findings import Finding as SpecFinding
from sayar.documents.plan import PlanDocument
from sayar.facts.replacement import load_facts
from sayar.graph.compare import compare
from sayar.graph.errors import InputError
from sayar.graph.load import Loaded, load_document, located
from sayar.graph.model import Comparison, Graph, Resource
from sayar.graph.preview import read_whole_preview
from sayar.graph.references import referenced
from sayar.graph.sound import projects, stacks
from sayar.graph.stacks import under_stack
from sayar.plan.asof import newest_fact
from sayar.plan.forecast import Move, fold, released
from sayar.plan.maps import map_of
from sayar.urn import type_of

if TYPE_CHECKING:
    from sayar.impact.read import Services

SERVICES_FILE = "services file"


def between_documents(
    old: Path, new: Path, *, services: Services | None = None, as_of: str | None = None
) -> PlanDocument:
    """The changes between two graph documents or stack exports, in any mixture. Raises InputError."""
    before, after = _both(old, new)
    facts = load_facts()
    found = [*_of_documents(before, after)]
    one, other = before.graph, after.graph
    if (names := (stacks(one.resources), stacks(other.resources))) and len(names[0]) == len(names[1]) == 1:
        if names[0] != names[1]:
            text = f"The documents are of two stacks, {names[0][0]} and {names[1][0]}: they are compared as one."
            found.append(SpecFinding("two-stacks", "info", text, str(old)))
        one = under_stack(one, names[0][0], names[1][0])
    if before.exported and after.exported:
        one, other = referenced(one, other)
    move = Move(
        source="state" if before.exported or after.exported else "offline",
        as_of=as_of or newest_fact(facts, (one, other)),
        findings=(*found, *_of_services(services, [*one.resources, *other.resources])),
        services=services or map_of(one, other),
    )
    return fold(compare(one, other, facts), released(one, other), facts, move)


def of_preview(path: Path, *, services: Services | None = None, as_of: str | None = None) -> PlanDocument:
    """The changes that a preview of the engine shows. Raises InputError, also for a preview that failed half-way."""
    facts = load_facts()
    comparison = located(path, lambda text: read_whole_preview(text, facts))
    seen = [resource for change in comparison.changes for resource in (change.old, change.new) if resource]
    move = Move(
        source="engine",
        as_of=as_of or newest_fact(facts, (Graph(tuple(seen)),)),
        findings=_of_services(services, [*seen, *_same(comparison)]),
        services=services or map_of(*comparison.graphs()),
    )
    return fold(comparison, (), facts, move)


def _both(old: Path, new: Path) -> tuple[Loaded, Loaded]:
    """Both documents, or the problems of both."""
    found: list[Loaded] = []
    problems: list[str] = []
    for path in (old, new):
        try:
            found.append(load_document(path))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    before, after = found
    named = (projects(before.graph.resources), projects(after.graph.resources))
    for path, names in zip((old, new), named, strict=True):
        if len(names) > 1:
            problems.append(f"{path}: resources of the projects {', '.join(names)}: one project is compared at a time")
    if not problems and named[0] and named[1] and named[0] != named[1]:
        problems.append(f"{new}: the project {named[1][0]}: {old} is of the project {named[0][0]}")
    if problems:
        raise InputError(problems)
    return before, after


def _of_documents(before: Loaded, after: Loaded) -> Iterable[SpecFinding]:
    for loaded in (before, after):
        if loaded.pending:
            many = f"{len(loaded.pending)} operations were" if len(loaded.pending) > 1 else "one operation was"
            text = f"{many.capitalize()} under way when the state was written: {', '.join(loaded.pending[:5])}."
            yield SpecFinding("pending-operations", "warning", text, str(loaded.path))
        if loaded.waiting:
            text = f"{loaded.waiting} replaced resources wait for their deletion; they are not compared."
            yield SpecFinding("waiting-deletions", "info", text, str(loaded.path))


def _of_services(services: Services | None, resources: Sequence[Resource]) -> tuple[SpecFinding, ...]:
    if services is None:
        return ()
    from sayar.impact.nodes import unmatched

    return tuple(
        SpecFinding("node-without-resource", "warning", f"No resource is part of the node {name}.", SERVICES_FILE)
        for name in unmatched(services, resources)
    )


def _same(comparison: Comparison) -> Iterable[Resource]:
    """Unchanged resources by the URN alone: enough for a match by URN, name and type."""
    return (Resource(urn, type_of(urn)) for urn in comparison.same)
