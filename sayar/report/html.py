"""A document as one page of HTML that loads nothing: its Markdown, made by a library that follows CommonMark."""

from __future__ import annotations

from html import escape
from string import Template
from typing import Final

_PAGE: Final = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>$title</title>
<style>
:root { color-scheme: light dark; --line: #8884; --quiet: #8881; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; }
h1, h2, h3 { line-height: 1.2; margin: 1.6em 0 .5em; }
table { border-collapse: collapse; display: block; margin: 1em 0; max-width: 100%; overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: .3em .6em; text-align: left; vertical-align: top; }
th { background: var(--quiet); }
code { background: var(--quiet); border-radius: 3px; font-size: .9em; padding: .1em .3em; overflow-wrap: break-word; }
pre { background: var(--quiet); overflow-x: auto; padding: 1em; }
details { border: 1px solid var(--line); border-radius: 4px; margin: .6em 0; padding: .4em .8em; }
summary { cursor: pointer; }
@media print { details > * { display: block; } body { margin: 0; max-width: none; } }
</style>
</head>
<body>
$body</body>
</html>
""")


def page(markdown: str, *, title: str) -> str:
    """A page from a document's Markdown, in which foreign text has been escaped. Always the same bytes."""
    from markdown_it import MarkdownIt

    # Folded parts are HTML of ours; what others wrote was made harmless where the Markdown was made.
    body = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    return _PAGE.substitute(title=escape(title), body=body)
