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
from sayar.report.expected import ASSUMED, assumption_rows, performance_rows
from sayar.report.headlines import headline_rows
from sayar.report.promised import promise_rows
from sayar.report.terminal import captured

if TYPE_CHECKING:
    from rich.console import Console

PROMISES: Final = "promises"
SUMMARY: Final = "summary"
PERFORMANCE: Final = "performance"
ASSUMPTIONS: Final = "assumptions"
_FIRST: Final = (PROMISES, SUMMARY)
"""What a reader asks for first."""
_WITH_WHY: Final = (PERFORMANCE, ASSUMPTIONS)
_IN_WORDS: Final = (*_FIRST, *_WITH_WHY)
"""Sections whose rows are named in words; those of all others are paths of a stack file."""


def sections(config_dir: Path) -> dict[str, tuple[Row, ...]]:
    """All rows by section: promises, summary, performance and its assumptions, then each concern.

    Raises ConfigError for a tier file that is refused.
    """
    platforms = [load_tier(config_dir, tier).platform for tier in TIERS]
    said = [reasons(config_dir / stack_file(tier)) for tier in TIERS]
    found = {
        PROMISES: promise_rows(),
        SUMMARY: headline_rows(platforms),
        PERFORMANCE: performance_rows(platforms),
        ASSUMPTIONS: assumption_rows(),
    }
    for name in CONCERNS:
        configs: list[dict[str, Any]] = [
            {name: getattr(platform, name).model_dump(mode="json", by_alias=True)} for platform in platforms
        ]
        found[name] = contrast(configs, said)
    return found


def json_table(config_dir: Path, *, why: bool) -> str:
    """Every row of promises, summary and concerns as JSON; with reasons the arithmetic and its assumptions too."""
    found = {name: rows for name, rows in sections(config_dir).items() if why or name not in _WITH_WHY}
    document = {
        "tiers": list(TIERS),
        "sections": [
            {
                "name": name,
                "rows": [
                    {
                        "path": row.path,
                        **dict(zip(heads(name), row.values, strict=True)),
                        **({"why": _whys(row)} if why and row.reasons else {}),
                    }
                    for row in rows
                ],
            }
            for name, rows in found.items()
        ],
    }
    return dumps(document)


def heads(section: str) -> tuple[str, ...]:
    """The columns of a section: the tiers, except for assumptions, which are the same for all of them."""
    return ASSUMED if section == ASSUMPTIONS else TIERS


def _whys(row: Row) -> dict[str, str] | str:
    return dict(zip(TIERS, row.reasons, strict=True)) if len(row.reasons) == len(TIERS) else told(row)


def markdown_table(config_dir: Path, *, why: bool) -> str:
    """Tables of GitHub Markdown: promises and summary, or with reasons every field of every tier."""
    return markdown_of(asked(sections(config_dir), why=why))


def text_table(config_dir: Path, *, why: bool) -> str:
    """The same for a terminal of 80 columns."""
    return text_of(asked(sections(config_dir), why=why))


def asked(found: dict[str, tuple[Row, ...]], *, why: bool) -> dict[str, tuple[Row, ...]]:
    """Everything, or without reasons what a reader asks for first."""
    return found if why else {name: found[name] for name in _FIRST}


def markdown_of(found: dict[str, tuple[Row, ...]]) -> str:
    """The Markdown of some sections."""
    lines: list[str] = []
    for name, rows in found.items():
        more = any(any(row.reasons) for row in rows)
        lines += [f"**{name.capitalize()}**", "", f"| | {' | '.join(heads(name))} |{' why |' if more else ''}"]
        lines.append(f"|---|{'---|' * (len(TIERS) + more)}")
        for row in rows:
            label = code(row.path) if name == ASSUMPTIONS else row.path
            if name not in _IN_WORDS:
                label = code(row.path.partition(".")[2])
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
            for head in heads(name):
                table.add_column(head, ratio=4, overflow="fold")
            for row in rows:
                label = row.path if name in _IN_WORDS else row.path.partition(".")[2]
                table.add_row(Text(label), *(Text(value) for value in row.values))
            console.print(table)
            _reasons(console, rows)
            console.print()
        if len(found) == len(_FIRST):
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
    if len(row.reasons) == 1:
        return row.reasons[0]
    found: dict[str, list[str]] = {}
    for tier, reason in zip(TIERS, row.reasons, strict=False):
        if reason:
            found.setdefault(reason, []).append(tier)
    if len(found) == 1 and (not row.differs or len(next(iter(found.values()))) == len(TIERS)):
        return next(iter(found))
    return "; ".join(f"{', '.join(tiers)}: {reason}" for reason, tiers in found.items())
