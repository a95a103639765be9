"""The worked examples beside this file give their exact numbers through `sayar diff OLD NEW --services FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.ran import Ran, sayar
from tests.impact.acceptance.examples import EXAMPLES, Example, Pair

FOLDER = Path(__file__).parent
CLOSE = 1e-9


def diff(files: str, services: str) -> Ran:
    """The command over one case. A folder holds `old.json` and `new.json`; a single file is both sides."""
    if files.endswith(".json"):
        old = new = FOLDER / files
    else:
        joint = "/" if (FOLDER / files).is_dir() else "."
        old, new = (FOLDER / f"{files}{joint}{side}.json" for side in ("old", "new"))
    chosen = FOLDER / files.partition("/")[0] / f"{services}.yaml"
    return sayar("diff", str(old), str(new), "--services", str(chosen), "--format", "json", folder=None)


def span(told: dict[str, Any]) -> list[float]:
    return [told["typical"], told["worst"]]


def near(pair: Pair) -> Any:
    return pytest.approx(list(pair), rel=CLOSE, abs=CLOSE)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.case)
def test_a_worked_example_gives_its_exact_numbers(example: Example) -> None:
    ran = diff(example.files, example.services)
    assert (ran.code, ran.json["verdict"], ran.err) == (example.code, example.verdict, "")
    surfaces = ran.json["direct"]["downtime"]["surfaces"]
    assert surfaces.keys() >= example.surfaces.keys()
    for name, felt in example.surfaces.items():
        told = surfaces[name]
        for measure in ("down", "error", "delay", "loss"):
            assert span(told[f"{measure}_s"]) == near(getattr(felt, measure)), f"{measure}_s of {name}"
        for capability in ("read", "write"):
            pair = getattr(felt, capability)
            assert span(told["by"][capability]) == near(felt.down if pair is None else pair), f"{capability} of {name}"
        later = {one["window"]: span(one) for one in told["deferred"] if any(span(one))}
        assert later == {window: near(pair) for window, pair in felt.deferred.items()}, name
        assert (told["degraded"], told["resets"], told["verdict"]) == (felt.degraded, 0, felt.verdict), name
        if felt.because:
            assert tuple(told["because"]) == felt.because, name
    about = {"buffer-window", "deferred-order"}
    assert {one["id"] for one in ran.json["findings"]} & about == example.findings
    assert "seconds-not-forecast" not in {one["id"] for one in ran.json["findings"]}
    assert ran.json["downtime"]["surfaces"] == surfaces, "there are no phases, so the one update is all"
    assert ran.json["downtime"]["verdict"] == example.verdict


@pytest.mark.parametrize(
    ("case", "files", "effect"),
    [
        ("W8 of a cache", "w8/cache", "data_loss"),
        ("W8 of a database", "w8/database", "data_loss"),
        ("W10", "w10/still-serving", "blocked"),
    ],
)
def test_what_must_not_happen_blocks_whatever_the_seconds(case: str, files: str, effect: str) -> None:
    ran = diff(files, "services")
    assert (ran.code, ran.json["verdict"], ran.json["exit_code"]) == (3, "blocked", 3)
    assert ran.json["direct"]["changes"][0]["effect"] == effect, "the worst change comes first"
    assert ran.json["direct"]["downtime"]["surfaces"]["api"]["verdict"] == "blocked"
    assert ran.json["direct"]["changes"][0]["urn"] in ran.json["direct"]["downtime"]["surfaces"]["api"]["because"]


def test_each_document_belongs_to_an_example_and_is_told_of() -> None:
    told = (FOLDER / "README.md").read_text(encoding="utf-8")
    used = {(one.files.partition("/")[0], one.services) for one in EXAMPLES}
    used |= {("w8", "services"), ("w10", "services")}
    assert {(path.parent.name, path.stem) for path in FOLDER.glob("*/*.yaml")} == used
    for path in [*FOLDER.glob("*/*.json"), *FOLDER.glob("*/*.yaml")]:
        assert f"| `{path.parent.name}` |" in told
        name = path.stem.removesuffix(".old").removesuffix(".new")
        assert f"`{name}`" in told or f"`-{name.rpartition('-')[2]}`" in told, path
    for path in FOLDER.glob("*/*.yaml"):
        assert path.read_text(encoding="utf-8").startswith("# "), "its first line says what it stands for"
