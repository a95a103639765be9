"""A stack that moves over an engine that only pretends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from infra.config.load import load_stack
from infra.config.stack_file import read_stack_file
from sayar.documents.history import HistoryLine
from sayar.engine.updates import LastUpdate
from sayar.history import append, history_file
from sayar.move.editing import in_phase
from sayar.move.looking import move_id
from sayar.move.steps import standing
from sayar.move.told import time_text
from tests.cli.engines import FakeLive
from tests.cli.ran import PROD, Ran, sayar
from tests.infra.projects import project

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
BALANCER = "urn:pulumi:prod::sayar::sayar:edge:Balancing$cloudflare:index/loadBalancer:LoadBalancer::api"
GUARD = "urn:pulumi:prod::sayar::sayar:guard:Guard$guard:index:Move::move"
STORE = "supabase:index:Project"


@dataclass
class MovingLive(FakeLive):
    """A stack whose state is made by `up`: what the file said then, with a balancer, a guard and a protected leaf."""

    last: LastUpdate | None = None
    only: list[tuple[str, ...]] = field(default_factory=list)

    def last_update(self) -> LastUpdate | None:
        """The newest update."""
        self._called("last_update")
        return self.last

    def update_only(self, urns: tuple[str, ...], tell: Callable[[str], None]) -> str:
        """An update of a part."""
        self.only.append(tuple(urns))
        self._called("update_only")
        tell("updated: api")
        return "2 update, 3 s"


@dataclass
class Place:
    """A project with the stack `prod`, a clock, and an engine."""

    folder: Path
    engine: MovingLive
    now: datetime = NOON

    def move(self, word: str, *more: str) -> Ran:
        return sayar("move", word, "--stack", "prod", *more, folder=self.folder)

    def ok(self, word: str, *more: str) -> Any:
        found = self.move(word, *more, "--format", "json")
        assert found.code == 0, found.err
        return found.json["move"]

    def passes(self, phase: str, *more: str) -> None:
        """To the next phase, whatever the gate of this one needs."""
        if phase:
            self.up()
            self.now += timedelta(days=3)
        said = ("--gate-passed", "looked at it", "--by", "anna")
        self.ok("next", *said, *more)

    def reaches(self, phase: str) -> None:
        """As if all phases up to this one had been stepped through: the file and the history say so."""
        here = standing(load_stack(self.folder, "prod"))
        assert here is not None
        names = [one.name for one in here.phases]
        begun = dict.fromkeys(names[: names.index(phase) + 1], time_text(self.now))
        line = HistoryLine(move=move_id(here), begun=begun)
        append(history_file(self.folder, "prod"), line)
        weight = next(one.weight for one in here.phases if one.name == phase)
        self.path.write_bytes(in_phase(self.path.read_bytes().decode(), phase, weight).encode())

    def up(self, *, ends: bool = True, whole: bool = True, protect: bool = False) -> None:
        """As `pulumi up` would leave the state; one that fails leaves the outputs too."""
        move = {"from": self.transition["from"], "phase": self.transition["phase"], "started": "2026-11-26"}
        rows: list[dict[str, Any]] = [
            {"urn": "urn:pulumi:prod::sayar::pulumi:pulumi:Stack::sayar-prod", "type": "pulumi:pulumi:Stack"},
            {"urn": BALANCER, "type": "cloudflare:index/loadBalancer:LoadBalancer"},
            {"urn": GUARD, "type": "guard:index:Move"},
            {"urn": f"urn:pulumi:prod::sayar::{STORE}::database", "type": STORE, "protect": protect},
        ]
        rows[0]["outputs"] = {"tier": self.tier, "move": move}
        self.engine.state = {"version": 3, "deployment": {"resources": rows}}
        self.engine.last = LastUpdate(ends, whole, self.now)

    @property
    def path(self) -> Path:
        return self.folder / "Pulumi.prod.yaml"

    @property
    def tier(self) -> str:
        return str(read_stack_file(self.path)["sayar:tier"])

    @property
    def transition(self) -> dict[str, Any]:
        return dict(read_stack_file(self.path).get("sayar:transition") or {})


Make = Callable[..., Place]


def place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes a project in a folder, with a clock and a stand-in for the engine."""

    def made(tier: str = "starter", text: str = PROD) -> Place:
        kept = folder / "kept"
        kept.mkdir()
        engine = MovingLive({"version": 3, "deployment": None}, kept)
        found = Place(project(folder, prod=text.format(tier=tier)), engine)
        monkeypatch.setattr("sayar.cli.live.live", lambda config_dir, stack: engine)
        monkeypatch.setattr("sayar.cli.move.now", lambda: found.now)
        return found

    return made
