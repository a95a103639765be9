"""One phase of a runbook as Markdown. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from sayar.documents.plan import Change, Summary
from sayar.documents.runbook import Item, RunbookPhase
from sayar.report.cells import cell, code
from sayar.report.felt import NOBODY
from sayar.report.words import MARKS, duration, flags, grouped, listed
from sayar.runbook.prose import commands, of_type, sentence, span_of
from sayar.urn import name_of

KINDS: Final[Mapping[str, str]] = MappingProxyType({"config": "update", "human": "people", "wait": "wait"})
_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {"create": "made", "update": "edited", "replace": "replaced", "delete": "taken away"}
)
_PATHS: Final = 6
_GROUPS: Final = 12
_ROWS: Final = 25
_LONG: Final = 400
"""Letters of a text that is folded away."""


def phase_lines(phase: RunbookPhase) -> Iterator[str]:
    """A chapter: why, what to run, what changes, what users feel, what people do, the gate and the way back."""
    yield f"## {phase.number}. `{phase.name}` – {_lower(cell(phase.title))}"
    yield ""
    yield f"*{KINDS[phase.kind].capitalize()}, {span_of(phase.days)}.* {sentence(commands(phase.why))}"
    yield ""
    if phase.released:
        # Without the approvals the update would change nothing.
        yield from _manual(phase)
    yield "```"
    yield from phase.run
    yield "```"
    yield ""
    if phase.refused:
        yield f"> **{cell(sentence(phase.refused))}**"
        yield ""
    if phase.kind == "config":
        yield from _changes(phase)
    if phase.felt:
        felt = ", ".join(phase.felt)
        yield f"**What users feel.** {'Nothing' if felt == NOBODY else cell(felt)}."
        yield ""
    if not phase.released:
        yield from _manual(phase)
    if phase.work:
        days = f"{phase.work.days} day{'' if phase.work.days == 1 else 's'}"
        yield f"**What takes time.** {days}: {phase.work.what}. <sub>{cell(phase.work.source)}</sub>"
        yield ""
    if phase.checklist:
        yield "**Checklist**"
        yield ""
        yield from item_lines(phase.checklist)
        yield ""
    waits = f" It takes {duration(phase.gate.wait_s)} at least." if phase.gate.wait_s else ""
    tells = f" Check: {commands(phase.gate.check)}." if phase.gate.check != "-" else ""
    yield f"**Gate.** {sentence(commands(phase.gate.text))}{waits}{tells}"
    yield ""
    if phase.one_way:
        yield f"**No way back.** What this phase does cannot be undone. {sentence(commands(phase.rollback))}"
    else:
        yield f"**Way back.** {sentence(commands(phase.rollback))} `{phase.back}`"
    yield ""


def item_lines(items: Sequence[Item]) -> Iterator[str]:
    """A box to tick for each duty, with what checks it below."""
    for item in items:
        already = " No phase of this move does it: it has to be so already." if item.already else ""
        yield f"- [ ] {sentence(item.text)}{already}"
        who = "Says so" if item.by == "person" else "Check"
        yield f"  <br>{who}: {item.check}. <sub>{item.source}</sub>"


def _changes(phase: RunbookPhase) -> Iterator[str]:
    yield f"**What changes.** {sentence(_counted(phase.summary) or 'nothing that the engine sees')}"
    yield ""
    if phase.released:
        names = listed([code(name_of(urn)) for urn in phase.released], _GROUPS)
        yield f"Their protection goes, nothing else: {names}."
        yield ""
    if phase.notable:
        yield "| | resource | effect | users wait, typical / worst | what |"
        yield "|---|---|---|---:|---|"
        yield from (_row(change) for change in phase.notable[:_ROWS])
        yield ""
        yield from _more(phase.notable[_ROWS:])
    if phase.others:
        groups = [f"{group.component} ({_counted(group.summary)})" for group in phase.others]
        lead = "Beside these, without an effect" if phase.notable else "Without an effect on users"
        yield f"{lead}: {cell(listed(groups, _GROUPS))}."
        yield ""


def _more(changes: Sequence[Change]) -> Iterator[str]:
    """What a table would only grow by: how many of each component."""
    if not changes:
        return
    yield f"<details><summary>{len(changes)} more, of less effect</summary>"
    yield ""
    for component, rows in grouped(changes).items():
        counts = Counter((_WORDS[one.op], one.effect) for one in rows)
        said = [
            f"{count} {word}{'' if effect == 'none' else f', {effect}'}" for (word, effect), count in counts.items()
        ]
        yield f"- {cell(component)}: {cell('; '.join(said))}"
    yield ""
    yield "</details>"
    yield ""


def _row(change: Change) -> str:
    paths = listed([code(path) for path in change.replace_properties or change.properties], _PATHS)
    order = change.order.replace("_", " ") if change.order else ""
    what = "; ".join(part for part in (*flags(change), order, paths) if part)
    waits = f"{duration(change.typical_s)} / {duration(change.worst_s)}"
    effect = change.effect.replace("_", " ")
    return f"| {change.op} | {code(change.name)} {of_type(change.type)} | {effect} | {waits} | {what or '–'} |"


def _manual(phase: RunbookPhase) -> Iterator[str]:
    if not phase.manual:
        return
    yield "**By hand**"
    yield ""
    for row in phase.manual:
        how = f"{commands(row.how.rstrip('.'))}."
        if len(how) > _LONG:
            how = f"<details><summary>the whole list</summary>{how}</details>"
        yield f"- [ ] **{cell(row.title)}.** {sentence(commands(row.why))} How: {how}"
        yield f"  <br>Check: {commands(row.check.rstrip('.'))}."
    yield ""


def _counted(summary: Summary) -> str:
    counts = {word: getattr(summary, op) for op in reversed(tuple(MARKS)) if (word := _WORDS[op])}
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count)


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"
