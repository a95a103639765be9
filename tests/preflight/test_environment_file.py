"""The file of an environment says what was answered, to the program's loader and to whoever reads it."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from infra.config.errors import ConfigError
from infra.config.load import load_stack
from sayar.preflight.answers import answers_of
from sayar.preflight.environment_file import environment_text
from sayar.preflight.verified import verify_file, verify_text
from tests.infra.projects import ROOT, project, tier_text
from tests.preflight.answered import answers, any_texts


@settings(max_examples=60)
@given(any_texts(), st.text(string.ascii_letters + string.digits, min_size=1, max_size=20).map(lambda end: f"p{end}"))
def test_any_good_answers_give_a_file_that_loads_and_says_them_back(texts: dict[str, str], name: str) -> None:
    given_answers = answers_of(name, texts)
    text = environment_text(given_answers)
    verify_text(ROOT, given_answers, text)
    assert text.isascii()
    assert yaml.safe_load(text).get("secretsprovider") == given_answers.key


def test_the_file_begins_as_tier_files_do_and_explains_itself(tmp_path: Path) -> None:
    text = environment_text(answers())
    lines = text.splitlines()
    assert lines[0] == tier_text("starter").splitlines()[0]
    assert "s3://state-of-sayar?region=eu-west-1" in lines[2]
    assert max(map(len, lines)) <= 120
    assert "trials" not in text
    assert "for trials" in environment_text(answers(backend="file:///x", secrets_provider="passphrase"))
    found = load_stack(project(tmp_path, prod=text), "prod")
    assert (found.stack, found.platform.tier, found.platform.platform.fqdn("web")) == (
        "prod",
        "starter",
        "app.sayar-shop.dev",
    )
    assert not found.platform.platform.is_example


def test_a_personal_account_of_vercel_is_null_and_refused_by_a_tier_whose_plan_needs_a_team() -> None:
    mine = answers(vercel_team="none")
    verify_text(ROOT, mine, environment_text(mine))
    grown = answers(vercel_team="none", tier="growth")
    with pytest.raises(ConfigError, match=r"Pulumi\.prod\.yaml: sayar:accounts\.vercel_team: null: "):
        verify_text(ROOT, grown, environment_text(grown))


def test_the_budget_that_the_file_proposes_is_one_that_the_program_takes(tmp_path: Path) -> None:
    text = environment_text(answers()).replace("  # sayar:budget", "  sayar:budget")
    budget = load_stack(project(tmp_path, prod=text), "prod").environment.budget
    assert budget is not None


def test_a_file_that_says_something_else_than_was_answered_is_noticed(tmp_path: Path) -> None:
    text = environment_text(answers()).replace("sayar-shop.dev", "other-shop.dev")
    with pytest.raises(ConfigError, match="the file says something else"):
        verify_file(project(tmp_path, prod=text), answers())


def test_checking_a_text_leaves_the_project_as_it_was(tmp_path: Path) -> None:
    folder = project(tmp_path)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    verify_text(folder, answers(), environment_text(answers()))
    with pytest.raises(ConfigError):
        verify_text(folder, answers(), "config: {sayar:tier: starter, sayar:egde: {}}")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
