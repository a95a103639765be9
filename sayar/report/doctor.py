"""What a stack lacks, for people: missing first with the step under it, then what nobody checked, then what is fine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from sayar.documents.doctor import DoctorCheck, DoctorDocument
from sayar.report.cells import cell, code
from sayar.report.terminal import captured

if TYPE_CHECKING:
    from rich.console import Console

_TITLES: Final = {"local": "this machine", "cloudflare": "Cloudflare", "railway": "Railway", "supabase": "Supabase",
                  "vercel": "Vercel", "aws": "AWS"}  # fmt: skip
_SECTIONS: Final = (("missing", "missing", "red"), ("not_checked", "not checked", "yellow"), ("ok", "fine", "green"))
_MARKS: Final = {"missing": "!", "not_checked": "?", "ok": "·"}


def rendered(document: DoctorDocument, form: str, *, to_terminal: bool = True) -> str:
    """The document as `text`, `json` or `markdown`. Colours only where text goes to a terminal."""
    if form == "json":
        from sayar.documents.base import to_json

        return to_json(document)
    return markdown(document) if form == "markdown" else text(document, to_terminal=to_terminal)


def text(document: DoctorDocument, *, to_terminal: bool = True) -> str:
    """The list for a terminal of 80 columns."""
    return captured(lambda console: _draw(console, document), to_terminal=to_terminal)


def _draw(console: Console, document: DoctorDocument) -> None:
    from rich.text import Text

    head, said = f"{document.stack} ({_tier(document)})", counted(document)
    gap = " " * max(console.width - len(head) - len(said), 2)
    console.print(Text.assemble((head, "bold"), gap, (said, "dim")))
    console.print("─" * console.width, style="dim")
    for state, title, colour in _SECTIONS:
        rows = [check for check in document.checks if check.state == state]
        if not rows:
            continue
        console.print(Text(title, f"bold {colour}"))
        for vendor, checks in _by_vendor(rows).items():
            console.print(Text(f" {vendor}", "bold"))
            for check in checks:
                _wrapped(console, check.text, f"  {_MARKS[state]} ", colour)
                if state == "missing":
                    _wrapped(console, f"{check.how or ''} [{check.source}]".lstrip(), "      ", "")
            for line in unlocked(checks):
                _wrapped(console, line, "      ", "")
        console.print()
    console.print(Text(conclusion(document)))


def _wrapped(console: Console, words: str, head: str, colour: str) -> None:
    import textwrap

    from rich.text import Text

    indent = " " * len(head)
    lines = textwrap.wrap(words, console.width - len(head), break_on_hyphens=False) or [""]
    for number, line in enumerate(lines):
        console.print(Text.assemble((indent if number else head, colour), line))


def unlocked(checks: Sequence[DoctorCheck]) -> tuple[str, ...]:
    """Which variables would allow checks that were not made, a line for each."""
    found = dict.fromkeys(check.variable for check in checks if check.state == "not_checked" and check.variable)
    return tuple(f"set {variable} to have {_these(checks, variable)} checked" for variable in found)


def _these(checks: Sequence[DoctorCheck], variable: str) -> str:
    return "this" if sum(check.variable == variable for check in checks) == 1 else "these"


def markdown(document: DoctorDocument) -> str:
    """The list as GitHub Markdown."""
    return "\n".join(_lines(document)).rstrip() + "\n"


def _lines(document: DoctorDocument) -> Iterator[str]:
    yield f"**{cell(document.stack)} ({_tier(document)}): {counted(document)}.** {conclusion(document)}"
    yield ""
    for state, title, _ in _SECTIONS:
        rows = [check for check in document.checks if check.state == state]
        if not rows:
            continue
        folded = state == "ok"
        yield f"<details><summary>{len(rows)} {title}</summary>" if folded else f"**{title.capitalize()}**"
        yield ""
        for vendor, checks in _by_vendor(rows).items():
            for check in checks:
                source = f" ({code(check.source)})" if state == "missing" else ""
                yield f"- {vendor}: {cell(check.text)}{source}"
                if state == "missing" and check.how:
                    yield f"  - {cell(check.how)}"
            for line in unlocked(checks):
                yield f"  - {cell(line)}"
        yield ""
        if folded:
            yield "</details>"


def counted(document: DoctorDocument) -> str:
    """`1 missing, 2 not checked, 17 fine`."""
    summary = document.summary
    return f"{summary.missing} missing, {summary.not_checked} not checked, {summary.ok} fine"


def conclusion(document: DoctorDocument) -> str:
    """What follows."""
    if document.summary.missing:
        return f"{document.stack} cannot be run for real yet: mend what is missing and ask again."
    if document.summary.not_checked:
        return "Nothing is known to be missing, but not everything could be checked."
    return "Nothing is missing."


def _tier(document: DoctorDocument) -> str:
    return f"{document.tier}, phase {document.phase}" if document.phase else document.tier


def _by_vendor(checks: Sequence[DoctorCheck]) -> dict[str, list[DoctorCheck]]:
    found: dict[str, list[DoctorCheck]] = {}
    for check in checks:
        found.setdefault(_TITLES[check.vendor], []).append(check)
    return found
