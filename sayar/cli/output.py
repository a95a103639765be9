"""Where a document goes: standard output, or a file that is written whole or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click

from sayar.cli.options import HTML


def emit(text: str, out: Path | None) -> None:
    """Print the document, or write it to `out`. Raises click.UsageError where the file cannot be written.

    Where the command was asked for HTML, `text` is Markdown and goes out as a page.
    """
    context = click.get_current_context(silent=True)
    title = context.meta.get(HTML) if context is not None else None
    if title is not None:
        from sayar.report.html import page

        text = page(text, title=title)
    if out is None:
        sys.stdout.write(text)
        return
    try:
        write_whole(out, text)
    except OSError as error:
        raise click.UsageError(f"--out: {out}: {error.strerror}") from None


def write_whole(path: Path, text: str) -> None:
    """Write a file through a neighbour that takes its place at the end, with the rights that a new file has."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def say(text: str, *, quiet: bool) -> None:
    """Progress and warnings: standard error, unless nobody wants them."""
    if not quiet:
        click.echo(text, err=True)
