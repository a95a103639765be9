"""`sayar probe` with a real server: what is printed, what is kept, and what is refused before anybody is asked."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from sayar.history import history_file, measured_seconds, read
from sayar.probe.model import Pace, Target
from tests.cli.ran import sayar
from tests.infra.projects import project
from tests.probe.conftest import certificate as certificate
from tests.probe.conftest import serve as serve
from tests.probe.loopback import Surface
from tests.probe.test_targets import PROBE, PROD, moving

ARGUMENTS = ("probe", "--stack", "prod", "--for", "1")


@pytest.fixture
def surface(serve: object, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Surface:
    """The api of prod: on loopback, with a certificate that this test trusts; a fifth of a second is a second."""
    found: Surface = serve(certificate=certificate)  # type: ignore[operator]
    target = Target("api", "GET", found.url, (200,))
    monkeypatch.setattr("sayar.probe.targets.targets_of", lambda _: (target,))
    monkeypatch.setattr("sayar.cli.probe.pace_of", lambda timeout_s: Pace(0.2, 0.5))
    monkeypatch.setattr("sayar.cli.probe.trusted", lambda: ssl.create_default_context(cafile=certificate))
    return found


def test_a_move_that_is_measured_gets_its_seconds_into_the_history(surface: Surface, tmp_path: Path) -> None:
    folder = project(tmp_path, prod=moving("shift") + PROBE)
    surface.status = 503
    found = sayar(*ARGUMENTS, "--format", "json", "--change", "railway:index:Service::api", folder=folder)
    assert found.code == 0, found.err
    api = found.json["surfaces"]["api"]
    assert api["down_s"] == api["measured_s"] > 0
    assert [(gap["reasons"], gap["phase"]) for gap in api["down"]] == [(["status 503"], "shift")]
    assert found.json["move"] == {"from": "starter", "to": "growth", "started": "2026-11-26"}
    assert found.json["unasked"] == ["web", "webhook", "csv"]
    assert found.json["offered"]["facts"][0]["confidence"] == "measured"
    (move,) = read(history_file(folder, "prod")).moves
    assert measured_seconds(move)["shift"]["api"].down_s == api["down_s"]
    assert "api: not served in second 0: status 503" in found.err


def test_without_a_move_nothing_is_kept_and_that_is_said(surface: Surface, tmp_path: Path) -> None:
    folder = project(tmp_path, prod=PROD + PROBE)
    found = sayar(*ARGUMENTS, "--phase", "trial", folder=folder)
    assert (found.code, "no move is under way" in found.err) == (0, True)
    assert not (folder / "history").exists()
    assert "api" in found.out
    assert sayar(*ARGUMENTS, "--quiet", folder=folder).err == ""


def test_a_history_that_cannot_be_written_costs_no_measurement(surface: Surface, tmp_path: Path) -> None:
    folder = project(tmp_path, prod=moving("shift") + PROBE)
    (folder / "history").write_text("in the way", encoding="utf-8")
    found = sayar(*ARGUMENTS, folder=folder)
    assert (found.code, "warning: " in found.err) == (0, True)
    assert found.out.startswith("prod, ")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--change", "api"), "TYPE::NAME"),
        (("--change", "railway:index:Service::"), "TYPE::NAME"),
        (("--out", "no/such/folder/probe.json"), "there is no such folder"),
        (("--timeout", "0"), "--timeout"),
        (("--for", "0"), "--for"),
    ],
)
def test_a_slip_is_refused_before_anybody_is_asked(
    surface: Surface, tmp_path: Path, more: tuple[str, ...], said: str
) -> None:
    folder = project(tmp_path, prod=PROD + PROBE)
    found = sayar(*ARGUMENTS, *more, folder=folder)
    assert (found.code, found.out, surface.seen) == (2, "", [])
    assert said in found.err


def test_a_stack_without_requests_is_refused_with_an_example(tmp_path: Path) -> None:
    found = sayar(*ARGUMENTS, folder=project(tmp_path, prod=PROD))
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith("Pulumi.prod.yaml: sayar:probe: ")
