"""The guard under the real engine by plain `pulumi preview` and `pulumi up`: a wrong step is refused by both.

One stack goes the way of a move; at each place the wrong steps are tried first, and then the right one is taken.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from tests.providers.guard.cases import DRAIN_S, OTHER, moving, pools, settled
from tests.support.own import OwnProject, said

pytestmark = pytest.mark.engine

PROGRAM: Final = Path(__file__).parents[1] / "programs" / "guarded"
REPLICA: Final = {"engine": "postgres", "version": "15.8", "replicas": 1}
UPGRADED: Final = {"engine": "postgres", "version": "17.4", "replicas": 0}


@dataclass
class Guarded:
    """A stack with the guard, on the engine."""

    project: OwnProject

    def asks(self, wire: dict[str, Any]) -> None:
        self.project.want = {"transition": None, "database": None, **wire}

    def refuses(self, wire: dict[str, Any], *words: str) -> None:
        """Preview and update both stop with these words; neither the guard nor what stands on it changes."""
        self.asks(wire)
        before = self.state()
        preview = self.project.run("preview", check=False)
        # An update that skips its preview has nothing but the guard between it and the platform.
        update = self.project.run("up", "--yes", "--skip-preview", check=False)
        for done in (preview, update):
            assert done.returncode != 0
            for word in ("guard:index:Move", *words):
                assert word in said(done)
            assert "Traceback" not in said(done)
        assert self.state() == before

    def takes(self, wire: dict[str, Any], *more: str) -> dict[str, str]:
        """An update, without its preview unless told otherwise; since when pools have had weight 0 afterwards."""
        before = self.state().get("behind")
        self.asks(wire)
        self.project.run("up", "--yes", *(more or ("--skip-preview",)))
        after = self.state()
        assert after["behind"] != before, "it changes with every update"
        times: dict[str, str] = after["move"]["outputs"]["zeroedAt"]
        return times

    def state(self) -> dict[str, dict[str, Any]]:
        """The state's resources by name; two that know nothing of each other have no order."""
        latest = self._checkpoint()["checkpoint"]["latest"]
        return {row["urn"].rsplit("::", 1)[1]: row for row in latest.get("resources", ())}

    def waits(self, seconds: float) -> None:
        """As if time had passed: the state's times are so much older."""
        checkpoint = self._checkpoint()
        for row in checkpoint["checkpoint"]["latest"]["resources"]:
            times = row.get("outputs", {}).get("zeroedAt", {})
            for pool, at in times.items():
                times[pool] = (datetime.fromisoformat(at) - timedelta(seconds=seconds)).isoformat()
        self._file.write_text(json.dumps(checkpoint), encoding="utf-8")

    @property
    def _file(self) -> Path:
        """Where the engine keeps the state: it would take a second to tell or take in what is read here at once."""
        (file,) = (self.project.project.folder / "state").glob(".pulumi/stacks/*/*.json")
        return file

    def _checkpoint(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8"))
        return read


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, pulumi: Path) -> Guarded:
    return Guarded(OwnProject(tmp_path_factory.mktemp("guard") / "project", PROGRAM, ("guard",), {}))


def test_each_wrong_step_is_refused_by_preview_and_update_and_the_right_way_passes(stack: Guarded) -> None:
    two = {"database": REPLICA}
    stack.takes(settled(**two))
    stack.refuses(settled("scale", **two), "tier", "jumps over growth", "sayar move start")

    stack.takes(moving("prepare", **two))
    # Every fault of a step is told at once; that each alone is enough is shown at the process, without the engine.
    stack.refuses(
        moving("shift", move={"baseNow": OTHER}, database=UPGRADED, originTls="strict"),
        *("transition.phase", "from the phase prepare to shift: expand is skipped", "gate phase:expand"),
        *("transition.baseNow", "changed in the middle of the move", "gate base"),
        *("database.version", "they cannot follow a change of version", "gate replicas"),
        *("originTls", "strict origin TLS while old has traffic", "gate tls"),
    )

    both = pools(old=100, new=0)
    assert set(stack.takes(moving("expand", pools=both, database={**REPLICA, "replicas": 0}))) == {"new"}
    begun = datetime.now(UTC)
    times = stack.takes(moving("shift", pools=pools(old=0, new=100), database=UPGRADED))
    assert begun <= datetime.fromisoformat(times["old"]) <= datetime.now(UTC)

    contracted = moving("contract", pools=pools(new=100, strict=True), database=UPGRADED)
    stack.refuses(contracted, "pools.old", "after its weight became 0", "gate drain")
    stack.waits(DRAIN_S)
    assert stack.takes(contracted, "--skip-preview=false") == {}, "plain, with its preview"
    assert stack.takes(settled("growth", pools=contracted["pools"], originTls="strict", database=UPGRADED)) == {}
