"""What a rehearsal did, for people: a row for each update, every difference, and what all of it does not prove."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Final

from sayar.documents.rehearsal import Broken, Counts, Disagreement, RehearsalDocument, Rehearsed
from sayar.report.cells import cell, code
from sayar.report.terminal import WIDTH, columns
from sayar.urn import name_of, type_of

_HEAD: Final = ("move", "phase", "forecast", "engine", "differences", "seconds")
_SIGNS: Final = (("create", "+"), ("update", "~"), ("replace", "±"), ("delete", "-"))
_AGAINST: Final = {"state": "from the state", "offline": "from the stack files"}


def rendered(document: RehearsalDocument, form: str) -> str:
    """The document as `text`, `json` or `markdown`."""
    if form == "json":
        from sayar.documents.base import to_json

        return to_json(document)
    lines = _markdown(document) if form == "markdown" else _text(document)
    return "\n".join(lines).rstrip() + "\n"


def conclusion(document: RehearsalDocument) -> str:
    """How it went, in one sentence."""
    totals = document.totals
    done = f"{totals.updates} of {totals.planned} updates rehearsed in {totals.seconds:g} s"
    if document.failed is not None:
        return f"FAILED: {done}; the engine failed in {_place(document.failed)}"
    if totals.unexplained:
        return f"DISAGREEMENT: {done}; {totals.unexplained} differences without a reason"
    return f"agreed: {done}; {totals.differences} differences, each with a reason"


def _text(document: RehearsalDocument) -> Iterator[str]:
    yield f"rehearsal of {document.stack}, {document.origin} to {document.to} and back ({document.mode})"
    rows = [_HEAD, *map(_row, document.updates)]
    yield from columns(rows)
    yield "+ create, ~ update, ± replace, - delete; forecast from the state"
    yield ""
    for line in (
        *_differences(document),
        *_failed(document),
        *(f"waived: {line}" for line in document.waived),
        *(f"not proven: {line}" for line in document.not_proven),
    ):
        yield from wrap(line, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
    if document.folder is not None:
        yield f"folder: {document.folder}"
    yield conclusion(document)


def _markdown(document: RehearsalDocument) -> Iterator[str]:
    yield f"# Rehearsal of {cell(document.stack)}: {document.origin} to {document.to} and back"
    yield from ("", cell(conclusion(document)), "")
    yield f"| {' | '.join(_HEAD)} |"
    yield f"|{'---|' * len(_HEAD)}"
    for update in document.updates:
        yield f"| {' | '.join(map(cell, _row(update)))} |"
    yield from ("", "`+` create, `~` update, `±` replace, `-` delete; forecast from the state.")
    for title, lines in (
        ("Differences", _differences(document)),
        ("Failed", tuple(_failed(document))),
        ("Waived", document.waived),
        ("Not proven", document.not_proven),
    ):
        if lines:
            yield from ("", f"## {title}", "", *(f"- {cell(line)}" for line in lines))
    if document.folder is not None:
        yield from ("", f"Folder: {code(document.folder)}")


def _row(update: Rehearsed) -> tuple[str, ...]:
    without = sum(one.reason is None for one in update.differences)
    told = str(len(update.differences) or "-") + (f" ({without} WITHOUT A REASON)" if without else "")
    move = f"{update.origin} to {update.to}" if update.origin != update.to else update.to
    return (move, update.phase, _counts(update.forecast), _engine(update), told, f"{update.seconds:.1f}")


def _engine(update: Rehearsed) -> str:
    return _counts(update.engine) if update.ran else "not run"


def _counts(counts: Counts) -> str:
    said = [f"{sign}{getattr(counts, op)}" for op, sign in _SIGNS if getattr(counts, op)]
    return " ".join(said) or "="


def _differences(document: RehearsalDocument) -> tuple[str, ...]:
    """A line for what is alike in one update; those without a reason first."""
    return tuple(
        f"{_place(update)}: {', '.join(_names(alike))}: {_said(alike)}"
        for without in (True, False)
        for update in document.updates
        for alike in _alike(one for one in update.differences if (one.reason is None) == without)
    )


def _alike(differences: Iterable[Disagreement]) -> Iterable[tuple[Disagreement, ...]]:
    """Differences that say the same of several resources."""
    found: dict[tuple[object, ...], list[Disagreement]] = {}
    for one in differences:
        found.setdefault((one.against, one.forecast, one.engine, one.reason), []).append(one)
    return map(tuple, found.values())


def _names(alike: Sequence[Disagreement]) -> Iterable[str]:
    return dict.fromkeys(f"{type_of(one.urn)} {name_of(one.urn)}" for one in alike)


def _said(alike: Sequence[Disagreement]) -> str:
    first = alike[0]
    why = first.reason or "NO REASON"
    if first.against == ("again",):
        return f"the preview after the update says {first.engine}: {why}"
    told = " and ".join(_AGAINST[one] for one in first.against)
    return f"forecast {first.forecast} ({told}), engine {first.engine}: {why}"


def _failed(document: RehearsalDocument) -> Iterator[str]:
    failed = document.failed
    if failed is None:
        return
    yield f"the engine failed in {_place(failed)}"
    yield from failed.said
    done = ", ".join(update.phase for update in document.updates) or "nothing"
    yield f"rehearsed before: {done}"
    yield f"not rehearsed: {'; '.join(failed.not_rehearsed) or 'nothing else was to come'}"


def _place(one: Rehearsed | Broken) -> str:
    return f"{one.origin} to {one.to}, {one.phase}" if one.origin != one.to else f"{one.to}, {one.phase}"
