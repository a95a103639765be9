"""Sets up `.venv` on a machine that has only Python: uv into it, then everything in the lock, byte-compiled."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OWN_PACKAGES = ("components", "infra", "providers", "sayar")


def main() -> int:
    """Make or refresh the virtual environment; quick when nothing changed."""
    if sys.version_info < (3, 11):
        sys.stderr.write(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}\n")
        return 2
    if not PYTHON.exists():
        venv.create(VENV, with_pip=True)
    uv = re.search(r'"uv==([0-9.]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    if uv is None:
        sys.stderr.write("pyproject.toml names no uv\n")
        return 2
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"uv=={uv.group(1)}")
    # The lock is the truth (--frozen); bytecode at once, because importing an uncompiled provider SDK takes 10 s.
    run(VENV / "bin" / "uv", "sync", "--frozen", "--quiet", "--compile-bytecode", "--python", PYTHON)
    run(PYTHON, "-m", "compileall", "-q", *OWN_PACKAGES)
    (VENV / ".ready").touch()
    return 0


def run(*command: str | Path) -> None:
    """Run one step in the project; its own message is the error message."""
    try:
        subprocess.run([str(part) for part in command], cwd=ROOT, check=True)
    except subprocess.CalledProcessError as error:
        sys.exit(f"setting up .venv failed at: {' '.join(map(str, command[1:4]))} (exit {error.returncode})")


if __name__ == "__main__":
    sys.exit(main())
