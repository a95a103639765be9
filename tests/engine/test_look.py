"""A question to the engine is cut off when its time is up, with everything that it started."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sayar.engine.errors import EngineError
from sayar.engine.look import look
from sayar.engine.process import Engine
from tests.support.fake_engine import fake_engine


def test_the_answer_is_given_as_it_is(tmp_path: Path) -> None:
    engine = fake_engine(tmp_path, "print(' '.join(args)); print('told', file=sys.stderr); sys.exit(3)\n")
    found = look(engine, "whoami", "--json", within_s=20)
    assert (found.code, found.stdout, found.stderr) == (3, "whoami --json --non-interactive --color never\n", "told\n")


def test_what_does_not_end_is_killed_with_what_it_started(tmp_path: Path) -> None:
    child = (
        "import subprocess; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); time.sleep(60)\n"
    )
    began = time.monotonic()
    with pytest.raises(EngineError, match="pulumi whoami gave no answer within 1 s"):
        look(fake_engine(tmp_path, child), "whoami", within_s=1)
    assert time.monotonic() - began < 10, "a grandchild holds the pipes open for a minute"


def test_what_cannot_be_started_is_said(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="could not be started"):
        look(Engine(tmp_path / "none", tmp_path), "version", within_s=1)
