"""Tests that cannot run are left out and named; where they are demanded they stay, and fail."""

from __future__ import annotations

import pytest

from tools import left_out


@pytest.fixture
def nothing_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_out, "missing", lambda mark: True)
    monkeypatch.delenv("SAYAR_TOOLS_REQUIRED", raising=False)


@pytest.mark.usefixtures("nothing_there")
def test_what_is_missing_is_left_out_and_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert left_out.main() == 0
    out, err = capsys.readouterr()
    assert out.strip() == " and ".join(f"not {mark}" for mark in left_out.NEEDS)
    assert err.splitlines() == list(left_out.NEEDS.values())


@pytest.mark.usefixtures("nothing_there")
def test_what_is_demanded_stays(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("SAYAR_TOOLS_REQUIRED", "engine")
    left_out.main()
    out, err = capsys.readouterr()
    assert "engine" not in out
    assert left_out.NEEDS["engine"] not in err
    monkeypatch.setenv("SAYAR_TOOLS_REQUIRED", ",".join(left_out.NEEDS))
    left_out.main()
    assert capsys.readouterr() == ("\n", "")


def test_every_mark_that_may_be_left_out_is_one_of_the_suite(pytestconfig: pytest.Config) -> None:
    marks = {line.split(":")[0] for line in pytestconfig.getini("markers")}
    assert set(left_out.NEEDS) <= marks


def test_a_prometheus_needs_both_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: "/bin/x" if name == "promtool" else None)
    assert left_out.missing("prometheus")
