"""The strategy's statements as a page: implemented and shown by a test, planned, or a human duty."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "docs" / "strategy" / "statements.yaml"
State = Literal["done", "partly", "planned", "human"]
INTRODUCTION = (
    "Generated from [strategy/statements.yaml](strategy/statements.yaml) by `make generate`. Every statement of "
    "INFRA-001 has a row: *done* (the file that implements it and the test that shows it), *partly* (the same, and "
    "what brings the rest), *planned* (what brings it), *human* (why no code can do it)."
)
STATES: tuple[State, ...] = ("done", "partly", "planned", "human")


class Statement(BaseModel):
    """One statement: `done` is the file that implements it and the test that shows it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    says: str
    done: tuple[str, str] | None = None
    planned: str | None = None
    human: str | None = None

    @property
    def state(self) -> State | None:
        """Where it stands; None when the row says nothing, which is a fault."""
        if self.done is not None:
            return "partly" if self.planned else "done"
        if self.planned is not None:
            return "planned"
        return "human" if self.human is not None else None


class Section(BaseModel):
    """A chapter of the strategy."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    statements: tuple[Statement, ...]


def read(path: Path = SOURCE) -> tuple[Section, ...]:
    """All sections. Raises pydantic.ValidationError for a malformed row."""
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return tuple(Section.model_validate(row) for row in document["sections"])


def faults(sections: tuple[Section, ...], root: Path = ROOT) -> list[str]:
    """What is wrong with the rows: double ids, no state, paths that are not there."""
    found: list[str] = []
    ids = Counter(row.id for section in sections for row in section.statements)
    found += [f"{name}: the id is there {count} times" for name, count in ids.items() if count > 1]
    for section in sections:
        for row in section.statements:
            if not row.id.startswith(f"{section.id}-"):
                found.append(f"{row.id}: ids of this section begin with {section.id}-")
            if row.state is None:
                found.append(f"{row.id}: says neither done, planned nor human")
            if row.human is not None and (row.done or row.planned):
                found.append(f"{row.id}: a human duty is nothing else")
            found += [f"{row.id}: {path} does not exist" for path in row.done or () if not (root / path).is_file()]
    return found


def render(sections: tuple[Section, ...]) -> str:
    """The page, as Markdown."""
    lines = [
        "# What the strategy says, and where it is",
        "",
        INTRODUCTION,
        "",
        "| section | " + " | ".join(STATES) + " | all |",
        "|---|" + "---:|" * (len(STATES) + 1),
    ]
    total: Counter[str] = Counter()
    for section in sections:
        counts = Counter(row.state or "" for row in section.statements)
        total += counts
        cells = " | ".join(str(counts[state]) for state in STATES)
        lines.append(f"| {section.title} | {cells} | {len(section.statements)} |")
    cells = " | ".join(f"**{total[state]}**" for state in STATES)
    lines.append(f"| **all** | {cells} | **{sum(total.values())}** |")
    for section in sections:
        lines += [
            "",
            f"## {section.title}",
            "",
            "| id | statement | state | where, by what, or why |",
            "|---|---|---|---|",
        ]
        lines += [f"| {row.id} | {row.says} | {row.state} | {_where(row)} |" for row in section.statements]
    return "\n".join(lines) + "\n"


def _where(row: Statement) -> str:
    parts = []
    if row.done is not None:
        parts.append(", ".join(f"[{path}](../{path})" for path in row.done))
    if row.planned is not None:
        parts.append(("the rest by: " if row.done else "by: ") + row.planned)
    if row.human is not None:
        parts.append(row.human)
    return "; ".join(parts)


def page() -> str:
    """The page of the repository's own statements."""
    return render(read())
