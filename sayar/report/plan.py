"""The plan document in the asked form."""

from __future__ import annotations

from sayar.documents.plan import PlanDocument


def rendered(document: PlanDocument, form: str, *, to_terminal: bool = True) -> str:
    """The document as `text`, `json` or `markdown`. Colours only where text goes to a terminal."""
    if form == "json":
        from sayar.documents.base import to_json

        return to_json(document)
    if form == "markdown":
        from sayar.report.plan_markdown import markdown

        return markdown(document)
    from sayar.report.plan_text import text

    return text(document, to_terminal=to_terminal)
