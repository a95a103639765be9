"""A page of HTML: complete, the same bytes every time, and nothing in it that somebody else wrote as markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from sayar.report.cells import cell, code
from sayar.report.html import page
from tests.cli.ran import sayar

OURS = {
    *("html", "head", "meta", "title", "style", "body", "p", "strong", "em", "code", "pre", "br", "sub"),
    *("h1", "h2", "h3", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "details", "summary"),
}
LOADS = {"src", "href", "srcset", "data", "action", "poster", "background"}
FOREIGN = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</td></tr></table><script>",
    "[click](javascript:alert(1))",
    "![](https://evil.example/pixel)",
    "<https://evil.example>",
    "`<b>`",
    "a | b \\| c",
)


class Read(HTMLParser):
    """Tags that are there, attributes that load something, and tags that were not closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.loads: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.loads += [row for row in attrs if row[0] in LOADS or row[0].startswith("on")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("text", FOREIGN)
def test_what_others_wrote_is_text_and_no_markup(text: str) -> None:
    for inside in (cell(text), code(text)):
        read = Read(page(f"| name |\n|---|\n| {inside} |\n\n- {inside}\n", title=text))
        assert read.tags <= OURS
        assert read.loads == []
        assert read.open == []


@pytest.mark.parametrize(
    "command",
    [
        ("tiers",),
        ("plan", "--from", "starter", "--to", "growth"),
        ("cost", "growth"),
        ("prices", "check"),
        ("triggers", "--tier", "starter", "--metrics", "docs/examples/triggers/metrics.csv"),
    ],
)
def test_every_document_for_people_is_a_page_that_loads_nothing(command: tuple[str, ...]) -> None:
    ran = sayar(*command, "--format", "html", folder=None)
    plain = sayar(*command, "--format", "markdown", folder=None)
    assert ran.code == plain.code
    assert ran.out.startswith("<!doctype html>\n")
    read = Read(ran.out)
    assert read.tags <= OURS
    assert read.loads == []
    assert "table" in read.tags
    assert ran.out == sayar(*command, "--format", "html", folder=None).out
    assert f"<title>sayar {command[0]}" in ran.out


def test_a_page_forbids_itself_to_load_anything() -> None:
    assert "default-src 'none'" in page("text", title="a title")


def test_a_command_that_is_run_after_one_for_a_page_prints_text() -> None:
    assert sayar("tiers", "--format", "html", folder=None).out.startswith("<!doctype html>")
    assert not sayar("tiers", folder=None).out.startswith("<!doctype html>")
