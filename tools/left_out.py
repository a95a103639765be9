"""Which tests cannot run here, as a mark expression for pytest: what they need is missing, and that is said.

What SAYAR_TOOLS_REQUIRED names (in CI) is never left out, so that what is missing fails: a skipped proof looks like a
proof.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

NEEDS = {
    "engine": "no pulumi found: the tests on the real engine are left out (make engine brings it)",
    "postgres": "no PostgreSQL found: the test of the statements that move rows is left out (make postgres brings it)",
    "prometheus": "no prometheus found: the tests on a real one are left out (make prometheus brings it)",
}


def postgres() -> Path:
    """The folder of PostgreSQL's own programs: where Debian has its newest version, or that of the one on the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    return found[-1] if found else Path(shutil.which("pg_ctl") or "/nowhere/pg_ctl").parent


def missing(mark: str) -> bool:
    """True where the tests of a mark cannot run."""
    if mark == "postgres":
        return not (postgres() / "pg_ctl").is_file() or shutil.which("psql") is None
    if mark == "prometheus":
        return not all(shutil.which(name) for name in ("prometheus", "promtool"))
    from sayar.engine.binary import find_pulumi
    from sayar.engine.errors import EngineError

    try:
        find_pulumi()
    except EngineError:
        return True
    return False


def main() -> int:
    required = os.environ.get("SAYAR_TOOLS_REQUIRED", "").split(",")
    left = [mark for mark in NEEDS if mark not in required and missing(mark)]
    for mark in left:
        print(NEEDS[mark], file=sys.stderr)
    print(" and ".join(f"not {mark}" for mark in left))
    return 0


if __name__ == "__main__":
    sys.exit(main())
