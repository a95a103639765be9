"""Maps of the shipped tiers, their recorded graphs, and what an update of one does to the users of a map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from infra.config.platform import PlatformSpec
from sayar.documents.services import Fact, ServicesDocument
from sayar.documents.surface import Surface
from sayar.facts.replacement import load_facts
from sayar.graph.compare import compare
from sayar.graph.model import Graph
from sayar.impact.nodes import Reach, reach_of
from sayar.impact.read import Services, checked
from sayar.plan.felt import felt_by
from sayar.platform import platform_graph
from sayar.services.between import united
from sayar.services.services import services_of
from tests.infra.projects import ROOT, config

SURFACES = ("api", "csv", "web", "webhook")


@cache
def recorded(tier: str) -> Graph:
    """The graph of a tier, recorded once."""
    return platform_graph(tier, config_dir=ROOT, stack="prod").graph


def spec(tier: str, changes: Mapping[str, Any] | None = None) -> PlatformSpec:
    """A shipped tier with some leaves changed."""
    return config(tier, changes).platform


def made(tier: str, changes: Mapping[str, Any] | None = None) -> ServicesDocument:
    """The map of a shipped tier with some leaves changed."""
    return services_of(spec(tier, changes))


def between(old: PlatformSpec, new: PlatformSpec, *, budget_s: float | None = None) -> ServicesDocument:
    """The map of an update from one platform to the next; `budget_s` are the seconds that each surface may fail."""
    return united(services_of(old, budget_s=budget_s), services_of(new, budget_s=budget_s))


def ready(document: ServicesDocument) -> Services:
    """A map that has no mistakes."""
    problems: list[str] = []
    found = checked(document, problems)
    assert not problems
    return found


def reach(document: ServicesDocument) -> Reach:
    """What stands on what in a map."""
    return reach_of(ready(document))


def needs(document: ServicesDocument, surface: str) -> dict[str, str]:
    """The modes of a surface's needs by what they are on."""
    return {need.on: need.mode for need in document.surfaces[surface].needs}


def edited(graph: Graph, *edits: tuple[str, str, Mapping[str, Any]]) -> Graph:
    """A graph with other inputs of some resources, each named by type and name; all must be there."""
    wanted = {(type_, name): inputs for type_, name, inputs in edits}
    rows = []
    for one in graph.resources:
        inputs = wanted.pop((one.type, one.name), None)
        rows.append(one if inputs is None else replace(one, inputs={**one.inputs, **inputs}))
    assert not wanted
    return Graph(tuple(rows), graph.outputs)


def felt(old: Graph, new: Graph, document: ServicesDocument, *facts: Fact) -> Mapping[str, Surface]:
    """What the users of each surface feel of an update, by these facts alone."""
    services = ready(document.model_copy(update={"facts": facts}))
    return felt_by(compare(old, new, load_facts()), load_facts(), services).surfaces
