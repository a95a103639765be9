"""Prints, as Markdown, the forecast of the moves that a change of tier files touches: `forecast_changed.py BASE`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TIERS = ("starter", "growth", "scale", "enterprise")
PRINTED = (0, 3, 4)  # the exit codes with which `sayar plan` has printed a forecast
REFUSED = 2


def moves(changed: Iterable[str]) -> list[tuple[str, str]]:
    """The moves between neighbours that a set of changed paths can alter, upwards.

    A tier file alters the moves into and out of its tier; the shared values and the program alter all of them.
    """
    paths = set(changed)
    everything = any(path == "Pulumi.yaml" or path.startswith(("components/", "infra/")) for path in paths)
    return [
        (lower, upper)
        for lower, upper in pairwise(TIERS)
        if everything or f"Pulumi.{lower}.yaml" in paths or f"Pulumi.{upper}.yaml" in paths
    ]


def changed_since(base: str) -> list[str]:
    """The paths that differ between the merge base with `base` and HEAD."""
    command = ["git", "diff", "--name-only", f"{base}...HEAD"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()


def main() -> int:
    """Exit 1 only when a forecast could not be made for another reason than bad input; a verdict is no failure here."""
    touched = moves(changed_since(sys.argv[1]))
    if not touched:
        print("No tier file changed.")
    failed = False
    for origin, to in touched:
        command = [sys.executable, "-m", "sayar.cli.main", "plan", "--from", origin, "--to", to, "--format", "markdown"]
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        print(f"## {origin} to {to}\n")
        print(done.stdout if done.returncode in PRINTED else f"```\n{done.stderr.strip()}\n```\n")
        failed |= done.returncode not in (*PRINTED, REFUSED)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
