"""What the page of moves shows: the phases of each, the least times behind their gates, and a move that begins."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from infra.moves.phase import Phase

ROOT = Path(__file__).resolve().parent.parent
KINDS: Final = {"config": "update", "human": "people", "wait": "wait"}
AT: Final = datetime(2026, 12, 1, 9, tzinfo=UTC)
"""When the move of the example begins."""
OWN: Final = """\
config:
  sayar:tier: starter
  sayar:platform:
    domain: shop.example.org
    hosts: {api: api, webhook: hooks, feed: feeds, web: app}
    contacts: {alerts: ops@example.org, security: security@example.org, dmarc: dmarc@example.org}
  sayar:accounts:  # of nobody
    cloudflare: 0123456789abcdef0123456789abcdef
    vercel_team: team_abc123
    railway_workspace: 12345678-1234-1234-1234-123456789012
    supabase_organization: abcdefghijklmnopqrst
"""
"""The environment's file of the example."""


def phases_tables() -> str:
    """The phases of every move between neighbours, as the shipped tiers make them: up in full, down by name."""
    from infra.config.load import load_tier
    from infra.config.platform import TIERS
    from infra.moves.phases import phases_of

    specs = {tier: load_tier(ROOT, tier).platform for tier in TIERS}
    parts = []
    down = ["| back | phases in their order |", "|---|---|"]
    for lower, upper in pairwise(TIERS):
        parts += [f"**{lower} to {upper}**", _table(phases_of(specs[lower], specs[upper]))]
        names = ", ".join(f"`{phase.name}`{_marks(phase)}" for phase in phases_of(specs[upper], specs[lower]))
        down.append(f"| {upper} to {lower} | {names} |")
    return "\n\n".join([*parts, "\n".join(down)])


def _table(phases: Sequence[Phase]) -> str:
    from sayar.report.words import duration

    lines = ["| # | phase | kind | what | goes on when | least time |", "|---:|---|---|---|---|---:|"]
    for number, phase in enumerate(phases, start=1):
        gate, waits = phase.gate, duration(phase.gate.wait_s) if phase.gate.wait_s else "–"
        kind = KINDS[phase.kind] + (f", {phase.weight} %" if phase.weight is not None else "")
        what = f"{phase.title}{'; **no way back**' if phase.one_way else ''}"
        lines.append(f"| {number} | `{phase.name}` | {kind} | {what} | {gate.text} | {waits} |")
    return "\n".join(lines)


def _marks(phase: Phase) -> str:
    return "" if phase.kind == "config" else f" ({KINDS[phase.kind]})"


def waits_table() -> str:
    """The rows of `infra/moves/waits.yaml`."""
    from infra.moves.waits import waits
    from sayar.report.words import duration

    lines = ["| least time | | why so long | of | confidence |", "|---|---:|---|---|---|"]
    lines += [
        f"| {row.name.replace('_', ' ')} | {duration(row.seconds)} | {row.source} | {row.date} | {row.confidence} |"
        for row in waits().values()
    ]
    return "\n".join(lines)


def begun() -> str:
    """A move that begins and is refused to go on, as the commands say it."""
    from sayar.cli import moving
    from sayar.cli.desk import Answer, desk_of
    from sayar.cli.failures import RefusedError

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for file in ROOT.glob("Pulumi*.yaml"):
            shutil.copy(file, folder)
        (folder / "Pulumi.prod.yaml").write_text(OWN, encoding="utf-8")
        moving.start(desk_of(folder, "prod", AT, AT.date(), quiet=True), "growth", AT.date())
        lines = ["$ sayar move start --stack prod --to growth --started 2026-12-01", *_told(folder)]
        desk = desk_of(folder, "prod", AT, AT.date(), quiet=True)
        lines += ["", "$ sayar move next --stack prod"]
        try:
            moving.forward(desk, Answer())
        except RefusedError as refused:
            lines += [*str(refused).splitlines(), "$ echo $?", str(refused.code)]
        said = 'sayar move next --stack prod --gate-passed "sayar doctor: nothing is missing" --by "Ada"'
        lines += ["", f"$ {said}"]
        moving.forward(desk, Answer(said="sayar doctor: nothing is missing", by="Ada"))
        lines += _told(folder)
    return "\n".join(["```", *lines, "```"])


def _told(folder: Path) -> list[str]:
    from infra.config.load import load_stack
    from sayar.move.looking import since_when
    from sayar.move.steps import standing
    from sayar.move.told import document, rendered

    config = load_stack(folder, "prod")
    here = standing(config)
    since = since_when(folder, here) if here is not None else None
    return rendered(document(config, here, since=since, at=AT, today=AT.date()), here, "text").splitlines()
