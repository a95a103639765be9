"""A runbook as people read it: every phase with what to run, to see, to do by hand, and the way back."""

from __future__ import annotations

import re

import pytest

from sayar.documents.runbook import RunbookDocument
from sayar.runbook.between import runbook_between
from sayar.runbook.build import runbook
from sayar.runbook.markdown import markdown
from sayar.runbook.prose import commands, dated, sentence
from sayar.runbook.rows import duties_of
from tests.infra.projects import ROOT
from tests.runbook.made import facts, phase, plan
from tests.runbook.test_build import BEGIN, SHIFTING


@pytest.fixture(scope="module")
def document() -> RunbookDocument:
    return runbook_between("scale", "growth", config_dir=ROOT)


@pytest.fixture(scope="module")
def page(document: RunbookDocument) -> str:
    return markdown(document)


def chapter(page: str, name: str) -> str:
    """The text of a phase."""
    (found,) = re.findall(rf"## \d+\. `{re.escape(name)}` – .*?(?=\n## )", page, re.DOTALL)
    return str(found)


def test_the_chapters_are_in_the_order_in_which_they_are_needed(document: RunbookDocument, page: str) -> None:
    headings = re.findall(r"^## (.*)$", page, re.MULTILINE)
    names = [f"{one.number}. `{one.name}`" for one in document.phases]
    assert headings[:3] == ["What is forecast", "When", "Before you begin"]
    assert [heading.partition(" – ")[0] for heading in headings[3:-2]] == names
    assert headings[-2:] == ["After the move", "What stays behind"]


def test_every_phase_says_what_to_run_its_gate_and_its_way_back(document: RunbookDocument, page: str) -> None:
    for one in document.phases:
        text = chapter(page, one.name)
        assert "\n".join(("```", *one.run, "```")) in text
        assert text.count("**Gate.**") == 1
        assert text.count("`sayar move back --stack prod`") == 1
        if one.kind == "config":
            assert "**What changes.**" in text
            assert "**What users feel.**" in text


def test_approvals_stand_before_the_update_that_needs_them(page: str) -> None:
    text = chapter(page, "release")
    assert text.index("**Approve what is let go of.**") < text.index("sayar up --stack prod")


def test_what_is_taken_away_is_named_with_its_effect(document: RunbookDocument, page: str) -> None:
    gone = [(one.name, change) for one in document.phases for change in one.notable if change.op == "delete"]
    assert len(gone) > 10, "the second region, its stores and the balancer"
    for name, change in gone:
        assert f"| delete | `{change.name}` " in chapter(page, name)


def test_a_table_shows_the_gravest_and_counts_the_rest(document: RunbookDocument) -> None:
    one = next(phase for phase in document.phases if len(phase.notable) > 10)
    many = one.model_copy(update={"notable": one.notable * 4})
    text = markdown(document.model_copy(update={"phases": (many,)}))
    rows = re.findall(r"^\| (?:delete|update|create|replace) \| `(.*?)`", text, re.MULTILINE)
    assert rows == [change.name for change in many.notable[:25]]
    assert f"<summary>{len(many.notable) - 25} more, of less effect</summary>" in text
    folded = text.partition("more, of less effect")[2].partition("</details>")[0]
    assert sum(map(int, re.findall(r"(\d+) (?:made|edited|replaced|taken away)", folded))) == len(many.notable) - 25


def test_a_long_list_of_what_to_approve_is_folded_away(document: RunbookDocument, page: str) -> None:
    (row,) = document.phases[0].manual
    assert len(row.how) > 400, "nine resources with their types"
    assert f"How: <details><summary>the whole list</summary>{row.how}.</details>" in page


def test_every_duty_is_a_box_with_its_check_and_its_section(page: str) -> None:
    duties = duties_of("scale", "growth")
    for duty in duties:
        assert f"- [ ] {duty.text}.\n  <br>" in page
        assert page.count(f"<sub>INFRA-001, {duty.source}</sub>") >= 1
    assert page.count("<sub>INFRA-001, ") == len(duties)


