"""`sayar runbook`: Markdown or JSON on standard output, a calendar on request, every wrong question in one line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.cli.ran import PROD, Ran, sayar
from tests.infra.projects import project

UP = ("runbook", "--from", "starter", "--to", "growth")
SHOP = PROD.format(tier="starter")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("project"), shop=SHOP)


@pytest.fixture(scope="module")
def dated(folder: Path) -> tuple[Ran, Path]:
    """A stack's own move with dates, and its calendar."""
    calendar = folder / "move.ics"
    given = ("--stack", "shop", "--begin", "2026-12-07", "--as-of", "2026-12-01", "--calendar", str(calendar))
    return sayar(*UP, *given, "--format", "json", folder=folder), calendar


def test_the_stacks_name_domain_and_dates_are_in_the_document(dated: tuple[Ran, Path]) -> None:
    found, calendar = dated
    assert found.code == 0, found.err
    assert (found.json["format"], found.json["stack"], found.json["domain"]) == ("sayar.runbook/1", "shop", "shop.dev")
    assert (found.json["from"], found.json["to"], found.json["begin"]) == ("starter", "growth", "2026-12-07")
    assert found.json["as_of"] == "2026-12-01"
    assert found.err == f"wrote {calendar}\n", "what is not the document goes to standard error"
    assert "[secret]" not in found.out


def test_the_calendar_has_an_event_for_every_phase(dated: tuple[Ran, Path]) -> None:
    found, path = dated
    read = Calendar.from_ical(path.read_bytes())
    titles = [str(one["summary"]) for one in read.walk("VEVENT")]
    names = [one["name"] for one in found.json["phases"]]
    assert [title.partition(":")[0].partition(" ")[2] for title in titles[-len(names) :]] == names
    assert len(titles) == len(names) + len(found.json["orders"])
    assert {one["dtstamp"].to_ical() for one in read.walk("VEVENT")} == {b"20261201T000000Z"}
    assert [one.name for one in path.parent.iterdir() if one.name.startswith(".")] == [], "nothing half-written is left"


def test_markdown_is_what_is_printed_and_its_phases_are_those_of_the_plan_whatever_is_asked(tmp_path: Path) -> None:
    leaf = ("--set", "security.origin_auth.stage=off")
    path = tmp_path / "runbook.md"
    written = sayar(*UP, *leaf, "--out", str(path))
    assert (written.code, written.out, written.err) == (0, "", "")
    planned = sayar("plan", *UP[1:], *leaf, "--format", "json").json["phases"]
    headings = re.findall(r"^## \d+\. `(.*?)`", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == [one["name"] for one in planned]
    assert "require" not in headings, "nothing is required where no header is asked for"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--from", "growth", "--to", "growth"), "another tier than --from growth"),
        (("--from", "starter", "--to", "scale"), "through growth"),
        (("--from", "enterprise", "--to", "starter"), "through scale, then growth"),
        (("--from", "starter", "--to", "platinum"), "platinum"),
        (("--from", "starter"), "--to"),
        (("--from", "starter", "--to", "growth", "--begin", "2026-02-30"), "2026-02-30: a date such as 2026-11-24"),
        (("--from", "starter", "--to", "growth", "--begin", "20261207"), "20261207: a date such as"),
        (("--from", "starter", "--to", "growth", "--calendar", "x.ics"), "--calendar: needs --begin"),
        (("--from", "starter", "--to", "growth", "--stack", "nobody"), "Pulumi.nobody.yaml"),
        (("--from", "starter", "--to", "growth", "--set", "edge.dns.ttl_s=fast"), "edge.dns.ttl_s"),
        (("--from", "starter", "--to", "growth", "--format", "text"), "--format"),
    ],
)
def test_bad_input_is_one_line_and_code_2(arguments: tuple[str, ...], says: str) -> None:
    found = sayar("runbook", *arguments)
    assert (found.code, found.out) == (2, "")
    assert says in found.err
    assert "Traceback" not in found.err


def test_a_calendar_that_would_be_the_document_is_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "a")
    found = sayar(*UP, "--begin", "2026-12-07", "--calendar", path, "--out", path)
    assert (found.code, list(tmp_path.iterdir())) == (2, [])
    assert "another file than --out" in found.err


def test_a_calendar_that_cannot_be_written_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dated: tuple[Ran, Path]
) -> None:
    from sayar.documents.runbook import RunbookDocument
    from sayar.runbook import between

    document = RunbookDocument.model_validate(json.loads(dated[0].out))
    monkeypatch.setattr(between, "runbook_between", lambda *_, **__: document)
    missing = tmp_path / "nowhere" / "move.ics"
    found = sayar(*UP, "--begin", "2026-12-07", "--calendar", str(missing))
    assert (found.code, found.out) == (2, "")
    assert found.err == f"--calendar: {missing}: No such file or directory\n"
