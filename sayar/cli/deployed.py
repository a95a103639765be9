"""The forecast of bringing a stack from its real state to what its own file says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sayar.cli.live import Live
from sayar.documents.plan import PlanDocument
from sayar.facts.replacement import load_facts
from sayar.graph.compare import compare
from sayar.graph.load import graph_of
from sayar.graph.model import Comparison, Graph
from sayar.plan.known import Known
from sayar.plan.moves import document_of, made_from, stack_of
from sayar.platform import PlatformGraph, record_config


@dataclass(frozen=True, slots=True)
class Deployed:
    """What is there, what the stack's file asks for, and the forecast of the update between them."""

    state: Graph
    target: PlatformGraph
    document: PlanDocument

    def comparison(self) -> Comparison:
        """The changes that the forecast stands on."""
        return compare(self.state, self.target.graph, load_facts())


def target_of(config_dir: Path, stack: str) -> PlatformGraph:
    """The platform that a stack's own file asks for. Raises ConfigError, before any engine is started."""
    from infra.config.load import load_stack

    return record_config(load_stack(config_dir, stack), stack=stack)


def deployed(live: Live, target: PlatformGraph, config_dir: Path, *, as_of: str | None = None) -> Deployed:
    """Read the state and forecast the update. Raises EngineError, and InputError for a state of another project."""
    return from_export(live.export(), target, config_dir, as_of=as_of)


def from_export(text: str, target: PlatformGraph, config_dir: Path, *, as_of: str | None = None) -> Deployed:
    """The same from a state that was read. Waivers are held against the clock, or the day given. Raises InputError."""
    from sayar.cli import move

    state = graph_of(text)
    stack_of(state, "the state")
    was = made_from(state, config_dir, target.config.stack)
    known = Known(today=move.moment(as_of).date().isoformat())
    document = document_of(state, target, "state", as_of=as_of, was=was, sure=False, known=known)
    return Deployed(state, target, document)