def test_what_stays_at_vendors_is_listed_and_passwords_are_said_to_be_gone(page: str) -> None:
    left = page.partition("## What stays behind")[2]
    assert "| cloudflare R2Bucket | `web` | yes | `dumps-eu` |" in left
    assert "| railway Service | `replica` | – | `idempotency-us-east`, `queue-us-east` |" in left
    gone = re.search(r"These were in the state alone\..*", left)
    assert gone is not None
    assert "`queue-us-east-password`" in gone[0]
    assert "| random" not in left, "no vendor has a password that was made here"


def test_an_update_of_which_nobody_knows_the_effect_asks_for_a_reason(document: RunbookDocument, page: str) -> None:
    unsure = [one for one in document.phases if any(row.verdict == "unknown" for row in one.surfaces.values())]
    for one in document.phases:
        asked = "sayar up --stack prod --accept-risk REASON" in chapter(page, one.name)
        assert asked == (one in unsure or any(row.verdict == "at_risk" for row in one.surfaces.values()))


def test_a_page_is_text_without_places_of_this_machine_or_of_the_source(page: str) -> None:
    assert not re.findall(r"/work\b|/tmp\b|/home\b|\b(?:sayar|infra|components|tests)/|\.py\b|\.yaml\b", page)
    assert "NAME" not in page.replace("TYPE NAME ID", "")
    assert page.endswith("</sub>\n")


def test_a_move_that_cannot_be_undone_says_so() -> None:
    last = phase("contract")
    found = runbook(plan("scale", "enterprise", (last,)), facts("scale", "enterprise", (last,)))
    one_way = found.phases[0].model_copy(update={"one_way": True})
    text = markdown(found.model_copy(update={"phases": (one_way,)}))
    assert "**No way back.**" in text
    assert "**Way back.**" not in text


def test_a_closed_gate_stands_before_what_changes() -> None:
    found = runbook(plan("scale", "enterprise", SHIFTING), facts("scale", "enterprise", SHIFTING))
    assert all(one.refused is None for one in found.phases)
    shut = plan("scale", "enterprise", SHIFTING)
    steps = (shut.phases[0], shut.phases[1].model_copy(update={"gate": "closed: too long"}), *shut.phases[2:])
    text = markdown(runbook(shut.model_copy(update={"phases": steps}), facts("scale", "enterprise", SHIFTING)))
    assert text.index("> **Closed: too long.**") < text.index("**What changes.**")


def test_days_have_numbers_until_a_day_is_given_to_begin_on() -> None:
    found = plan("scale", "enterprise", SHIFTING)
    numbered = markdown(runbook(found, facts("scale", "enterprise", SHIFTING)))
    dates = markdown(runbook(found, facts("scale", "enterprise", SHIFTING, begin=BEGIN)))
    assert "| day 1 | 1. **contracts**" in numbered
    assert "| 30 days before | Sign the contracts" in numbered
    assert "| 2026-12-07 | 1. **contracts**" in dates
    assert "| 2026-11-07 | Sign the contracts" in dates
    assert "It has to lie within 14 to 28 days" in numbered


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("sayar doctor --stack prod", "`sayar doctor --stack prod`"),
        ("sayar probe --stack prod, and a look", "`sayar probe --stack prod`, and a look"),
        ("pulumi preview shows nothing", "`pulumi preview` shows nothing"),
        ("`sayar up --stack prod` again", "`sayar up --stack prod` again"),
        ("sayar move next", "`sayar move next`"),
        ("sayar data check, then sayar data start -s a", "`sayar data check`, then `sayar data start -s a`"),
        ("logs of the pooler", "logs of the pooler"),
        ("sayar:approvals in the file", "sayar:approvals in the file"),
    ],
)
def test_command_lines_are_code_and_prose_is_not(text: str, written: str) -> None:
    assert commands(text) == written


def test_days_and_sentences_are_written_as_people_write_them() -> None:
    assert [dated(day, None) for day in (-13, 0, 1, 14)] == ["14 days before", "1 day before", "day 1", "day 14"]
    assert dated(5, "2026-12-11") == "2026-12-11"
    assert [sentence(text) for text in ("a b", "A b.", "is it?")] == ["A b.", "A b.", "Is it?"]
