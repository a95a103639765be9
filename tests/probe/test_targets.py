"""What is asked, from a stack's own file; and which phase that file says is in force."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.config.errors import ConfigError
from infra.config.load import load_stack
from sayar.documents.probe import MoveId
from sayar.probe.targets import targets_of, unasked
from sayar.probe.watch import PhaseWatch
from tests.infra.projects import project

PROD = "config:\n  sayar:tier: growth\n  sayar:platform: {domain: shop.dev}\n"
PROBE = (
    "  sayar:probe:\n"
    "    feed: {method: HEAD, path: /f.csv, expect_status: [200, 304]}\n"
    "    api: {method: GET, path: /health, expect_status: [200]}\n"
)
MOVE = '  sayar:transition: {{from: starter, phase: {phase}, base: "{base}", started: "2026-11-26"}}\n'


def moving(phase: str) -> str:
    return PROD + MOVE.format(phase=phase, base="0" * 64)


def test_each_surface_is_asked_at_its_own_host(tmp_path: Path) -> None:
    targets = targets_of(load_stack(project(tmp_path, prod=PROD + PROBE), "prod"))
    assert [(one.surface, one.method, one.url, one.expect_status) for one in targets] == [
        ("api", "GET", "https://api.shop.dev/health", (200,)),
        ("csv", "HEAD", "https://feeds.shop.dev/f.csv", (200, 304)),
    ]
    assert unasked(targets) == ("web", "webhook")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (PROD, "sayar:probe"),
        (PROD + PROBE.replace("/health", "health"), "sayar:probe.api.path"),
        (PROD + PROBE.replace("[200]", "[]"), "sayar:probe.api.expect_status"),
        (PROD.replace("shop.dev", "sayar.example") + PROBE, "sayar:platform.domain"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(tmp_path: Path, text: str, path: str) -> None:
    with pytest.raises(ConfigError) as caught:
        targets_of(load_stack(project(tmp_path, prod=text), "prod"))
    (problem,) = caught.value.problems
    assert (problem.file, problem.path) == ("Pulumi.prod.yaml", path)


def test_the_phase_is_what_the_file_says_now(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.prod.yaml"
    path.write_text(PROD, encoding="utf-8")
    watch = PhaseWatch(tmp_path, "prod")
    assert (watch.phase(), watch.move) == (None, None)
    path.write_text(moving("expand"), encoding="utf-8")
    assert watch.phase() == "expand"
    assert watch.move == MoveId(origin="starter", to="growth", started="2026-11-26")
    path.write_text(moving("shift"), encoding="utf-8")
    assert watch.phase() == "shift"
    path.write_text(PROD, encoding="utf-8")
    # The move is finished: no phase any more, and what was measured still belongs to it.
    assert (watch.phase(), watch.move is not None) == (None, True)


@pytest.mark.parametrize("broken", ["config:\n  sayar:tier: [", "", None])
def test_a_file_that_is_just_being_written_leaves_the_phase_as_it_was(tmp_path: Path, broken: str | None) -> None:
    path = tmp_path / "Pulumi.prod.yaml"
    path.write_text(moving("expand"), encoding="utf-8")
    watch = PhaseWatch(tmp_path, "prod")
    assert watch.phase() == "expand"
    path.unlink()
    if broken is not None:
        path.write_text(broken, encoding="utf-8")
    assert watch.phase() == "expand"
    path.write_text(moving("shift"), encoding="utf-8")
    assert watch.phase() == "shift"


def test_a_file_that_did_not_change_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Pulumi.prod.yaml").write_text(moving("expand"), encoding="utf-8")
    watch = PhaseWatch(tmp_path, "prod")
    watch.phase()
    monkeypatch.setattr("sayar.probe.watch.read_stack_file", lambda _: pytest.fail("read again"))
    assert watch.phase() == "expand"
