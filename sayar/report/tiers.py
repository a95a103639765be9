"""The contrast table of the four tiers, from the promises and the tier files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from infra.config.load import load_tier, stack_file
from infra.config.platform import CONCERNS, TIERS
from infra.config.reasons import reasons
from sayar.documents.base import dumps
from sayar.report.cells import cell, code
from sayar.report.contrast import Row, contrast
from sayar.report.headlines import headline_rows
from sayar.report.promised import promise_rows
from sayar.report.terminal import captured

if TYPE_CHECKING:
    from rich.console import Console

PROMISES: Final = "promises"
SUMMARY: Final = "summary"
_IN_WORDS: Final = (PROMISES, SUMMARY)
"""Sections whose rows are named in words; those of all others are paths of a stack file."""


def sections(config_dir: Path) -> dict[str, tuple[Row, ...]]:
    """All rows by section: promises, summary, then each concern. Raises ConfigError for a tier file that is refused."""
    platforms = [load_tier(config_dir, tier).platform for tier in TIERS]
    said = [reasons(config_dir / stack_file(tier)) for tier in TIERS]
    found = {PROMISES: promise_rows(), SUMMARY: headline_rows(platforms)}
    for name in CONCERNS:
        configs: list[dict[str, Any]] = [
            {name: getattr(platform, name).model_dump(mode="json", by_alias=True)} for platform in platforms
        ]
        found[name] = contrast(configs, said)
    return found


def json_table(config_dir: Path, *, why: bool) -> str:
    """Every row as JSON, with the reasons where they are asked for."""
    document = {
        "tiers": list(TIERS),
        "sections": [
            {
                "name": name,
                "rows": [
                    {
                        "path": row.path,
                        **dict(zip(TIERS, row.values, strict=True)),
                        **({"why": dict(zip(TIERS, row.reasons, strict=True))} if why and row.reasons else {}),
                    }
                    for row in rows
                ],
            }
            for name, rows in sections(config_dir).items()
        ],
    }
    return dumps(document)


def markdown_table(config_dir: Path, *, why: bool) -> str:
    """Tables of GitHub Markdown: promises and summary, or with reasons every field of every tier."""
    return markdown_of(asked(sections(config_dir), why=why))


def text_table(config_dir: Path, *, why: bool) -> str:
    """The same for a terminal of 80 columns."""
    return text_of(asked(sections(config_dir), why=why))


def asked(found: dict[str, tuple[Row, ...]], *, why: bool) -> dict[str, tuple[Row, ...]]:
    """Everything, or without reasons what a reader asks for first."""
    return found if why else {name: found[name] for name in _IN_WORDS}


def markdown_of(found: dict[str, tuple[Row, ...]]) -> str:
    """The Markdown of some sections."""
    lines: list[str] = []
    for name, rows in found.items():
        more = any(any(row.reasons) for row in rows)
        lines += [f"**{name.capitalize()}**", "", f"| | {' | '.join(TIERS)} |{' why |' if more else ''}"]
        lines.append(f"|---|{'---|' * (len(TIERS) + more)}")
        for row in rows:
            label = row.path if name in _IN_WORDS else code(row.path.partition(".")[2])
            reason = f" {cell(told(row))} |" if more else ""
            lines.append(f"| {label} | {' | '.join(cell(value) for value in row.values)} |{reason}")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def text_of(found: dict[str, tuple[Row, ...]]) -> str:
    """The text of some sections."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    def draw(console: Console) -> None:
        for name, rows in found.items():
            table = Table(box=box.SIMPLE_HEAD, width=console.width, padding=(0, 1), show_edge=False, pad_edge=False)
            table.add_column(Text(name, "bold"), ratio=4, overflow="fold", style="dim")
            for tier in TIERS:
                table.add_column(tier, ratio=4, overflow="fold")
            for row in rows:
                label = row.path if name in _IN_WORDS else row.path.partition(".")[2]
                table.add_row(Text(label), *(Text(value) for value in row.values))
            console.print(table)
            _reasons(console, rows)
            console.print()
        if len(found) == len(_IN_WORDS):
            console.print("`sayar tiers --why` shows every field of every tier with its reason.", style="dim")

    return captured(draw, to_terminal=True)


def _reasons(console: Console, rows: Sequence[Row]) -> None:
    from rich.padding import Padding
    from rich.text import Text

    for row in rows:
        if any(row.reasons):
            line = Text.assemble((row.path, "bold"), f": {told(row)}")
            console.print(Padding(line, (0, 0, 0, 2)))


def told(row: Row) -> str:
    """The reasons of a row, each once, naming its tiers where the tiers differ."""
    found: dict[str, list[str]] = {}
    for tier, reason in zip(TIERS, row.reasons, strict=False):
        if reason:
            found.setdefault(reason, []).append(tier)
    if len(found) == 1 and (not row.differs or len(next(iter(found.values()))) == len(TIERS)):
        return next(iter(found))
    return "; ".join(f"{', '.join(tiers)}: {reason}" for reason, tiers in found.items())
