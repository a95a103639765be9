"""A program that stands where `pulumi` would: it says what a test wants, for tests of what is around the engine."""

from __future__ import annotations

import sys
from pathlib import Path

from sayar.engine.process import Engine


def fake_engine(folder: Path, program: str) -> Engine:
    """An engine whose `pulumi` is a Python program that finds its arguments in `args`; calls are kept in `calls`."""
    pulumi = folder / "pulumi"
    head = f"#!{sys.executable}\nimport os, signal, sys, time\nargs = sys.argv[1:]\n"
    note = f"open({str(folder / 'calls')!r}, 'a').write(' '.join(args) + '\\n')\n"
    pulumi.write_text(head + note + program, encoding="utf-8")
    pulumi.chmod(0o755)
    return Engine(pulumi, folder)


def calls(engine: Engine) -> list[str]:
    """The command lines that the fake got."""
    path = engine.folder / "calls"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
