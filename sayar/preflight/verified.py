"""Whether an environment's file says what was answered, asked of the program's own loader."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from infra.config.errors import ConfigError, ConfigProblem
from infra.config.load import PROJECT_FILE, load_stack, stack_file
from infra.config.platform import PlatformSpec
from sayar.preflight.answers import Answers


def verify_text(config_dir: Path, answers: Answers, text: str) -> PlatformSpec:
    """The platform that the text describes, loaded beside copies of the project's files, before it is put among them.

    Raises ConfigError with every problem of the stack as it would be.
    """
    with tempfile.TemporaryDirectory(prefix="sayar-init-") as name:
        folder = Path(name)
        for file in (PROJECT_FILE, stack_file(answers.tier)):
            shutil.copyfile(config_dir / file, folder / file)
        (folder / stack_file(answers.name)).write_text(text, encoding="utf-8")
        return verify_file(folder, answers)


def verify_file(config_dir: Path, answers: Answers) -> PlatformSpec:
    """The platform that the file of the environment describes as it lies in the project. Raises ConfigError."""
    platform = load_stack(config_dir, answers.name).platform
    said = (platform.tier, platform.platform, platform.accounts)
    wanted = (answers.tier, answers.platform, answers.accounts)
    if said != wanted:
        where = stack_file(answers.name)
        raise ConfigError([ConfigProblem(where, "config", "", "what was answered: the file says something else")])
    return platform
