"""docs/init.md shows a run that anybody would see, and every flag that there is."""

from __future__ import annotations

import re

import yaml

from sayar.cli.init import command
from sayar.preflight.environment_file import environment_text
from sayar.preflight.questions import QUESTIONS
from tests.infra.projects import ROOT
from tests.preflight.answered import answers

PAGE = (ROOT / "docs" / "init.md").read_text(encoding="utf-8")


def spaced(text: str) -> str:
    """Words alone: the engine puts one space before a comment."""
    return " ".join(text.split())


def test_the_file_on_the_page_is_the_one_that_the_command_writes() -> None:
    (shown,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    mail = "ops@sayar-shop.dev"
    wanted = environment_text(
        answers(backend="file:///tmp/trial/state", secrets_provider="passphrase", security_mail=mail, dmarc_mail=mail)
    )
    before, salt, _ = shown.partition("encryptionsalt: ")
    assert salt
    assert spaced(before) == spaced(wanted)
    assert yaml.safe_load(before) == yaml.safe_load(wanted)


def test_the_page_has_every_flag_and_no_other() -> None:
    there = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
    named = set(re.findall(r"--[a-z][a-z-]+", PAGE))
    assert {question.flag for question in QUESTIONS} <= named
    assert named - {"--from", "--to", "--stack"} <= there
