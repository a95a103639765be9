"""docs/downtime-model.md shows what the command prints, numbers that are right by hand, and a fresh picture."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sayar.cli.main import run
from sayar.documents.surface import Surface
from tools.downtime_page import EXAMPLE, VARIANTS, judged, output, read, variants_table
from tools.downtime_picture import picture
from tools.generate import between

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "downtime-model.md").read_text(encoding="utf-8")


def test_the_page_shows_what_its_command_prints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (command,) = re.findall(r"```sh\nsayar (diff .*docs/examples/downtime/.*)\n```", PAGE)
    monkeypatch.chdir(ROOT)
    assert run(shlex.split(command)) == 4, "at risk"
    assert f"```\n{capsys.readouterr().out}```" in PAGE


def test_both_generated_parts_are_fresh() -> None:
    assert between(between(PAGE, "downtime-example", output()), "downtime-variants", variants_table()) == PAGE


def test_the_example_comes_to_what_the_page_works_out_by_hand() -> None:
    document = judged(read())
    surfaces = document.direct.downtime.surfaces
    # The reader before the writer costs nothing; the writer 30/60, then both services at once 12/25+30.
    assert felt(surfaces["api"]) == (42, 115, 0, 0)
    # A tenth misses the cache, and a quarter of an hour is longer than all of it.
    assert felt(surfaces["csv"]) == (4.2, 11.5, 0, 0)
    assert felt(surfaces["webhook"]) == (0, 0, 42, 115)
    assert felt(surfaces["web"]) == (0, 0, 0, 0)
    assert {name: one.verdict for name, one in surfaces.items()} == {
        "api": "at_risk",
        "csv": "ok",
        "webhook": "ok",
        "web": "ok",
    }
    assert [name for name, one in surfaces.items() if one.degraded] == ["web"]
    assert all(one.loss_s.worst == 0 for one in surfaces.values())
    # A deploy with a health check is 0 s at best; nothing known makes the failover shorter than 30 s.
    assert surfaces["api"].lower_bound_s == 30


def felt(surface: Surface) -> tuple[float | None, ...]:
    """Failing and late, typical and worst."""
    return surface.error_s.typical, surface.error_s.worst, surface.delay_s.typical, surface.delay_s.worst


# Failing seconds of the api, typical and worst, and the verdict against 60 s.
BY_HAND = {
    "as it is": (42, 115, "at_risk"),
    "one member at a time": (30, 60, "ok"),
    "a health check": (30, 60, "ok"),
    "behind RDS Proxy": (30 * 0.34 + 12, 60 * 0.34 + 55, "at_risk"),
    # Behind the writer come the reader, whose role may have moved, and beside it the services: 30 + max(30, 12).
    "the writer goes first": (60, 60 + 60 + 55, "at_risk"),
    "both restart together": (660 + 12, 660 + 55, "breach"),
    "in the vendor's window": (12, 55, "ok"),
    "no fact knows": (None, None, "unknown"),
}


@pytest.mark.parametrize("words", BY_HAND)
def test_every_variant_comes_to_what_the_rules_say(words: str) -> None:
    (change,) = [change for title, change in VARIANTS if words in title]
    example = read()
    change(example)
    api = judged(example).direct.downtime.surfaces["api"]
    assert (api.error_s.typical, api.error_s.worst, api.verdict) == (
        pytest.approx(BY_HAND[words][0]),
        pytest.approx(BY_HAND[words][1]),
        BY_HAND[words][2],
    )


def test_every_variant_is_worked_out_by_hand() -> None:
    assert len(VARIANTS) == len(BY_HAND)


def test_what_comes_in_the_window_is_told_apart() -> None:
    (change,) = [change for title, change in VARIANTS if "window" in title]
    example = read()
    change(example)
    (later,) = judged(example).direct.downtime.surfaces["api"].deferred
    assert (later.window, later.typical, later.worst) == ("sun:03:00-sun:03:30", 30, 60)


def test_the_picture_is_fresh_and_shows_the_example() -> None:
    text = (ROOT / "docs" / "pictures" / "downtime-model.svg").read_text(encoding="utf-8")
    assert text == picture()
    shown = [each.text for each in ElementTree.fromstring(text).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314
    assert {"fails 42 s / 115 s", "fails 4.2 s / 11.5 s", "late 42 s / 115 s", "at risk"} <= set(shown)
    assert "pictures/downtime-model.svg" in PAGE


def test_every_document_of_the_example_is_linked() -> None:
    assert all(f"(examples/downtime/{path.name})" in PAGE for path in EXAMPLE.iterdir())
